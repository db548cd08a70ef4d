// Does the public log hold this certificate? The leaf is made anew from the certificate in hand, and nothing is taken from
// the proof but the way from that leaf up to a root that the log's key signed (registry/client/inclusion.py).

import { base64url, fromBase64url, sameBytes, sha256 } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { leafOf, readCheckpoint, readProof } from "./log.js";
import { leafHash, verifyInclusion } from "./merkle.js";
import { openNote, takenApart } from "./notes.js";
import { logVerifiers } from "./trust.js";

/** A checkpoint under a key that was revoked since: signed before it was lost perhaps, and perhaps by the thief. */
export class KeyRevoked extends Error {}

/**
 * The checkpoint in whose tree the certificate of this payload stands. Throws KeyRevoked where nothing is shown, and
 * NotBelieved for a proof that nobody honest made.
 */
export async function proven(proof, { payload, contents, trust }) {
  return falseUnless(async () => {
    const read = readProof(proof);
    const checkpoint = await believed(read.note, trust);
    await verifyInclusion(await leafHash(await leafIn(payload, contents)), { ...read, ...checkpoint });
    return checkpoint;
  });
}

/** The checkpoint of a note that a log of the trust file signed. Throws as `proven` does. */
export async function believed(note, trust) {
  return falseUnless(async () => {
    const checkpoint = readCheckpoint(takenApart(note).text);
    try {
      await openNote(note, await logVerifiers(trust, checkpoint.origin));
    } catch (fault) {
      if (fault.code === "unknown_key" && (await isByARevokedKey(note, checkpoint, trust))) throw new KeyRevoked();
      throw fault;
    }
    return checkpoint;
  });
}

/** Two trees of one size are the same, or one of them is false. */
export function contradicts(one, other) {
  return one.origin === other.origin && one.size === other.size && !sameBytes(one.root, other.root);
}

export function sameCheckpoint(one, other) {
  return one.origin === other.origin && one.size === other.size && sameBytes(one.root, other.root);
}

async function isByARevokedKey(note, { origin }, trust) {
  const revoked = await logVerifiers(trust, origin, { revoked: true });
  return openNote(note, revoked).then(() => true, () => false);
}

async function leafIn(payload, contents) {
  const t = Math.floor(Date.parse(contents.recorded_at) / 1000);
  const entry = base64url(fromBase64url(contents.entry));
  return leafOf({ t, entry, statement: base64url(await sha256(payload)) });
}

async function falseUnless(shown) {
  try {
    return await shown();
  } catch (fault) {
    if (fault instanceof Malformed || fault instanceof NotBelieved || fault instanceof TypeError) throw new NotBelieved("bad_proof");
    throw fault;
  }
}
