// The two codes of a printed certificate (registry/domain/paper_code.py, docs/verifier.md): digits that are bytes, the
// bytes a certificate and its proof, or the disclosures of what is printed.

import { encode } from "./canon.js";
import { base64url, bytesOf, fromBase64url, joinedBytes, sameBytes, sha256, textOf } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { inflate } from "./inflate.js";
import { KNOWN } from "./tables/known.js";

export const PERSONAL_PREFIX = "PD1*";
export const TYPE = "registration-certificate+sd-jwt";
const [CERTIFICATE, PERSONAL] = [1, 2];
const [HINT, CHECK, SIGNATURE] = [4, 4, 64];
const LARGEST = 256 * 1024;
const WIDTHS = [0, 3, 5, 8, 10, 13, 15, 17]; // digits that hold so many bytes, and no fewer would
const PART = "(?:([1-9][0-9]?)\\.([1-9][0-9]?)\\.)?([0-9]{3,5000})";
const FIRST = new RegExp(`^(https?://[^#\\s]{1,200}/v)#${PART}$`);
const SECOND = new RegExp(`^PD1\\*${PART}$`);

/** Whether a text begins as a code does. */
export function isCode(text) {
  return /^[ \t\n\r\v\f]*(?:https?:\/\/|PD1\*)/.test(text);
}

/** Whether these are all the parts of a certificate's first code, and of its second where any of that was read. */
export function isWhole(texts) {
  const parts = (form) => texts.map((text) => form.exec(text)).filter(Boolean).map((found) => found.slice(-3));
  const [firsts, seconds] = [parts(FIRST), parts(SECOND)];
  return firsts.length > 0 && [firsts, seconds].every((each) => each.every(([, of]) => String(each.length) === (of ?? "1")));
}

/** What the codes of a page say, in whatever order they were read. Throws Malformed, or NotBelieved for an unknown key. */
export async function unpack(texts, kids) {
  const [firsts, seconds, places] = [[], [], new Set()];
  for (const text of texts) {
    const [first, second] = [FIRST.exec(text), SECOND.exec(text)];
    if (first) {
      places.add(first[1]);
      firsts.push(first.slice(2));
    } else if (second) seconds.push(second.slice(1));
    else throw new Malformed("none of the two codes");
  }
  if (places.size !== 1) throw new Malformed("not one certificate's first code");
  const { jws, proof } = await certificate(bytesOfDigits(whole(firsts)), kids);
  const disclosures = seconds.length > 0 ? await personal(bytesOfDigits(whole(seconds)), jws) : [];
  return { jws, proof, disclosures };
}

/** The digits of a code, its parts in order and none missing or there twice. */
function whole(parts) {
  if (parts.length === 1 && parts[0][0] === undefined) return parts[0][2];
  const found = new Map(parts.map(([number, , digits]) => [number, digits]));
  const wanted = parts.map((_, at) => String(at + 1));
  if (parts.some(([, of]) => of !== String(parts.length)) || wanted.some((each) => !found.has(each)))
    throw new Malformed("a part of a code is missing");
  return wanted.map((each) => found.get(each)).join("");
}

function bytesOfDigits(digits) {
  const blocks = [];
  for (let at = 0; at < digits.length; at += WIDTHS[7]) blocks.push(block(digits.slice(at, at + WIDTHS[7])));
  return joinedBytes(...blocks);
}

function block(digits) {
  const length = WIDTHS.indexOf(digits.length);
  let value = BigInt(digits);
  if (length < 1 || value >= 1n << BigInt(8 * length)) throw new Malformed("no digits of a code");
  const made = new Uint8Array(length);
  for (let at = length - 1; at >= 0; at -= 1) {
    made[at] = Number(value & 255n);
    value >>= 8n;
  }
  return made;
}

async function opened(packed, head) {
  const [made, check] = [packed.subarray(0, -CHECK), packed.subarray(-CHECK)];
  if (made.length <= head || !sameBytes((await sha256(made)).subarray(0, CHECK), check)) throw new Malformed("misread");
  return inflate(made.subarray(head), { largest: LARGEST, dictionary: bytesOf(KNOWN) });
}

async function certificate(packed, kids) {
  const head = 1 + HINT + SIGNATURE;
  const told = await opened(packed, head);
  if (packed[0] !== CERTIFICATE) throw new Malformed("of another version");
  const hint = packed.subarray(1, 1 + HINT);
  const kid = kids.find((each) => sameBytes(fromBase64url(each).subarray(0, HINT), hint));
  if (kid === undefined) throw new NotBelieved("unknown_key");
  const nul = told.indexOf(0);
  const payload = nul < 0 ? told : told.subarray(0, nul);
  const header = bytesOf(encode({ alg: "Ed25519", kid, typ: TYPE }));
  const jws = [header, payload, packed.subarray(1 + HINT, head)].map(base64url).join(".");
  return { jws, proof: nul < 0 ? null : textOf(told.subarray(nul + 1)) };
}

async function personal(packed, jws) {
  const told = await opened(packed, 1 + HINT);
  const bound = (await sha256(fromBase64url(jws.split(".")[1]))).subarray(0, HINT);
  if (packed[0] !== PERSONAL || !sameBytes(packed.subarray(1, 1 + HINT), bound))
    throw new Malformed("the second code belongs to another certificate");
  const texts = [];
  for (let from = 0; ; ) {
    const end = told.indexOf(10, from);
    texts.push(base64url(told.subarray(from, end < 0 ? told.length : end)));
    if (end < 0) return texts;
    from = end + 1;
  }
}
