// Is this lien status the register's, and may it be relied on now? Judged here, against a trust file, asking nobody, in the
// order of registry/client/statement.py and with its verdicts and reasons. No proof of inclusion stands behind it: all it
// has is the key in force and its ten minutes, and neither is ever stretched.

import { isObject, loads } from "./canon.js";
import { fromBase64url, stripped } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { isSignedBy, readCompact } from "./jws.js";
import { readCheckpoint } from "./log.js";
import { openNote } from "./notes.js";
import { keyOf, logVerifiers } from "./trust.js";

export const LARGEST = 4 * 1024 * 1024; // characters of the token: the largest of all documents
const TYPE = "lien-status+jwt"; // RFC 8725 section 3.11: no other token passes for one
const [FORMAT, LASTS_SECONDS, LEEWAY_SECONDS] = [1, 600, 60];
const TEXTS = ["asked_by", "nonce", "checkpoint", "as_of"];
const [FIRST_SECOND, LAST_SECOND] = [-62135596800, 253402300799]; // of the years that have four digits
const INSTANT =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,6})?(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$/;

/** Whether a document calls itself a lien status. Nothing in it is believed for that. */
export function isStatement(document) {
  try {
    const header = loads(fromBase64url(plain(document).split(".", 1)[0]));
    return isObject(header) && header.typ === TYPE;
  } catch (fault) {
    if (fault instanceof Malformed) return false;
    throw fault;
  }
}

/**
 * Judge a signed lien status, a text or bytes: `valid` until it runs out, `genuine` from then on, and never more than
 * `invalid` under any other key than the trust file's current ones for lien statuses. Gives what `verify` gives of a
 * certificate, and `until`, in seconds since 1970: the end of what may be relied on, null where nothing may.
 */
export async function readStatement(document, { trust, now = null }) {
  try {
    const parsed = parsedOf(document);
    await requireSignature(parsed, trust);
    const contents = contentsOf(parsed, trust);
    await requireCheckpoint(contents.checkpoint, trust);
    const [verdict, ...reasons] = reliedOn(contents, (now ?? new Date()).getTime() / 1000);
    return { verdict, reasons, contents, checkCode: null, checked: ["signature"], until: verdict === "valid" ? contents.exp : null };
  } catch (fault) {
    if (!(fault instanceof Malformed || fault instanceof NotBelieved)) throw fault;
    const [verdict, reason] = fault instanceof Malformed ? ["unreadable", "not_a_lien_status"] : ["invalid", fault.code];
    return { verdict, reasons: [reason], contents: null, checkCode: null, checked: [], until: null };
  }
}

function plain(document) {
  const text = typeof document === "string" ? document : new TextDecoder("latin1").decode(document);
  const said = stripped(text);
  if (/[^\u0000-\u007f]/.test(said)) throw new Malformed("a token is ASCII");
  return said;
}

function parsedOf(document) {
  const parsed = readCompact(plain(document), { largest: LARGEST });
  if (parsed.typ !== TYPE) throw new NotBelieved("not_a_lien_status");
  return parsed;
}

/** Only a key that is listed for lien statuses, and as current: nothing proves that a former one signed while in force. */
async function requireSignature(parsed, trust) {
  const key = keyOf(trust, parsed.kid, "statement");
  if (key === null) throw new NotBelieved("not_a_statement_key");
  if (!(await isSignedBy(parsed, key.raw))) throw new NotBelieved("bad_signature");
  if (key.state !== "current") throw new NotBelieved("former_key");
}

function contentsOf(parsed, trust) {
  const contents = loads(parsed.payload);
  requireFormat(contents);
  if (contents.iss !== trust.issuer) throw new NotBelieved("wrong_issuer");
  if (contents.livemode !== trust.livemode) throw new NotBelieved("wrong_mode");
  return contents;
}

function requireFormat(said) {
  const form =
    isObject(said) &&
    said.v === FORMAT &&
    (said.object === "lien_status" || Array.isArray(said.data)) &&
    TEXTS.every((name) => typeof said[name] === "string") &&
    [said.iat, said.exp].every((each) => Number.isSafeInteger(each) && each >= FIRST_SECOND && each <= LAST_SECOND);
  if (!form) throw new Malformed("not a lien status as this release reads it");
  secondsOf(said.as_of);
}

/** What the log in force had published last. One that has ended publishes nothing, and an empty one vouches for nothing. */
async function requireCheckpoint(note, trust) {
  try {
    const { text } = await openNote(note, await logVerifiers(trust, trust.origin));
    const { origin, size } = readCheckpoint(text);
    if (origin === trust.origin && size > 0n) return;
  } catch (fault) {
    if (!(fault instanceof Malformed || fault instanceof NotBelieved)) throw fault;
  }
  throw new NotBelieved("bad_checkpoint");
}

/** The verdict, and why: green only while it lasts, and only of what stood when it was made (registry/domain/statement.py). */
function reliedOn({ iat, exp, as_of: asOf }, now) {
  if (exp <= iat || exp - iat > LASTS_SECONDS) throw new NotBelieved("lasts_too_long");
  if (now < iat - LEEWAY_SECONDS) return ["unproven", "not_yet_valid"];
  if (now >= exp) return ["genuine", "expired"];
  if (secondsOf(asOf) < iat - LASTS_SECONDS) return ["genuine", "earlier_instant"];
  return ["valid"];
}

/** An instant as RFC 3339 writes it, in seconds since 1970. The browser's own reader takes the 30th of February for March. */
function secondsOf(text) {
  const parts = INSTANT.exec(text);
  if (parts === null || text.startsWith("0000")) throw new Malformed("as of no instant");
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  if (at.toISOString().slice(0, 19) !== text.slice(0, 19)) throw new Malformed("as of a day or an hour that there is not");
  const [fraction, sign, hours, minutes] = parts.slice(7);
  const east = sign === undefined ? 0 : (sign === "-" ? -60 : 60) * (60 * Number(hours) + Number(minutes));
  return at.getTime() / 1000 + Number(fraction ?? 0) - east;
}
