// The trust file: whose certificates to believe. A signed note by officers' offline keys, installed beforehand or given
// by hand. A newer one replaces an older one only if a threshold of the older one's officers signed it.

import { encode, hasExactly, isObject, loads } from "./canon.js";
import { base64url, bytesOf, fromBase64url, sha256 } from "./encoding.js";
import { requireStrong } from "./ed25519.js";
import { Malformed, NotBelieved } from "./errors.js";
import { openNote, readVkey, takenApart, verifierOf } from "./notes.js";

const HEADING = "registry-trust/v1\n";
const MEMBERS = ["version", "issuer", "origin", "livemode", "roots", "threshold", "keys"]; // and `former`, where there are
const ON_P256 = new Set(["paper"]); // which uses sign with ECDSA on P-256; all others with Ed25519
const USES = new Set(["certificate", "statement", "log", "status", "paper"]);
const STATES = new Set(["current", "retired", "revoked"]);

/** A trust file opened, as the first one (`pinned` is null) or as the successor of the one in force. */
export async function openTrust(note, pinned = null) {
  const trust = await parsed(takenApart(note).text);
  await requireThreshold(note, trust);
  if (pinned !== null) {
    requireSuccessor(trust, pinned);
    await requireThreshold(note, pinned);
  }
  return { ...trust, note };
}

/** The key of this thumbprint, if it is listed for exactly this use: `{raw, state}`, or null. */
export function keyOf(trust, kid, use) {
  const found = trust.keys.get(kid);
  return found !== undefined && found.use === use ? found : null;
}

/** The ids of the keys listed for a use. */
export function kidsOf(trust, use) {
  return [...trust.keys].filter(([, key]) => key.use === use).map(([kid]) => kid);
}

/**
 * The keys under which a checkpoint of the log of that origin may be signed, the one in force or a former one: all that are
 * not revoked; or just those that are, for whoever must know.
 */
export async function logVerifiers(trust, origin, { revoked = false } = {}) {
  if (![trust.origin, ...trust.former].includes(origin)) return [];
  const keys = [...trust.keys.values()].filter((key) => key.use === "log" && (key.state === "revoked") === revoked);
  return Promise.all(keys.map((key) => verifierOf(origin, key.raw)));
}

async function requireThreshold(note, { roots, threshold }) {
  const { signedBy } = await openNote(note, roots);
  if (signedBy.length < threshold) throw new NotBelieved("below_threshold");
}

function requireSuccessor(trust, pinned) {
  if (trust.issuer !== pinned.issuer) throw new NotBelieved("wrong_issuer");
  if (trust.livemode !== pinned.livemode) throw new NotBelieved("wrong_mode");
  if (trust.version < pinned.version || (trust.version === pinned.version && trust.text !== pinned.text))
    throw new NotBelieved("downgraded");
  for (const [kid, key] of trust.keys) {
    if (pinned.keys.get(kid)?.state === "revoked" && key.state !== "revoked") throw new NotBelieved("downgraded");
  }
  const ended = trust.origin === pinned.origin ? pinned.former : [...pinned.former, pinned.origin];
  if (ended.some((origin, at) => trust.former[at] !== origin)) throw new NotBelieved("downgraded"); // no log is forgotten
}

async function parsed(text) {
  if (!text.startsWith(HEADING)) throw new Malformed("not a trust file");
  const body = loads(bytesOf(text.slice(HEADING.length, -1)));
  requireMembers(body);
  const roots = await Promise.all(body.roots.map(readVkey));
  const keys = new Map(await Promise.all(body.keys.map(readKey)));
  if (keys.size !== body.keys.length) throw new Malformed("a key is listed twice");
  requireCounts(roots, body);
  const { version, issuer, origin, livemode, threshold, former = [] } = body;
  return { version, issuer, origin, former, livemode, threshold, roots, keys, text };
}

function requireMembers(body) {
  const kinds =
    hasExactly(body, isObject(body) && "former" in body ? [...MEMBERS, "former"] : MEMBERS) &&
    [body.version, body.threshold].every(Number.isSafeInteger) &&
    typeof body.livemode === "boolean" &&
    [body.roots, body.keys].every(Array.isArray) &&
    body.roots.every((each) => typeof each === "string") &&
    [body.issuer, body.origin].every((each) => typeof each === "string" && each !== "");
  if (!kinds) throw new Malformed("a trust file with a member of the wrong kind");
  if ("former" in body) requireFormer(body);
}

/** The logs before the one in force. No log was begun twice, and none goes before itself. */
function requireFormer({ former, origin }) {
  const form = Array.isArray(former) && former.length > 0 && former.every((each) => typeof each === "string" && each !== "");
  if (!form || new Set([...former, origin]).size !== former.length + 1) throw new Malformed("a log is listed twice");
}

/** One officer must not count twice, be it under one name or with one key under two. */
function requireCounts(roots, { threshold, version }) {
  const names = new Set(roots.map((root) => root.name));
  const keys = new Set(roots.map((root) => base64url(root.raw)));
  if (names.size !== roots.length || keys.size !== roots.length || threshold < 1 || threshold > roots.length || version < 1)
    throw new Malformed("roots, threshold or version out of range");
}

async function readKey(item) {
  if (!hasExactly(item, ["kid", "use", "state", "jwk"]) || !USES.has(item.use) || !STATES.has(item.state))
    throw new Malformed("a key of the wrong kind");
  const { kid, use, state, jwk } = item;
  const found = ON_P256.has(use) ? onP256(jwk) : onEd25519(jwk);
  if (base64url(await sha256(bytesOf(encode(jwk)))) !== kid) throw new Malformed("a key whose id is not its own");
  return [kid, { use, state, ...found }];
}

// A thumbprint (RFC 7638) is of exactly the members that are demanded here, so that what is hashed is what was read.

function onEd25519(jwk) {
  if (!hasExactly(jwk, ["kty", "crv", "x"]) || jwk.kty !== "OKP" || jwk.crv !== "Ed25519")
    throw new Malformed("not an Ed25519 key");
  return { raw: requireStrong(coordinate(jwk.x)) };
}

function onP256(jwk) {
  if (!isObject(jwk) || !hasExactly(jwk, ["kty", "crv", "x", "y"]) || jwk.kty !== "EC" || jwk.crv !== "P-256")
    throw new Malformed("not a P-256 key");
  return { x: coordinate(jwk.x), y: coordinate(jwk.y) };
}

function coordinate(text) {
  const bytes = typeof text === "string" ? fromBase64url(text) : [];
  if (bytes.length !== 32) throw new Malformed("a coordinate of the wrong length");
  return bytes;
}
