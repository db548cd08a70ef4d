// Opens trust files: each as the first one, or as the successor of another. Writes which of them open, or why they do not.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { program, notes } = JSON.parse(readFileSync(0, "utf-8"));
const { openTrust } = await import(pathToFileURL(`${program}/trust.js`).href);

const found = [];
for (const [note, before] of notes) {
  try {
    const { issuer, version } = await openTrust(note, before === null ? null : await openTrust(before));
    found.push({ issuer, version });
  } catch (fault) {
    found.push({ fault: fault.code ?? fault.constructor.name });
  }
}
process.stdout.write(JSON.stringify(found));
