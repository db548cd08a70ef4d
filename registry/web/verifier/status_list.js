// How a certificate stands now, from a signed list of two bits a place (Token Status List,
// draft-ietf-oauth-status-list). A list that is not of now says nothing; one that was tampered with spoils what it came with.

import { hasExactly, isObject, loads } from "./canon.js";
import { fromBase64url } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { inflateZlib } from "./inflate.js";
import { isSignedBy, readCompact } from "./jws.js";
import { keyOf } from "./trust.js";

export const ENDED = 1; // section 7.1; 0 is valid
export const OBJECTED = 2;
export const SUPERSEDED = 3;
const TYPE = "statuslist+jwt"; // section 5.1
const [PLACES, BITS, TTL_SECONDS] = [65536, 2, 60];

/** A list that was good once and is not of now: by its time, or because the key that signed it is not in use any more. */
export class Stale extends Error {}

/** What the token says at the place that the certificate's claim names. Throws Stale, Malformed or NotBelieved. */
export async function standing(token, { claim, trust, now }) {
  const parsed = readCompact(token);
  const key = parsed.typ === TYPE ? keyOf(trust, parsed.kid, "status") : null;
  if (key === null || !(await isSignedBy(parsed, key.raw))) throw new NotBelieved("bad_status");
  const said = loads(parsed.payload);
  const place = claim?.status_list;
  if (!isObject(place) || !isWholeBelow(place.idx, PLACES) || said.sub !== place.uri) throw new NotBelieved("bad_status");
  const bits = opened(said);
  if (key.state !== "current" || now < said.iat - TTL_SECONDS || now >= said.exp) throw new Stale("not of now");
  return (bits[place.idx >> 2] >> ((place.idx & 3) * BITS)) & 3;
}

function opened(said) {
  const form =
    hasExactly(said, ["sub", "iat", "exp", "ttl", "status_list"]) &&
    [said.iat, said.exp].every(Number.isSafeInteger) &&
    hasExactly(said.status_list, ["bits", "lst"]) &&
    said.status_list.bits === BITS &&
    typeof said.status_list.lst === "string";
  if (!form) throw new Malformed("no status list of this register");
  const bytes = inflateZlib(fromBase64url(said.status_list.lst), { largest: PLACES / 4 });
  if (bytes.length !== PLACES / 4) throw new Malformed("a list of another length");
  return bytes;
}

function isWholeBelow(value, end) {
  return Number.isSafeInteger(value) && value >= 0 && value < end;
}
