"""The register of the published vectors: keys that everybody knows, and what is signed with them.

The keys are made from their names. They vouch for nothing, and no trust file but that of the vectors may list them.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.domain import canon, certificate
from registry.domain.disclosure import restored
from registry.domain.status_list import LASTS_SECONDS, TTL_SECONDS, TYPE, Packed, Standing, claims
from registry.schemas.sheets import sheet
from registry.signing.encoding import to_base64url
from registry.signing.keys import PUBLISHED_STATES, KeyState, PrivateKey, RingKey, RingListing, Use
from registry.signing.ring import KeyRing
from registry.signing.trust import RootKey, make_trust_note
from registry.signing.x509 import self_issued
from tests.printed import printed_here
from tests.proofs import a_proof
from tests.signing.builders import ISSUER, NOON, ORIGIN

FORMER = "registry.example/log-2026"
CERTIFIED = json.loads(Path(__file__).with_name("certified.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 22, 4, 5, tzinfo=UTC)
LISTED_AT = datetime(2026, 11, 22, 4, 4, 30, tzinfo=UTC)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, FIPS 186-4 appendix D.1.2.3


@cache
def a_key(name):
    """The Ed25519 key of a name."""
    return PrivateKey(Ed25519PrivateKey.from_private_bytes(_seed(name)))


@cache
def a_paper_key(name):
    secret = int.from_bytes(_seed(name), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(secret, ec.SECP256R1())


def _seed(name):
    return sha256(f"published vectors: {name}".encode()).digest()


def _listed(use, state):
    name = f"{use} {state}"
    public = (PrivateKey(a_paper_key(name)) if use is Use.PAPER else a_key(name)).public
    return RingKey(use, public.key_id, state, created_at=NOON, state_since=NOON, jwk=public.jwk, file="")


def trust_note():
    """Every use with a key in every state; signed by two of three officers, of whom two are needed."""
    uses = (Use.CERTIFICATE, Use.STATEMENT, Use.LOG, Use.PAPER, Use.STATUS)
    keys = tuple(_listed(use, state) for use in uses for state in PUBLISHED_STATES.values())
    listing = RingListing(ISSUER, ORIGIN, livemode=False, keys=keys, log=ORIGIN, former=(FORMER,))
    officers = [RootKey(f"registry.example/root/{number}", a_key(f"officer {number}")) for number in (1, 2, 3)]
    return make_trust_note(
        listing, signers=officers[:2], threshold=2, version=1, roots=[each.vkey for each in officers]
    )


def compact(payload, *, key, typ, **header):
    """A compact JWS, and nothing it says is checked: a forger's tool."""
    said = {"alg": "Ed25519", "kid": key.key_id, "typ": typ} | header
    signing_input = f"{to_base64url(canon.dumps(said))}.{to_base64url(payload)}"
    return f"{signing_input}.{to_base64url(key.sign(signing_input.encode()))}"


@dataclass(frozen=True)
class Certified:
    """A certificate with all that comes along, and how each of it may be changed."""

    payload: bytes
    disclosures: tuple[str, ...]
    key: PrivateKey
    typ: str = certificate.TYPE

    @property
    def contents(self):
        return canon.loads(self.payload)

    @property
    def jws(self):
        return compact(self.payload, key=self.key, typ=self.typ)

    def proof(self, *, key=None, origin=ORIGIN, **changes):
        return a_proof(self.payload, key=key or a_key("log current"), origin=origin, **changes)

    def status(self, standing=Standing.VALID, *, key=None, at=LISTED_AT, typ=TYPE, **changes):
        """The list that the certificate names. ``changes`` are put over what it says."""
        claim = self.contents["status"]["status_list"]
        said = a_list({claim["idx"]: standing}, uri=claim["uri"], at=at) | changes
        return compact(canon.dumps(said), key=key or a_key("status current"), typ=typ)

    def bundle(self, **parts):
        given = {"jws": self.jws, "disclosures": list(self.disclosures), "proof": self.proof()}
        given["status"] = parts.pop("status") if "status" in parts else self.status()
        return canon.dumps(given | parts).decode()

    def page(self, *, key="paper current", **parts):
        """The PDF. P-256 has dice in it: no two are the same bytes."""
        bundle = {"jws": self.jws, "disclosures": list(self.disclosures), "proof": self.proof()} | parts
        contents = restored(self.contents, bundle["disclosures"])
        shown = sheet(contents, check_code=certificate.check_code(self.payload))
        return printed_here(paper_ring(key), bundle, sheet=shown)


def a_list(standings, *, uri, at):
    """What a status list says in which these places stand so."""
    packed = Packed()
    for index, standing in standings.items():
        packed[index] = standing
    return claims(packed, uri=uri, issued_at=int(at.timestamp()))


def certified(name="registration", *, key="certificate current", without=(), **changes):
    """One of the certificates that are kept beside this file, some of its facts changed."""
    found = CERTIFIED[name]
    contents = {member: value for member, value in (found["contents"] | changes).items() if member not in without}
    return Certified(canon.dumps(contents), tuple(found["disclosures"]), a_key(key))


def seconds(before):
    """That many seconds before the reader's clock."""
    return datetime.fromtimestamp(NOW.timestamp() - before, UTC)


def paper_ring(name):
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    key = a_paper_key(name)
    private = PrivateKey(key)
    listed = RingKey(
        Use.PAPER,
        private.key_id,
        KeyState.CURRENT,
        created_at=NOON,
        state_since=NOON,
        jwk=private.public.jwk,
        file="",
    )
    issued = x509.load_pem_x509_certificate(self_issued(key, issuer=ISSUER, at=NOON)).public_bytes(Encoding.DER)
    listing = RingListing(ISSUER, ORIGIN, livemode=False, keys=(listed,), log=ORIGIN)
    return KeyRing(listing, signers={Use.PAPER: private}, secrets={}, chain=(issued,))


FRESH_FOR = LASTS_SECONDS
EARLY_BY = TTL_SECONDS
