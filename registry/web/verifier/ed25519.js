// Ed25519 (RFC 8032): the browser's own where it has one that works, else the vendored one. Both are given the same keys:
// what is not the one spelling of a strong key is refused before.

import { verifyAsync } from "./vendor/noble-ed25519.js";
import { fromBase64url, hexOf } from "./encoding.js";
import { Malformed } from "./errors.js";

const FIELD = 2n ** 255n - 19n;
// The y of every point of small order, under which one signature fits many messages ("Taming the many EdDSAs").
const SMALL_ORDER = new Set([
  0n,
  1n,
  FIELD - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
]);
const KNOWN = {
  key: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", // RFC 8032 section 7.1, test 1: of the empty message
  signature: "5VZDAMNgrHKQhuzMhG6CioSHfx645dl05-rrsDCxTuAHJTgn9lQM9V5eFmV8oKVqt9VLNO0f7qJ1lA9TAkdOBg",
};

let native;

/** The 32 bytes of a key, if they are the one spelling of a strong one. Throws Malformed. */
export function requireStrong(raw) {
  if (raw.length !== 32) throw new Malformed("not an Ed25519 key");
  const y = BigInt(`0x${hexOf(Uint8Array.from(raw).reverse())}`) & (2n ** 255n - 1n);
  if (y >= FIELD || SMALL_ORDER.has(y)) throw new Malformed("not an acceptable Ed25519 key");
  return raw;
}

/** Whether the key made this signature of the message. */
export async function verifies(raw, signature, message) {
  if (signature.length !== 64) return false;
  native ??= triedOut();
  return (await native) ? verifiesNatively(raw, signature, message) : verifiesHere(raw, signature, message);
}

/** Which of the two is at work: "webcrypto" or "vendored". */
export async function atWork() {
  native ??= triedOut();
  return (await native) ? "webcrypto" : "vendored";
}

async function triedOut() {
  const [key, signature] = [fromBase64url(KNOWN.key), fromBase64url(KNOWN.signature)];
  const nothing = new Uint8Array();
  return (await verifiesNatively(key, signature, nothing)) && !(await verifiesNatively(key, signature, key));
}

async function verifiesNatively(raw, signature, message) {
  try {
    const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    return (await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message)) === true;
  } catch {
    return false; // no such algorithm, or no such point
  }
}

async function verifiesHere(raw, signature, message) {
  try {
    return (await verifyAsync(signature, message, raw, { zip215: false })) === true;
  } catch {
    return false;
  }
}
