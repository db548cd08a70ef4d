"""The journal's entry: written once, the same bytes for ever, and nobody's personal value in it."""

import re
from dataclasses import fields, replace

import pytest

from registry.domain import canon, rules
from registry.domain.canon import NotCanonical
from registry.domain.claim import Consent, ConsentKind, Document
from registry.domain.entry import NONCE_BYTES, commitment, read
from registry.domain.evidence import UNDENIABLE, Evidence, EvidenceKind, EvidenceRef
from registry.domain.filings import Genesis
from registry.domain.identifiers import Scheme
from registry.domain.lifecycle import Verb
from registry.domain.party import Identifier
from tests.samples import (
    NOON,
    a_discharge,
    a_draft,
    a_filer,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_person,
    a_receipt,
    a_registration_state,
    a_sole_trader,
    an_organization,
    counting,
    entered,
    some_evidence,
)
from tests.whole import PEOPLE, a_whole_filing

GENESIS = Genesis(issuer="重庆示例登记处", origin="log.example", livemode=False)


def a_discharge_draft():
    lien = entered()
    ground = a_ground(lien, registration=a_registration_state(lien.registration))
    return a_draft(a_discharge(lien.registration), ground)


def a_full_draft():
    """Everybody a filing can name."""
    return a_draft(
        a_filing(
            a_receipt(),
            a_parcel(),
            grantors=(
                a_grantor(a_person(name="张三", address="张家院子"), contact="13811110000"),
                a_grantor(a_sole_trader(name="李四粮店", address="李家铺子"), contact="13822220000"),
                a_grantor(an_organization(name="公开的公司"), contact="王五 13833330000"),
            ),
            consents=(Consent(kind=ConsentKind.FAMILY_CONSENT, given_by="赵六"),),
            documents=(Document(kind="contract", reference="1", original_seen_by="孙七"),),
        ),
        request="原始申请：周八".encode(),
    )


DRAFTS = [
    pytest.param(a_draft(), id="a registration"),
    pytest.param(a_full_draft(), id="a registration that names everybody"),
    pytest.param(a_draft(a_whole_filing()), id="a registration of several creditors"),
    pytest.param(a_discharge_draft(), id="a discharge"),
    pytest.param(a_draft(GENESIS, by=a_filer(role="register"), request=b""), id="genesis"),
]


class TestThePayload:
    @pytest.mark.parametrize("draft", DRAFTS)
    def test_is_read_back_byte_for_byte(self, draft):
        payload = draft.entry.payload()
        assert read(payload).payload() == payload
        assert read(payload).verb is draft.entry.verb

    @pytest.mark.parametrize("draft", DRAFTS)
    def test_is_canonical(self, draft):
        payload = draft.entry.payload()
        assert canon.dumps(canon.loads(payload)) == payload

    def test_is_the_same_for_the_same_filing_ground_and_draw(self):
        filing, ground = a_filing(a_receipt(), a_parcel()), a_ground()
        one, other = a_draft(filing, ground), a_draft(filing, ground)
        assert one == other
        assert one.entry.payload() == other.entry.payload()

    def test_differs_with_every_draw(self):
        filing, ground, fresh = a_filing(), a_ground(), counting()
        one, other = (a_draft(filing, ground, fresh=fresh).entry for _ in range(2))
        assert one.nonce != other.nonce
        assert one.id != other.id
        assert one.filing["grantors"] != other.filing["grantors"]

    @pytest.mark.parametrize(
        ("ours", "another"),
        [
            (b'"at":"2026-11-22T04:00:00.000000Z"', b'"at":"20261122T040000Z"'),
            (b'"at":"2026-11-22T04:00:00.000000Z"', b'"at":"2026-11-22T12:00:00.000000+08:00"'),
            (b'"at":"2026-11-22T04:00:00.000000Z"', b'"at":"2026-11-22"'),
            (b'"v":1,', b'"v":1,"versio":1,'),
            (b'"verb":"register"', b'"verb":"registre"'),
        ],
    )
    def test_has_no_other_spelling(self, ours, another):
        payload = a_draft().entry.payload()
        assert ours in payload
        with pytest.raises(NotCanonical):
            read(payload.replace(ours, another))

    @pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"1", b'"x"'])
    def test_is_nothing_else(self, data):
        with pytest.raises(NotCanonical):
            read(data)


