// What the public log says: leaves, checkpoints (c2sp.org/tlog-checkpoint), proofs (c2sp.org/tlog-proof@v1). Every text
// has one spelling: what is read is written again and must be the same.

import { encode } from "./canon.js";
import { base64, bytesOf, fromBase64 } from "./encoding.js";
import { Malformed } from "./errors.js";

const PROOF = "c2sp.org/tlog-proof@v1";
const LARGEST_PROOF = 64 * 1024;
const INDEX = "index ";

/** The bytes of a leaf: the entry's whole second, its commitment, and the digest of the certificate's payload. */
export function leafOf({ t, entry, statement }) {
  return bytesOf(encode({ v: 1, t, entry, statement }));
}

/** The text of a checkpoint, without its signatures. This log writes no extension lines and reads none. */
export function readCheckpoint(text) {
  const parts = text.split("\n");
  if (parts.length !== 4) throw new Malformed("not a checkpoint");
  const found = { origin: parts[0], size: number(parts[1]), root: hash(parts[2]) };
  if (parts[3] !== "" || !found.origin || `${found.origin}\n${found.size}\n${base64(found.root)}\n` !== text)
    throw new Malformed("not a checkpoint in its only spelling");
  return found;
}

/** A proof in its only spelling. Its note is not judged here, and nothing counts before it is. */
export function readProof(text) {
  const blank = text.indexOf("\n\n");
  const [first, second, ...rest] = text.slice(0, Math.max(blank, 0)).split("\n");
  if (text.length > LARGEST_PROOF || blank < 0 || first !== PROOF || !second?.startsWith(INDEX))
    throw new Malformed("not a proof");
  const found = { index: number(second.slice(INDEX.length)), path: rest.map(hash), note: text.slice(blank + 2) };
  const again = [PROOF, `${INDEX}${found.index}`, ...found.path.map(base64), "", found.note].join("\n");
  if (again !== text) throw new Malformed("a proof in other than its only spelling");
  return found;
}

function hash(text) {
  const bytes = fromBase64(text);
  if (bytes.length !== 32) throw new Malformed("a hash that has not 32 bytes");
  return bytes;
}

function number(text) {
  if (!/^[0-9]{1,19}$/.test(text)) throw new Malformed("not a number");
  return BigInt(text);
}
