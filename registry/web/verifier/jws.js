// Compact JWS (RFC 7515) as this register writes it: alg Ed25519 (RFC 9864), one exact header, one spelling.

import { hasExactly, loads } from "./canon.js";
import { bytesOf, fromBase64url } from "./encoding.js";
import { verifies } from "./ed25519.js";
import { Malformed, NotBelieved } from "./errors.js";

const LARGEST = 64 * 1024;
const PARTS = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/; // 86 characters: 64 bytes

/** A token taken apart, its form checked and its signature not. Throws Malformed; NotBelieved for another algorithm. */
export function readCompact(text, { largest = LARGEST } = {}) {
  const parts = text.length <= largest && !text.endsWith("\n") ? PARTS.exec(text) : null;
  if (parts === null) throw new Malformed("not a compact JWS of this register");
  const [, head, body, tail] = parts;
  return {
    ...checkedHeader(head),
    payload: fromBase64url(body),
    signed: bytesOf(`${head}.${body}`),
    signature: fromBase64url(tail),
  };
}

export function isSignedBy(parsed, raw) {
  return verifies(raw, parsed.signature, parsed.signed);
}

function checkedHeader(head) {
  const header = loads(fromBase64url(head));
  if (!hasExactly(header, ["alg", "kid", "typ"]) || Object.values(header).some((each) => typeof each !== "string"))
    throw new Malformed("a header with other names than alg, kid and typ");
  if (header.alg !== "Ed25519") throw new NotBelieved("bad_signature");
  return { kid: header.kid, typ: header.typ };
}
