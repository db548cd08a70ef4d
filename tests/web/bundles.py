"""Certificates with all that may come along: proof, checkpoint, status list, page; under a ring of the tests."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from registry.domain import canon, certificate, status_list
from registry.domain.certificate import Issuer
from registry.domain.disclosure import digests_in
from registry.domain.entry import commitment
from registry.domain.log import Checkpoint, Proof, leaf_of
from registry.domain.merkle import leaf_hash, node_hash
from registry.domain.status_list import Packed, Place, Standing
from registry.signing.jws import sign_compact
from registry.signing.keys import Use
from registry.signing.notes import sign_note
from tests.samples import a_draft
from tests.signing.builders import ISSUER, ORIGIN

PLACE = Place(3, 4711)
URI = status_list.uri(ISSUER, PLACE.list)
NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
MOMENT = NOW.isoformat()


@dataclass(frozen=True)
class Makings:
    """The rings of the service and of the worker."""

    ring: object
    log: object

    def certificate(self, draft=None, *, listed=True, **changes):
        """The JWS of a draft, its disclosures and its leaf."""
        draft = draft or a_draft()
        committed = commitment(draft.entry.payload())
        payload = certificate.contents(
            draft.entry,
            Issuer(ISSUER, ORIGIN, livemode=False),
            committed=committed,
            nonce=bytes(range(16)),
            listed=PLACE.claim(ISSUER) if listed else None,
        )
        payload = canon.dumps(canon.loads(payload) | changes)
        printed = set(digests_in(canon.loads(payload)))
        texts = [each.text for each in draft.disclosures if each.digest in printed]
        leaf = leaf_of(draft.entry.at, commitment=committed, statement=certificate.statement(payload))
        return Certified(sign_compact(self.ring, payload, use=Use.CERTIFICATE, typ=certificate.TYPE), texts, leaf)

    def checkpoint(self, size, root, *, origin=ORIGIN):
        """The note of a checkpoint, under the log's key."""
        return sign_note(Checkpoint(origin, size, root).text, name=origin, key=self.log.signer(Use.LOG))

    def proof(self, leaf, *, origin=ORIGIN):
        """Of the third of five leaves."""
        a, b, d, e = (leaf_hash(each) for each in (b"a", b"b", b"d", b"e"))
        left, right = node_hash(a, b), node_hash(leaf_hash(leaf.data()), d)
        root = node_hash(node_hash(left, right), e)
        return Proof(2, (d, left, e), self.checkpoint(5, root, origin=origin)).text

    def status(self, standing=Standing.VALID, *, at=NOW - timedelta(seconds=30), uri=URI, **changes):
        packed = Packed()
        packed[PLACE.index] = standing
        packed[PLACE.index + 1] = Standing.ENDED
        claimed = status_list.claims(packed, uri=uri, issued_at=int(at.timestamp())) | changes
        return sign_compact(self.log, canon.dumps(claimed), use=Use.STATUS, typ=status_list.TYPE)

    def bundle(self, certified=None, **parts):
        """A bundle as it is served, of the parts that are not named otherwise the good ones."""
        certified = certified or self.certificate()
        whole = {
            "jws": certified.jws,
            "disclosures": certified.disclosures,
            "proof": self.proof(certified.leaf),
            "status": self.status(),
        }
        return canon.encode(whole | parts).decode()


@dataclass(frozen=True)
class Certified:
    jws: str
    disclosures: list
    leaf: object


def a_case(document, **given):
    """What is handed to the verifier: a text, or bytes."""
    if isinstance(document, bytes):
        return {"base64": base64.b64encode(document).decode(), "now": MOMENT, **given}
    return {"document": document, "now": MOMENT, **given}


def altered(bundle, **parts):
    return canon.encode(json.loads(bundle) | parts).decode()
