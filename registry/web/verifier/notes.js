// Signed notes (c2sp.org/signed-note): a text, a blank line, signature lines. Signature type 0x01, Ed25519, only.

import { base64, bytesOf, fromBase64, hexOf, joinedBytes, sha256 } from "./encoding.js";
import { requireStrong, verifies } from "./ed25519.js";
import { Malformed, NotBelieved } from "./errors.js";

const ED25519 = Uint8Array.of(1);
const DASH = "\u2014 ";
const LARGEST = 64 * 1024;
const MOST_SIGNATURES = 64;
const ID_BYTES = 4;

/** A key under the name by which its signature lines are recognised. */
export async function verifierOf(name, raw) {
  const id = (await sha256(bytesOf(`${name}\n`), ED25519, raw)).subarray(0, ID_BYTES);
  return { name, raw, id: hexOf(id), vkey: `${name}+${hexOf(id)}+${base64(joinedBytes(ED25519, raw))}` };
}

/** A verifier key as text: `name+hex(key id)+base64(0x01 || key)`. */
export async function readVkey(vkey) {
  const [name, , ...rest] = vkey.split("+");
  requireName(name);
  const key = fromBase64(rest.join("+"));
  if (key[0] !== ED25519[0]) throw new Malformed("a verifier key of another type than Ed25519");
  const made = await verifierOf(name, requireStrong(key.subarray(1)));
  if (made.vkey !== vkey) throw new Malformed("a verifier key whose id is not its own");
  return made;
}

/**
 * The text of a note and the known keys that signed it. Signatures of unknown keys are ignored; a known key whose
 * signature is wrong spoils the note, and a note without any known signature is refused: nobody reads its text.
 */
export async function openNote(note, verifiers) {
  const { text, lines } = takenApart(note);
  const signedBy = [];
  for (const line of lines) {
    const known = verifiers.find((each) => each.name === line.name && each.id === line.id);
    if (known === undefined) continue;
    if (!(await verifies(known.raw, line.signature, bytesOf(text)))) throw new NotBelieved("bad_signature");
    signedBy.push(known);
  }
  if (signedBy.length === 0) throw new NotBelieved("unknown_key");
  return { text, signedBy };
}

/** Text and signature lines; put together again they are the note, character for character. */
export function takenApart(note) {
  if (note.length > LARGEST) throw new Malformed("a note larger than any reader accepts");
  const at = note.lastIndexOf("\n\n");
  if (at < 0) throw new Malformed("a note without signatures");
  const text = requireText(note.slice(0, at + 1));
  const lines = note.slice(at + 2).replace(/\n$/, "").split("\n").map(readLine);
  const again = `${text}\n${lines.map((line) => line.written).join("")}`;
  if (again !== note || lines.length > MOST_SIGNATURES) throw new Malformed("a note in other than its only spelling");
  if (new Set(lines.map((line) => `${line.name}+${line.id}`)).size !== lines.length)
    throw new Malformed("a key that signed twice");
  return { text, lines };
}

function readLine(line) {
  const rest = line.startsWith(DASH) ? line.slice(DASH.length) : line;
  const space = rest.indexOf(" ");
  const [name, encoded] = space < 0 ? [rest, ""] : [rest.slice(0, space), rest.slice(space + 1)];
  requireName(name);
  const bytes = fromBase64(encoded);
  return {
    name,
    id: hexOf(bytes.subarray(0, ID_BYTES)),
    signature: bytes.subarray(ID_BYTES),
    written: `${DASH}${name} ${base64(bytes)}\n`,
  };
}

function requireName(name) {
  if (!name || /[+\p{C}\p{Z}]/u.test(name)) throw new Malformed("a key name is printable, without spaces and plus signs");
}

function requireText(text) {
  if (!text.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/.test(text))
    throw new Malformed("a note's text ends in a newline and has no other control character");
  bytesOf(text);
  return text;
}
