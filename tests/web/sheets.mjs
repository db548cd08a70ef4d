// Lays out certificates and lien statuses as the page shows them.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { program, certificates = [], statements = [] } = JSON.parse(readFileSync(0, "utf-8"));
const at = (name) => pathToFileURL(`${program}/sheets/${name}`).href;
const { sheet } = await import(at("sheet.js"));
const { lienStatus } = await import(at("lien_status.js"));

const laidOut = [...certificates.map(({ contents, checkCode }) => sheet(contents, checkCode)), ...statements.map(lienStatus)];
process.stdout.write(JSON.stringify(laidOut));
