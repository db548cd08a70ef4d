// Is this certificate the register's, word for word, and does it still stand? Judged here, against a trust file, in the
// order of registry/client/verification.py and with its verdicts and reasons. The register can be asked on top: it gives
// the proof and the list that the document lacks, which are checked here like any other, and never mends what failed here.

import { loads } from "./canon.js";
import { restored } from "./disclosure.js";
import { bytesOf, joinedBytes, sha256 } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { KeyRevoked, believed, contradicts, proven, sameCheckpoint } from "./inclusion.js";
import { isSignedBy, readCompact } from "./jws.js";
import { TYPE } from "./paper_code.js";
import { read } from "./reading.js";
import { ENDED, OBJECTED, SUPERSEDED, Stale, standing } from "./status_list.js";
import { REASONS } from "./tables/verdict.js";
import { keyOf } from "./trust.js";

const FORMAT = 1;
const MOST_REASONS = 16;
const UNREADABLE = new Set(["too_large", "reformatted", "code_misread"]); // what is refused before anything is believed or not
const ENDS = new Map([[ENDED, "ended"], [OBJECTED, "objected"], [SUPERSEDED, "amended"]]);

/**
 * Judge a compact JWS, a bundle, the answer to a filing, a PDF, or the texts of printed codes, a line each.
 *
 * `document` is a text or bytes; `trust` an opened trust file; `now` the reader's clock; `kept` the note of a checkpoint
 * kept earlier; `ask` takes the signed text and gives the register's answer; `list` takes the address of a status list and
 * gives the list. Gives `{verdict, reasons, contents, checkCode, checked}`: no contents where the signature is not good, so
 * that nobody reads on. Throws NotBelieved for a kept note of no log of the trust file.
 */
export async function verify(document, { trust, now = null, kept = null, ask = null, list = null }) {
  const held = kept === null ? null : await believed(kept, trust);
  try {
    const bundle = await read(document, trust);
    const signed = await signedBy(bundle, trust);
    const disclosed = await restored(signed.contents, bundle.disclosures);
    const given = await completed(signed, { ask, list });
    const found = await judged(given, { trust, held, now: now ?? new Date() });
    const told = bundle.paper === null ? found : ofAPage(found, bundle.paper);
    return { ...told, contents: disclosed, checkCode: await checkCodeOf(signed.payload), checked: checkedOf(bundle, found) };
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
  return { verdict: UNREADABLE.has(fault.code) ? "unreadable" : "invalid", reasons: [fault.code], ...nothing };
}

/** What is signed and by which key, and the state of the weaker of the keys that signed it. */
async function signedBy(bundle, trust) {
  const parsed = readCompact(bundle.jws);
  const state = await signatureState(parsed, trust);
  const contents = contentsOf(parsed, trust);
  return { ...bundle, payload: parsed.payload, contents, state: state === "current" && bundle.paper ? bundle.paper.state : state };
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

/** With what can be had from outside: the register's answer, its proof where there is none, its list, the newer one. */
async function completed(signed, { ask, list }) {
  const answer = ask === null ? null : await ask(signed.jws).catch(() => ({}));
  const own = (name) => (typeof answer?.[name] === "string" ? answer[name] : null);
  const uri = signed.contents.status?.status_list?.uri;
  const fetched = list === null || typeof uri !== "string" ? null : await list(uri).catch(() => null);
  return { ...signed, answer, proof: signed.proof || own("proof"), status: own("status_list") || fetched || signed.status };
}

async function judged(given, { trust, held, now }) {
  const { answer } = given;
  const [checkpoint, why] = await inclusion(given, trust);
  if (checkpoint === null && given.state !== "current") throw new NotBelieved("key_not_current");
  const told = answer === null ? [] : toldBy(answer);
  const said = answer?.verdict;
  // What stands in the log stood in the journal: who denies it now has another history to show.
  if (said === "invalid") return { verdict: checkpoint === null ? "invalid" : "diverged", reasons: told, checkpoint };
  let [verdict, reason] = await present(given, { trust, now });
  const listed = verdict !== "genuine";
  if (checkpoint === null) return { verdict: worse(said) ?? "unproven", reasons: [...why, ...told], checkpoint };
  if (held !== null && contradicts(held, checkpoint)) return { verdict: "diverged", reasons: ["contradicts_kept"], checkpoint };
  const later = worse(said) ?? (said === "valid" ? said : null); // the journal knows later than a list
  if (verdict !== "superseded" && later !== null) [verdict, reason] = [later, []];
  const compared = held === null || sameCheckpoint(held, checkpoint) ? [] : ["kept_not_compared"];
  return { verdict, reasons: [...reason, ...compared, ...told], checkpoint, listed };
}

/** The checkpoint that the proof leads to, or why there is none. */
async function inclusion({ proof, payload, contents }, trust) {
  if (proof === null) return [null, ["no_proof"]];
  try {
    return [await proven(proof, { payload, contents, trust }), []];
  } catch (fault) {
    if (fault instanceof KeyRevoked) return [null, ["log_key_revoked"]];
    throw fault;
  }
}

/** How it stands by the signed list; without one of now, a certificate is genuine and no more. */
async function present({ status, contents }, { trust, now }) {
  const { status: claim } = contents;
  if (claim === undefined) {
    if (status !== null) throw new NotBelieved("bad_status");
    return ["genuine", ["registration" in contents ? "no_status" : "of_its_instant"]];
  }
  if (status === null) return ["genuine", ["no_status"]];
  try {
    const stands = await standing(status, { claim, trust, now: Math.floor(now.getTime() / 1000) });
    return ENDS.has(stands) ? ["superseded", [ENDS.get(stands)]] : ["valid", []];
  } catch (fault) {
    if (fault instanceof Stale) return ["genuine", ["status_stale"]];
    if (fault instanceof Malformed || fault instanceof NotBelieved) throw new NotBelieved("bad_status");
    throw fault;
  }
}

/** A register that speaks against its own certificate is believed without a proof. */
function worse(said) {
  return said === "superseded" || said === "diverged" ? said : null;
}

/** The register's own reasons, codes all of them. */
function toldBy(answer) {
  if (typeof answer.verdict !== "string") return ["register_silent"];
  const said = Array.isArray(answer.reasons) ? answer.reasons.filter((each) => typeof each === "string") : [];
  return ["register_says", ...said.slice(0, MOST_REASONS)];
}

/** Which of the checks were made and held. */
function checkedOf(bundle, { checkpoint, listed = false }) {
  return [
    ...bundle.paper ? ["paper"] : [],
    "signature",
    ...bundle.disclosures.length ? ["disclosures"] : [],
    ...checkpoint ? ["inclusion"] : [],
    ...listed ? ["standing"] : [],
  ];
}

/** A page is never green here: what is drawn on it, and a time stamp, are compared by `registry verify` alone. */
function ofAPage({ verdict, reasons }, { stamped }) {
  if (verdict !== "valid" && !stamped) return { verdict, reasons };
  return { verdict: verdict === "valid" ? "genuine" : verdict, reasons: [...reasons, "page_not_compared"] };
}

/** The sentence of a reason, `[zh, en]`. One that this release does not know is shown as it is. */
export function reasonText(code) {
  return REASONS[code] ?? [code, code];
}
