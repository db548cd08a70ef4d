"""Whoever filed cannot say he did not, even when the text of his request is gone."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from registry.domain import canon, entry
from registry.domain.evidence import Evidence, EvidenceKind
from registry.signing.http_signature import base_covers, content_digest
from tests.lender import Lender, digests_of, erased
from tests.register import RegisterUnderTest


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


def kept(register: RegisterUnderTest, filed) -> Evidence:
    (row,) = register.rows("SELECT * FROM evidence WHERE entry = :id", id=filed.entry.id)
    return Evidence(
        kind=EvidenceKind(row["kind"]),
        base=bytes(row["base"]),
        signature=bytes(row["signature"]),
        key_id=row["key_id"],
        rule=row["rule"],
    )


def verify(lender: Lender, evidence: Evidence) -> None:
    """With nothing of ours: the public half as it was enrolled, and the text as it was kept."""
    public = Ed25519PublicKey.from_public_bytes(canon.unb64(lender.enrolled.key.public_jwk["x"]))
    public.verify(evidence.signature, evidence.base)


class TestTheEvidenceOfAFiling:
    def test_is_what_the_entry_commits_to(self, register, lender):
        filed = lender.register()
        assert kept(register, filed).digest == filed.entry.evidence.digest

    def test_covers_the_request_byte_for_byte(self, register, lender):
        body = '{"借款": "五十万"}'.encode()
        filed = register.desk.file(lender.registration(), lender.submitted(body))
        assert base_covers(kept(register, filed).base)["content-digest"] == content_digest(body)

    def test_holds_by_itself_before_and_after_the_request_is_erased(self, register, lender):
        filed = lender.register()
        before = kept(register, filed)
        verify(lender, before)
        erased(register, digests_of(filed))

        gone = register.rows("SELECT 1 FROM disclosure WHERE entry = :id", id=filed.entry.id)
        assert gone == []
        assert kept(register, filed) == before
        verify(lender, before)
        assert register.audit() == []

    def test_holds_after_the_key_is_revoked(self, register):
        leaving = Lender(register, "将退出的银行")
        filed = leaving.register()
        register.revoke(leaving.enrolled)
        verify(leaving, kept(register, filed))
        assert register.audit() == []

    def test_names_the_key_whose_enrolment_precedes_it(self, register, lender):
        filed = lender.register()
        (enrolled,) = register.rows(
            "SELECT e.at FROM client_key k JOIN entry e ON e.id = k.entry WHERE k.key_id = :key",
            key=kept(register, filed).key_id,
        )
        assert enrolled["at"] < filed.entry.at

    def test_says_what_stands_in_the_journal_of_it(self, register, lender):
        filed = lender.discharge(lender.register().entry.registration)
        (row,) = register.rows("SELECT payload, commitment FROM entry WHERE id = :id", id=filed.entry.id)
        assert row["payload"].encode() == filed.payload
        assert bytes(row["commitment"]) == entry.commitment(filed.payload)
        assert "if-match" in base_covers(kept(register, filed).base)
