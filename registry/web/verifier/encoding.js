// Bytes and the texts that stand for them, each in exactly one spelling: what is read is written again and compared.

import { Malformed } from "./errors.js";

const written = new TextEncoder();
const strictly = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a text. Throws Malformed for what is no Unicode: a surrogate without its other half. */
export function bytesOf(text) {
  if (/[\ud800-\udfff]/u.test(text)) throw new Malformed("not Unicode");
  return written.encode(text);
}

/** The text of UTF-8 bytes, nothing repaired. Throws Malformed. */
export function textOf(bytes) {
  try {
    return strictly.decode(bytes);
  } catch {
    throw new Malformed("not UTF-8");
  }
}

/**
 * A text without the blanks around it. Not by a pattern: one that looks for blanks at the end begins anew at each of a
 * million in the middle.
 */
export function stripped(text) {
  const isBlank = (at) => " \t\r\n".includes(text.charAt(at));
  let [from, to] = [0, text.length];
  while (from < to && isBlank(from)) from += 1;
  while (to > from && isBlank(to - 1)) to -= 1;
  return text.slice(from, to);
}

export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function joinedBytes(...parts) {
  const made = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

export function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Standard base64 with padding (RFC 4648 section 4): what the log's specifications write. */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

export function fromBase64(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new Malformed("not base64");
  }
  if (base64(bytes) !== text) throw new Malformed("base64 in other than its only spelling");
  return bytes;
}

/** base64url without padding (RFC 4648 section 5, as RFC 7515 uses it). */
export function base64url(bytes) {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Malformed("not base64url");
  const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4);
  return fromBase64(padded);
}

/** SHA-256 (FIPS 180-4), the browser's own. */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joinedBytes(...parts)));
}
