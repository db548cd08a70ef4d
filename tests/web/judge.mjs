// Hands documents to the verifier as it runs in browsers, under node: what is read from standard input is
// `{program, trust, cases: [{document | base64, now, kept, statement}]}`, what is written is a verdict for each case.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const asked = JSON.parse(readFileSync(0, "utf-8"));
if (asked.vendored) crypto.subtle.importKey = withoutEd25519(crypto.subtle.importKey);

const at = (name) => pathToFileURL(`${asked.program}/${name}`).href;
const { judged } = await import(at("judging.js"));
const { readStatement } = await import(at("statement.js"));
const { openTrust } = await import(at("trust.js"));
const { atWork } = await import(at("ed25519.js"));

const opened = new Map();
const found = [];
for (const each of asked.cases) {
  const note = each.trust ?? asked.trust;
  if (!opened.has(note)) opened.set(note, await openTrust(note));
  const document = each.base64 === undefined ? each.document : new Uint8Array(Buffer.from(each.base64, "base64"));
  const now = each.now === null || each.now === undefined ? null : new Date(each.now);
  const ask = each.answer === undefined ? null : () => (each.answer === null ? Promise.reject(new Error("away")) : Promise.resolve(each.answer));
  const { verdict, reasons, contents, checkCode, checked } = await (each.statement ? readStatement : judged)(document, { trust: opened.get(note), now, kept: each.kept ?? null, ask });
  found.push({ verdict, reasons, contents: asked.brief ? undefined : contents, checkCode, checked });
}
process.stdout.write(JSON.stringify({ found, atWork: await atWork() }));

/** A browser that has WebCrypto and knows no Ed25519. */
function withoutEd25519(importKey) {
  return function (format, data, algorithm, ...rest) {
    if ((algorithm.name ?? algorithm) === "Ed25519") return Promise.reject(new DOMException("unknown", "NotSupportedError"));
    return importKey.call(this, format, data, algorithm, ...rest);
  };
}
