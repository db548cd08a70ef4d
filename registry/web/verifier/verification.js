// Is this certificate the register's, word for word? Judged here, against a trust file, asking nobody; in the order of
// registry/client/verification.py, with its verdicts and reasons. The register can be asked on top: it says how things
// stand today, and never mends what failed here.

import { loads } from "./canon.js";
import { base64url, bytesOf, joinedBytes, sameBytes, sha256 } from "./encoding.js";
import { restored } from "./disclosure.js";
import { Malformed, NotBelieved } from "./errors.js";
import { isSignedBy, readCompact } from "./jws.js";
import { leafOf, readCheckpoint, readProof } from "./log.js";
import { leafHash, verifyInclusion } from "./merkle.js";
import { openNote } from "./notes.js";
import { TYPE } from "./paper_code.js";
import { read } from "./reading.js";
import { ENDED, OBJECTED, SUPERSEDED, Stale, standing } from "./status_list.js";
import { REASONS } from "./tables/verdict.js";
import { keyOf, logVerifiers } from "./trust.js";

const FORMAT = 1;
const MOST_REASONS = 16;
const UNREADABLE = new Set(["too_large", "code_misread"]); // what is refused before anything is believed or not
const NOT_VALID_NOW = new Map([[ENDED, "ended"], [OBJECTED, "objected"], [SUPERSEDED, "amended"]]);
// What the register may say of a certificate that is good as far as can be seen here. It proves nothing.
const REGISTER_DECIDES = new Set(["valid", "superseded", "invalid", "diverged"]);

/**
 * Judge a compact JWS, a bundle, the answer to a filing, a PDF, or the texts of printed codes, a line each.
 *
 * `document` is a text or bytes; `trust` an opened trust file; `now` a Date, without which a status list says nothing;
 * `kept` the note of a checkpoint kept earlier; `ask` takes the signed text and gives the register's answer; `list` takes
 * the address of a status list and gives the list. Gives `{verdict, reasons, contents, checkCode, checked}`: no contents
 * where the signature is not good, so that nobody reads on.
 */
export async function verify(document, { trust, now = null, kept = null, ask = null, list = null }) {
  const checked = [];
  try {
    const bundle = await read(document, trust);
    if (bundle.paper !== null) checked.push("paper");
    const parsed = readCompact(bundle.jws);
    const state = weaker(await signatureState(parsed, trust), bundle.paper?.state);
    const contents = contentsOf(parsed, trust);
    checked.push("signature");
    const disclosed = await restored(contents, bundle.disclosures);
    if (bundle.disclosures.length > 0) checked.push("disclosures");
    const proven = await inclusion(bundle, { contents, payload: parsed.payload, trust, kept });
    if (proven) checked.push("inclusion");
    if (state !== "current" && !proven) throw new NotBelieved("key_not_current");
    const status = bundle.status ?? (await fetched(list, contents));
    let found = await present(status, { contents, proven, trust, now });
    if (ask !== null) found = await asked(ask, bundle.jws, found);
    if (["valid", "superseded"].includes(found.verdict)) checked.push("standing");
    if (bundle.paper?.stamped) found = notTheWholePage(found);
    return { ...found, contents: disclosed, checkCode: await checkCodeOf(parsed.payload), checked };
  } catch (fault) {
    return refused(fault);
  }
}

/** The eighty bits that a certificate prints (registry/domain/certificate.py): base32 in groups of four. */
export async function checkCodeOf(payload) {
  const digest = (await sha256(joinedBytes(bytesOf("check-code/v1\0"), payload))).subarray(0, 10);
  const value = digest.reduce((made, byte) => made * 256n + BigInt(byte), 0n);
  const letters = Array.from({ length: 16 }, (_, at) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number((value >> BigInt(75 - 5 * at)) & 31n)]);
  return letters.join("").match(/.{4}/g).join("-");
}

function refused(fault) {
  const nothing = { contents: null, checkCode: null, checked: [] };
  if (fault instanceof Malformed) return { verdict: "unreadable", reasons: ["not_a_certificate"], ...nothing };
  if (!(fault instanceof NotBelieved)) throw fault;
  if (fault.code === "diverged") return { verdict: "diverged", reasons: [fault.code], ...nothing };
  return { verdict: UNREADABLE.has(fault.code) ? "unreadable" : "invalid", reasons: [fault.code], ...nothing };
}

/** A page is no better than the worse of the two keys that signed it. */
function weaker(one, other = "current") {
  return one === "current" ? other : one;
}

