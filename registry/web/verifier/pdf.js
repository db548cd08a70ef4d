// A certificate's PDF (docs/verifier.md): one PAdES signature over every byte but its own, by a key that the trust file
// lists for paper; and the bundle attached inside.
//
// It takes no reader of PDF to be sure of that. Where the register's key signed the file but for the one gap that its byte
// range names, and the gap holds that signature in its one spelling and nothing else, every byte is the register's own.
// Not checked here, and said so where the verdict stands: whether the drawn codes are those of the bundle inside, and a
// time stamp.

import { encode, loads } from "./canon.js";
import { der, membersOf, oid, readDer } from "./der.js";
import { base64url, bytesOf, hexOf, joinedBytes, sameBytes, sha256 } from "./encoding.js";
import { Malformed, NotBelieved } from "./errors.js";
import { inflateZlib } from "./inflate.js";
import { keyOf } from "./trust.js";

const LARGEST_ATTACHED = 256 * 1024;
const RANGE = /\/ByteRange\s*\[\s*([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s*\]/g;
const ATTACHED = /\/Length ([0-9]{1,10}) \/Type \/EmbeddedFile\s*>>\s*stream\r?\n/g;
const [SEQUENCE, SET, CONTEXT, OCTETS, INTEGER] = [0x30, 0x31, 0xa0, 0x04, 0x02];
const ONE = Uint8Array.of(2, 1, 1);
const DATA = oid("1.2.840.113549.1.7.1");
const SIGNED_DATA = oid("1.2.840.113549.1.7.2");
const CONTENT_TYPE = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST = oid("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE = oid("1.2.840.113549.1.9.16.2.47"); // RFC 5035: which certificate, so that none takes its place
const SHA256 = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), Uint8Array.of(5, 0));
const ECDSA_SHA256 = der(SEQUENCE, oid("1.2.840.10045.4.3.2"));
const P256 = der(SEQUENCE, oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"));

export function isPdf(bytes) {
  return sameBytes(bytes.subarray(0, 5), bytesOf("%PDF-"));
}

/**
 * What is attached to a PDF that is signed to its last byte: `{inside, state, stamped}`, the state being that of the key.
 * Throws Malformed for what is no such file or not signed at all, NotBelieved otherwise.
 */
export async function readPdf(bytes, trust) {
  const text = new TextDecoder("latin1").decode(bytes); // a character a byte
  const { gap, signed } = theGap(bytes, text);
  const { state, stamped } = await signatureIn(gap, signed, trust).catch((fault) => {
    throw fault instanceof Malformed || fault instanceof TypeError ? altered() : fault; // no signature of ours looks like it
  });
  return { inside: attachedIn(bytes, text), state, stamped };
}

function theGap(bytes, text) {
  const ranges = [...text.matchAll(RANGE)];
  if (ranges.length === 0 && !/startxref\s+[0-9]+\s+%%EOF\s*$/.test(text)) throw altered(); // it has lost its end
  if (ranges.length === 0) throw new Malformed("a document without a signature");
  const [start, first, second, rest] = ranges[0].slice(1).map(Number);
  const whole = ranges.length === 1 && start === 0 && first < second && second + rest === bytes.length;
  const hex = whole ? /^<([0-9A-F]+)>$/.exec(text.slice(first, second))?.[1] : undefined;
  if (hex === undefined || hex.length % 2) throw altered();
  const gap = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  return { gap, signed: joinedBytes(bytes.subarray(0, first), bytes.subarray(second)) };
}

async function signatureIn(gap, signed, trust) {
  const { certificate, attributes, signature, stamped } = takenApart(gap);
  const point = publicPoint(certificate);
  const kid = base64url(await sha256(bytesOf(encode({ kty: "EC", crv: "P-256", ...point.jwk }))));
  const known = keyOf(trust, kid, "paper");
  if (known === null || known.state === "revoked") throw new NotBelieved("paper_key");
  await requireAttributes(attributes, { signed, certificate });
  if (!(await isSigned(point.raw, signature, der(SET, attributes)))) throw altered();
  return { state: known.state, stamped };
}

/** The parts of the signature (RFC 5652 section 5), which put together again are all that stands in the gap. */
function takenApart(gap) {
  const whole = readDer(gap);
  const [, explicit] = membersOf(whole.content);
  const [, , , certificates, infos] = membersOf(readDer(explicit.content).content);
  const info = readDer(infos.content);
  const [, , , attributes, , signature, unsigned] = membersOf(info.content);
  const certificate = readDer(certificates.content).whole;
  const again = der(SEQUENCE, SIGNED_DATA, der(CONTEXT, der(
    SEQUENCE, ONE, der(SET, SHA256), der(SEQUENCE, DATA), der(CONTEXT, certificates.content),
    der(SET, der(
      SEQUENCE, ONE, signerOf(certificate), SHA256, der(CONTEXT, attributes.content), ECDSA_SHA256,
      der(OCTETS, signature.content), unsigned?.whole ?? new Uint8Array(),
    )),
  )));
  const rest = gap.subarray(whole.whole.length);
  if (!sameBytes(again, whole.whole) || rest.some((byte) => byte !== 0)) throw altered();
  return { certificate, attributes: attributes.content, signature: signature.content, stamped: unsigned !== undefined };
}

/** Who signed, by issuer and serial number (RFC 5652 section 10.2.4), from his certificate (RFC 5280 section 4.1). */
function signerOf(certificate) {
  const [, serial, , issuer] = membersOf(membersOf(readDer(certificate).content)[0].content);
  return der(SEQUENCE, issuer.whole, serial.whole);
}

function publicPoint(certificate) {
  try {
    const [algorithm, bits] = membersOf(membersOf(membersOf(readDer(certificate).content)[0].content)[6].content);
    const [unused, form, ...point] = bits.content;
    if (!sameBytes(algorithm.whole, P256) || unused !== 0 || form !== 4 || point.length !== 64) throw new Malformed("no P-256 key");
    const [x, y] = [point.slice(0, 32), point.slice(32)].map((each) => base64url(Uint8Array.from(each)));
    return { raw: bits.content.subarray(1), jwk: { x, y } };
  } catch {
    throw new NotBelieved("paper_key");
  }
}

async function requireAttributes(content, { signed, certificate }) {
  const found = membersOf(content).map((each) => membersOf(each.content));
  const valueOf = (type) => found.find(([kind]) => sameBytes(kind.whole, type))?.[1]?.content ?? new Uint8Array();
  const expected = [
    [CONTENT_TYPE, DATA],
    [MESSAGE_DIGEST, der(OCTETS, await sha256(signed))],
  ];
  const named = hexOf(der(OCTETS, await sha256(certificate)));
  const fits = expected.every(([type, value]) => sameBytes(valueOf(type), value));
  if (!fits || !hexOf(valueOf(SIGNING_CERTIFICATE)).includes(named)) throw altered();
}

async function isSigned(point, signature, message) {
  const halves = membersOf(readDer(signature).content).map(({ content }) => inThirtyTwo(content));
  if (!sameBytes(der(SEQUENCE, ...halves.map(integer)), signature)) throw altered();
  const raw = joinedBytes(...halves);
  try {
    const key = await crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, message);
  } catch {
    return false;
  }
}

function inThirtyTwo(content) {
  const digits = content[0] === 0 ? content.subarray(1) : content;
  if (digits.length > 32) throw altered();
  return joinedBytes(new Uint8Array(32 - digits.length), digits);
}

/** A number above zero as DER writes it: no byte more than it takes. */
function integer(bytes) {
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return der(INTEGER, digits[0] & 128 ? Uint8Array.of(0) : new Uint8Array(), digits);
}

function attachedIn(bytes, text) {
  const found = [...text.matchAll(ATTACHED)];
  if (found.length !== 1) throw new Malformed("not one file attached");
  const begin = found[0].index + found[0][0].length;
  const packed = bytes.subarray(begin, begin + Number(found[0][1]));
  const inside = loads(inflateZlib(packed, { largest: LARGEST_ATTACHED }));
  const { jws, disclosures, proof } = inside;
  const form =
    typeof jws === "string" &&
    Array.isArray(disclosures) &&
    disclosures.every((each) => typeof each === "string") &&
    (proof === null || typeof proof === "string");
  if (!form) throw new Malformed("no certificate inside");
  return { jws, disclosures, proof };
}

function altered() {
  return new NotBelieved("paper_altered");
}