class TestNobodyIsNamed:
    def test_in_the_bytes_that_are_kept_for_ever(self):
        draft = a_full_draft()
        text = draft.entry.payload().decode()

        told = [value for disclosure in draft.disclosures for value in _texts(disclosure.read()[1])]

        personal = {"张三", "张家院子", "李四粮店", "李家铺子", "赵六", "孙七"}
        phones = {"13811110000", "13822220000", "王五 13833330000"}
        assert personal | phones <= set(told)
        telling = [value for value in told if value not in set(Scheme)]  # a scheme's name is nobody's
        assert [value for value in telling if value in text] == []

    def test_whatever_his_part_in_a_claim_of_several(self):
        draft = a_draft(a_whole_filing())
        text = draft.entry.payload().decode()
        told = {value for disclosure in draft.disclosures for value in _texts(disclosure.read()[1])}
        assert set(PEOPLE) <= told
        assert [name for name in PEOPLE if name in text] == []

    def test_by_the_raw_request(self):
        draft = a_full_draft()
        (request,) = [each for each in draft.disclosures if each.digest == draft.entry.request]
        assert canon.unb64(request.read()[1]).decode() == "原始申请：周八"
        assert request.read()[1] not in draft.entry.payload().decode()

    def test_though_a_number_of_people_is_filed_as_a_companys(self):
        number = a_person().identifier.value
        odd = replace(an_organization(name="张三"), identifier=Identifier(Scheme.CITIZEN_ID, number))
        text = a_draft(a_filing(grantors=(a_grantor(odd),))).entry.payload().decode()
        assert number not in text
        assert "张三" not in text

    def test_while_a_company_is(self):
        company = an_organization(name="公开的公司", address="公开的地址")
        text = a_draft(a_filing(grantors=(a_grantor(company),))).entry.payload().decode()
        assert {company.name, company.identifier.value, company.address} <= set(re.findall(r'"([^"]*)"', text))


class TestTheCommitment:
    @pytest.mark.parametrize("name", [field.name for field in fields(a_draft().entry)])
    def test_changes_with_every_field(self, name):
        entry = a_draft().entry
        changed = replace(entry, **{name: _another(getattr(entry, name))})
        assert commitment(changed.payload()) != commitment(entry.payload())

    def test_is_not_the_bare_hash_of_the_payload(self):
        payload = a_draft().entry.payload()
        assert len({commitment(payload), commitment(payload + b" "), Evidence(kind=EvidenceKind.JOB).digest}) == 3

    def test_is_kept_from_being_guessed_by_a_nonce(self):
        assert len(a_draft().entry.nonce) == NONCE_BYTES == 16


class TestTheEntry:
    def test_names_the_catalogue_it_was_decided_under(self):
        assert a_draft().entry.rules == rules.VERSION

    def test_stands_at_the_instant_of_the_ground(self):
        assert a_draft().entry.at == NOON

    def test_commits_to_its_evidence_in_full(self):
        entry, evidence = a_draft().entry, some_evidence()
        assert entry.evidence == EvidenceRef(
            kind=EvidenceKind.HTTP_SIGNATURE, digest=evidence.digest, key_id=evidence.key_id
        )
        for changed in ({"base": b"x"}, {"signature": b"x"}, {"key_id": "x"}, {"rule": "x"}, {"kind": "passkey"}):
            assert some_evidence(**changed).digest != evidence.digest

    def test_without_a_request_names_none(self):
        assert a_draft(request=b"").entry.request is None

    def test_calls_only_what_the_filer_signed_undeniable(self):
        assert {EvidenceKind.HTTP_SIGNATURE, EvidenceKind.PASSKEY} == UNDENIABLE


def _texts(value):
    return [text for each in value.values() for text in _texts(each)] if isinstance(value, dict) else [value]


def _another(value):
    match value:
        case Verb():
            return Verb.DISCHARGE
        case str() | bytes():
            return value[:0] + value[1:] + value[:1] + value[:1]
        case int():
            return value + 1
        case dict():
            return value | {"more": 1}
        case _ if hasattr(value, "isoformat"):
            return value.replace(microsecond=1)
        case _:
            first = fields(value)[0].name
            return replace(value, **{first: "passkey"})