async function signatureState(parsed, trust) {
  if (parsed.typ !== TYPE) throw new NotBelieved("wrong_type");
  const key = keyOf(trust, parsed.kid, "certificate");
  if (key === null) throw new NotBelieved("unknown_key");
  if (!(await isSignedBy(parsed, key.raw))) throw new NotBelieved("bad_signature");
  return key.state;
}

function contentsOf(parsed, trust) {
  const contents = loads(parsed.payload);
  if (contents?.v !== FORMAT || contents._sd_alg !== "sha-256") throw new Malformed("of another format");
  if (contents.iss !== trust.issuer) throw new NotBelieved("wrong_issuer");
  if (contents.livemode !== trust.livemode) throw new NotBelieved("wrong_mode");
  return contents;
}

/** Whether the log holds this certificate: the leaf is made anew from what was signed, never taken from the proof. */
async function inclusion({ proof }, { contents, payload, trust, kept }) {
  if (proof === null) return false;
  try {
    const read = readProof(proof);
    const checkpoint = await openedCheckpoint(read.note, trust);
    const t = Math.floor(Date.parse(contents.recorded_at) / 1000);
    const leaf = leafOf({ t, entry: contents.entry, statement: base64url(await sha256(payload)) });
    await verifyInclusion(await leafHash(leaf), { ...read, ...checkpoint });
    if (kept !== null) await requireOneHistory(checkpoint, kept, trust);
  } catch (fault) {
    if (fault instanceof NotBelieved && fault.code === "diverged") throw fault;
    if (fault instanceof Malformed || fault instanceof NotBelieved) throw new NotBelieved("bad_proof");
    throw fault;
  }
  return true;
}

async function openedCheckpoint(note, trust) {
  const checkpoint = readCheckpoint((await openNote(note, await logVerifiers(trust))).text);
  if (checkpoint.origin !== trust.origin) throw new NotBelieved("bad_proof");
  return checkpoint;
}

/** Two trees of one size are the same, or one of them is false. Trees of two sizes take the log to compare. */
async function requireOneHistory(checkpoint, kept, trust) {
  const before = await openedCheckpoint(kept, trust);
  if (before.size === checkpoint.size && !sameBytes(before.root, checkpoint.root)) throw new NotBelieved("diverged");
}

/** The list that the certificate names, where somebody fetches it: whoever does tells nobody which place he looks at. */
async function fetched(list, contents) {
  const uri = contents.status?.status_list?.uri;
  if (list === null || typeof uri !== "string") return null;
  return list(uri).catch(() => null);
}

/** How it stands now, as far as a signed list says. */
async function present(status, { contents, proven, trust, now }) {
  const listed = status === null ? "no_status" : await fromList(status, { contents, trust, now });
  if (!proven) return { verdict: "unproven", reasons: ["no_proof"] };
  if (!("registration" in contents)) return { verdict: "valid", reasons: ["of_its_instant"] };
  if (typeof listed === "string") return { verdict: "genuine", reasons: [listed] };
  const why = NOT_VALID_NOW.get(listed);
  return why === undefined ? { verdict: "valid", reasons: [] } : { verdict: "superseded", reasons: [why] };
}

/** The standing in a list, or why there is none to be had from it. A list that was tampered with spoils the bundle. */
async function fromList(token, { contents, trust, now }) {
  try {
    return await standing(token, { claim: contents.status, trust, now: now === null ? -Infinity : now.getTime() / 1000 });
  } catch (fault) {
    if (fault instanceof Stale) return "stale_status";
    if (fault instanceof Malformed || fault instanceof NotBelieved) throw new NotBelieved("bad_status");
    throw fault;
  }
}

/** What the register says on top. Only the signed text is sent: what was disclosed to the reader stays with him. */
async function asked(ask, jws, found) {
  let answer;
  try {
    answer = await ask(jws);
  } catch {
    return { ...found, reasons: [...found.reasons, "register_silent"] };
  }
  const said = Array.isArray(answer?.reasons) ? answer.reasons.filter((each) => typeof each === "string") : [];
  const reasons = said.slice(0, MOST_REASONS);
  if (!REGISTER_DECIDES.has(answer?.verdict)) return { ...found, reasons: [...found.reasons, ...reasons] };
  return { verdict: answer.verdict, reasons: ["register_says", ...reasons] };
}

function notTheWholePage({ verdict, reasons }) {
  return { verdict: verdict === "valid" ? "genuine" : verdict, reasons: [...reasons, "stamp_not_checked"] };
}

/** The sentence of a reason, `[zh, en]`. One that this release does not know is shown as it is. */
export function reasonText(code) {
  return REASONS[code] ?? [code, code];
}
