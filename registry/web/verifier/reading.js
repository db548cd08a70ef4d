// What a document holds, in whichever form it comes: `{jws, disclosures, proof, status, paper}`. Nothing is judged here but
// a page's own signature; of a registration's answer nothing is taken but what stands in its certificate.

import { encode, hasExactly, isObject, parse } from "./canon.js";
import { bytesOf, stripped, textOf } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { isCode, unpack } from "./paper_code.js";
import { isPdf, readPdf } from "./pdf.js";
import { kidsOf } from "./trust.js";

export const LARGEST = 1024 * 1024;
const NAKED = { disclosures: [], proof: null, status: null, paper: null };

/** Throws Malformed for what is no certificate, NotBelieved with the reason otherwise. */
export async function read(document, trust) {
  const bytes = typeof document === "string" ? bytesOf(document) : document;
  if (bytes.length > LARGEST) throw new NotBelieved("too_large");
  if (isPdf(bytes)) return fromPdf(bytes, trust);
  const plain = new TextDecoder("latin1").decode(bytes); // codes are ASCII; what is not is misread
  if (isCode(plain)) return { ...NAKED, ...(await fromCodes(plain, trust)) };
  const text = textOf(bytes);
  const said = stripped(text);
  return said.startsWith("{") ? fromJson(text) : { ...NAKED, jws: said };
}

async function fromPdf(bytes, trust) {
  const { inside, state, stamped } = await readPdf(bytes, trust);
  return { ...NAKED, ...inside, paper: { state, stamped } };
}

async function fromCodes(text, trust) {
  try {
    return await unpack(text.split(/[ \t\n\r\v\f]+/).filter(Boolean), kidsOf(trust, "certificate"));
  } catch (fault) {
    throw fault instanceof Malformed ? new NotBelieved("code_misread") : fault;
  }
}

/**
 * A bundle has exactly its four members and one spelling, the one in which the register hands it out; of an answer, which
 * says much besides, nothing but the JWS is taken.
 */
function fromJson(text) {
  const value = parse(text);
  const answered = !("jws" in value) && isObject(value.certificate);
  const bundle = answered ? { jws: value.certificate.jws, disclosures: [], proof: null, status: null } : value;
  const { jws, disclosures, proof, status } = bundle;
  const form =
    hasExactly(bundle, ["jws", "disclosures", "proof", "status"]) &&
    typeof jws === "string" &&
    Array.isArray(disclosures) &&
    disclosures.every((each) => typeof each === "string") &&
    [proof, status].every((each) => each === null || typeof each === "string");
  if (!form) throw new Malformed("a bundle with a part that is missing, strange or of the wrong kind");
  if (!answered && encode(value) !== text.replace(/\n$/, "")) throw new NotBelieved("reformatted");
  return { ...NAKED, jws, disclosures, proof, status };
}
