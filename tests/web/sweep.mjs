// Changes a document in one place after the other, and writes those changes that the verifier lets pass.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { program, trust, document, now, edits } = JSON.parse(readFileSync(0, "utf-8"));
const at = (name) => pathToFileURL(`${program}/${name}`).href;
const { judged } = await import(at("judging.js"));
const { openTrust } = await import(at("trust.js"));

const opened = await openTrust(trust);
const passed = [];
for (const [place, length, text] of edits) {
  const changed = document.slice(0, place) + text + document.slice(place + length);
  const { verdict, reasons } = await judged(changed, { trust: opened, now: new Date(now) });
  if (verdict !== "invalid" && verdict !== "unreadable") passed.push([place, length, text, verdict, reasons]);
}
process.stdout.write(JSON.stringify(passed));
