// DER (ITU-T X.690), as much of it as a signature in a PDF is written in: every length in its shortest form.

import { joinedBytes } from "./encoding.js";
import { Malformed } from "./errors.js";

/** The one element that the bytes begin with: `{tag, content, whole}`. What stands behind it is the caller's to judge. */
export function readDer(bytes) {
  const [tag, first] = bytes;
  if (first === undefined || (tag & 31) === 31) throw new Malformed("not DER");
  const wide = first < 128 ? 0 : first & 127;
  const lengthBytes = bytes.subarray(2, 2 + wide);
  const length = wide === 0 ? first : lengthBytes.reduce((value, byte) => value * 256 + byte, 0);
  const begin = 2 + wide;
  if (wide > 3 || lengthBytes.length < wide || begin + length > bytes.length) throw new Malformed("cut short");
  const whole = bytes.subarray(0, begin + length);
  if (wide > 0 && (length < 128 || lengthBytes[0] === 0)) throw new Malformed("a length in other than its shortest form");
  return { tag, content: bytes.subarray(begin, begin + length), whole };
}

/** The elements side by side in a constructed one. */
export function membersOf(content) {
  const found = [];
  for (let rest = content; rest.length > 0; rest = rest.subarray(found.at(-1).whole.length)) found.push(readDer(rest));
  return found;
}

/** An element of a tag around what is given. */
export function der(tag, ...parts) {
  const content = joinedBytes(...parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return joinedBytes(Uint8Array.of(tag, ...head), content);
}

/** An object identifier as an element. */
export function oid(dotted) {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  return der(6, Uint8Array.from([first * 40 + second, ...rest.flatMap(inSevens)]));
}

function inSevens(number) {
  const found = [number & 127];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) found.unshift((rest & 127) | 128);
  return found;
}
