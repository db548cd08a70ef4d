// Personal values outside the certificate: SD-JWT disclosures (RFC 9901 section 4.2), put back where their digest stands.

import { isObject, parse } from "./canon.js";
import { base64url, bytesOf, fromBase64url, sha256, textOf } from "./encoding.js";
import { NotBelieved } from "./errors.js";

const SD_NAMES = new Set(["_sd", "_sd_alg", "..."]);

/**
 * The contents with each disclosed value in the object whose digest it has (RFC 9901 section 7.1). Throws NotBelieved for
 * a text that is no disclosure, stands twice, or belongs to no digest.
 */
export async function restored(contents, texts) {
  const digests = digestsIn(contents);
  const given = new Map();
  for (const text of texts) given.set(await digestOf(text), readDisclosure(text));
  const strays = [...given.keys()].some((digest) => !digests.includes(digest));
  if (given.size !== texts.length || new Set(digests).size !== digests.length || strays) throw unfit();
  return filled(contents, given);
}

function digestsIn(value) {
  if (Array.isArray(value)) return value.flatMap(digestsIn);
  if (!isObject(value)) return [];
  const below = Object.keys(value).filter((name) => name !== "_sd").flatMap((name) => digestsIn(value[name]));
  return [...(value._sd ?? []), ...below];
}

async function digestOf(text) {
  if (/[^\u0000-\u007f]/.test(text)) throw unfit();
  return base64url(await sha256(bytesOf(text)));
}

function readDisclosure(text) {
  let said;
  try {
    said = parse(textOf(fromBase64url(text)));
  } catch {
    throw unfit();
  }
  if (!Array.isArray(said) || said.length !== 3 || typeof said[0] !== "string" || typeof said[1] !== "string") throw unfit();
  return { name: said[1], value: said[2] };
}

function filled(value, given) {
  if (Array.isArray(value)) return value.map((each) => filled(each, given));
  if (!isObject(value)) return value;
  const made = Object.create(null);
  for (const name of Object.keys(value)) if (name !== "_sd") made[name] = filled(value[name], given);
  const closed = [];
  for (const digest of value._sd ?? []) {
    const opened = given.get(digest);
    if (opened === undefined) closed.push(digest);
    else if (opened.name in made || SD_NAMES.has(opened.name)) throw unfit();
    else made[opened.name] = opened.value;
  }
  if (closed.length > 0) made._sd = closed;
  return made;
}

function unfit() {
  return new NotBelieved("bad_disclosure");
}
