// The tree of the public log: RFC 6962 section 2.1, inclusion verified as RFC 9162 section 2.1.3.2 says.

import { sameBytes, sha256 } from "./encoding.js";
import { NotBelieved } from "./errors.js";

const HASH_BYTES = 32;

export function leafHash(leaf) {
  return sha256(Uint8Array.of(0), leaf);
}

export function nodeHash(left, right) {
  return sha256(Uint8Array.of(1), left, right);
}

/** Return if the hash of a leaf stands at this place of the tree with that root; throw NotBelieved if not. */
export async function verifyInclusion(leaf, { index, size, path, root }) {
  if (index < 0n || index >= size) throw new NotBelieved("bad_proof");
  if ([leaf, root, ...path].some((each) => each.length !== HASH_BYTES)) throw new NotBelieved("bad_proof");
  let [place, last, made] = [index, size - 1n, leaf];
  for (const each of path) {
    if (last === 0n) throw new NotBelieved("bad_proof"); // more hashes than it has use for
    if (place & 1n || place === last) {
      made = await nodeHash(each, made);
      while (place !== 0n && !(place & 1n)) [place, last] = [place >> 1n, last >> 1n];
    } else {
      made = await nodeHash(made, each);
    }
    [place, last] = [place >> 1n, last >> 1n];
  }
  if (last !== 0n || !sameBytes(made, root)) throw new NotBelieved("bad_proof");
}
