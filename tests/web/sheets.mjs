// Lays out certificates as the page shows them.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { program, certificates } = JSON.parse(readFileSync(0, "utf-8"));
const { sheet } = await import(pathToFileURL(`${program}/sheets/sheet.js`).href);

process.stdout.write(JSON.stringify(certificates.map(({ contents, checkCode }) => sheet(contents, checkCode))));
