"""Rows are a pure fold of entries: the same entry gives the same rows, today and on replay."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.domain import canon
from registry.domain.allowance import Allowance
from registry.domain.collateral import Terms
from registry.domain.disclosure import Disclosure
from registry.domain.entry import read
from registry.domain.filings import EnrolInstitution, Genesis, Redact
from registry.domain.lifecycle import Verb
from registry.domain.measures import Money
from registry.domain.party import InstitutionType, normal_name
from registry.domain.projection import rows
from registry.domain.registration import SearchBy
from registry.domain.rows import Closing
from tests.acts import (
    COURT,
    EXCHANGE,
    a_hold,
    a_lifting,
    a_release,
    a_seizure,
    a_transfer,
    act_ground,
    all_seized,
    by,
    held,
)
from tests.attestations import one_of_each_attestation
from tests.enrolments import (
    ADMINISTRATORS,
    DISMISSAL,
    EACH,
    GENESIS_OF_TWO,
    INSTITUTION,
    KEY,
    LIMIT,
    ON_RECORD,
    PERSONS,
    REVOCATION,
)
from tests.follow_ups import one_of_each_follow_up
from tests.samples import (
    NOON,
    a_claim,
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
    a_search,
    a_sole_trader,
    all_entered,
    an_organization,
    another_bank,
    entered,
)
from tests.whole import CLAIM_ID, PEOPLE, a_lease, a_whole_filing, an_agents_word

AT = canon.instant(NOON)
RECORDED = {"recorded_from": AT, "recorded_until": None}


def hashed(label, value):
    return f"#{label}:{value}"


def projected(draft, *, erased=()):
    """The rows of a draft's entry while its disclosures stand, but for those erased."""
    kept = {each.digest: each for each in draft.disclosures if each.read()[0] not in erased}
    return rows(draft.entry, reveal=kept.get, hashed=hashed)


def by_the_register(filing, **ground):
    return a_draft(filing, a_ground(standing=None, **ground), by=a_filer(role="register"))


class TestTheFold:
    def test_gives_the_same_rows_each_time(self):
        draft = a_draft(a_filing(a_receipt(), a_parcel()))
        assert projected(draft) == projected(draft)

    def test_gives_the_same_rows_from_the_stored_bytes(self):
        draft = a_draft(a_filing(a_receipt(), a_parcel()))
        kept = {each.digest: each for each in draft.disclosures}
        assert rows(read(draft.entry.payload()), reveal=kept.get, hashed=hashed) == projected(draft)

    def test_names_its_entry_in_every_row(self):
        draft = a_draft(a_filing(a_receipt(), a_parcel()))
        added = projected(draft).added
        assert all(row["entry"] == draft.entry.id for table in added for row in added[table])


class TestASearch:
    def rows(self, *, erased=(), **search):
        draft = a_draft(a_search(**search), by=a_filer(role="lender"), request=None)
        return projected(draft, erased=erased).added["inquiry"]

    def test_leaves_a_row_for_each_key_it_asked_about(self):
        rows = self.rows(keys=("a", "b"))
        assert [(row["ordinal"], row["term"], row["by"]) for row in rows] == [(0, "a", "asset"), (1, "b", "asset")]
        assert {(row["at"], row["purpose"], row["institution"]) for row in rows} == {
            (AT, "lending", a_filer().institution)
        }

    def test_of_a_registration_leaves_its_number(self):
        (row,) = self.rows(by=SearchBy.REGISTRATION_NUMBER, keys=(), registration_number="CQ1")
        assert row["term"] == "CQ1"

    def test_of_a_person_leaves_a_hash_until_he_is_erased(self):
        number = a_person().identifier
        asked = {"by": SearchBy.GRANTOR_IDENTIFIER, "keys": (), "grantor_identifier": number}
        named = {"by": SearchBy.GRANTOR_NAME, "keys": (), "grantor_name": "张 三"}
        assert [row["term"] for row in self.rows(**asked)] == [f"#identifier:citizen_id:{number.value}"]
        assert [row["term"] for row in self.rows(**named)] == ["#name:张三"]
        assert [row["term"] for row in self.rows(erased=("grantor_identifier",), **asked)] == [None]
        assert [row["term"] for row in self.rows(erased=("grantor_name",), **named)] == [None]


class TestARegistration:
    def test_makes_one_row_of_itself_and_one_version(self):
        filing = a_filing(
            a_parcel("5002331042030100999"),
            client_reference="LOAN-1",
            secured_claim=a_claim(maximum_amount=Money(60_000_000), contract_number="HT-1"),
        )
        draft = a_draft(filing)
        (registration,) = projected(draft).added["registration"]
        (version,) = projected(draft).added["registration_version"]

        assert registration == {
            "number": draft.entry.registration,
            "institution": a_filer().institution,
            "client_reference": "LOAN-1",
            "contract_number": "HT-1",
            "claim_kind": "loan",
            "principal_minor": 50_000_000,
            "maximum_minor": 60_000_000,
            "currency": "CNY",
            "due_on": "2027-11-19",
            "registered_at": AT,
            "region": "500233",
            "entry": draft.entry.id,
        }
        assert (version["version"], version["status"], version["expires_on"]) == (1, "active", "2027-12-31")

    def test_keeps_the_claim_and_the_agent_it_names(self):
        (registration,) = projected(a_draft(a_whole_filing())).added["registration"]
        assert (registration["claim_id"], "filed_as" in registration) == (CLAIM_ID, False)
        creditor = another_bank()
        draft = a_draft(a_filing(secured_creditor=creditor, filed_as=an_agents_word()))
        (registration,) = projected(draft).added["registration"]
        assert (registration["filed_as"], "claim_id" in registration) == ("secured_creditor", False)
        assert projected(draft).added["party"][0]["name"] == creditor.name

    def test_keeps_of_a_lease_what_is_nobodys_name(self):
        draft = a_draft(a_whole_filing())
        (row,) = projected(draft).added["encumbrance"]
        terms = canon.build(Terms, json.loads(row["terms"]))
        assert terms.prior_lease == a_lease(evidence="租赁合同 2024-3")
        assert "_sd" in draft.entry.filing["collateral"][0]["terms"]["prior_lease"]

    def test_without_a_maximum_or_reference_has_none(self):
        (registration,) = projected(a_draft()).added["registration"]
        assert registration["maximum_minor"] is None
        assert registration["client_reference"] is None

    def test_holds_each_item_with_all_its_keys(self):
        receipt, parcel = a_receipt(), a_parcel()
        added = projected(a_draft(a_filing(receipt, parcel))).added

        first, second = added["encumbrance"]
        assert [(row["asset_kind"], row["mode"], row["type"]) for row in (first, second)] == [
            (receipt.kind, "exclusive", "security"),
            (parcel.kind, "ranked", "security"),
        ]
        assert json.loads(first["asset"]) == canon.plain(receipt)
        held = [(row["encumbrance"], row["key"], row["exclusive"]) for row in added["encumbrance_key"]]
        assert held == [
            *((first["id"], key.key, key.exclusive) for key in receipt.asset_keys()),
            *((second["id"], key.key, key.exclusive) for key in parcel.asset_keys()),
        ]
        assert {row["position"] for row in added["encumbrance_key"]} == {1}

    def test_is_open_until_something_closes_it(self):
        result = projected(a_draft())
        for table in ("registration_version", "encumbrance", "encumbrance_key"):
            assert all(RECORDED.items() <= row.items() for row in result.added[table])
        assert result.closed == ()


class TestAParty:
    def parties(self, draft, **erased):
        return projected(draft, **erased).added["party"]

    def test_that_is_a_person_is_known_by_hashes_only(self):
        person = a_person(name="张 三")
        _, grantor = self.parties(a_draft(a_filing(grantors=(a_grantor(person),))))
        assert (grantor["name"], grantor["identifier"]) == (None, None)
        assert grantor["name_hash"] == "#name:张三"
        assert grantor["identifier_hash"] == f"#identifier:citizen_id:{person.identifier.value}"

    @pytest.mark.parametrize("someone", [a_person(), a_sole_trader()], ids=["person", "sole trader"])
    def test_that_is_redacted_is_not_known_at_all(self, someone):
        draft = a_draft(a_filing(grantors=(a_grantor(someone),)))
        _, grantor = self.parties(draft, erased=("name", "identifier", "address"))
        columns = ("name", "identifier", "name_hash", "identifier_hash")
        assert [grantor[column] for column in columns] == [None] * 4

    def test_that_lost_one_value_keeps_the_other(self):
        _, grantor = self.parties(a_draft(), erased=("name",))
        assert grantor["name_hash"] is None
        assert grantor["identifier_hash"] is not None

    def test_that_is_a_company_is_known_by_name(self):
        company = an_organization(name="公开的公司")
        _, grantor = self.parties(a_draft(a_filing(grantors=(a_grantor(company),))))
        assert (grantor["name"], grantor["identifier"]) == ("公开的公司", company.identifier.value)
        assert grantor["identifier_hash"] == f"#identifier:uscc:{company.identifier.value}"

    def test_keeps_its_place_and_part(self):
        parties = self.parties(a_draft(a_filing(grantors=(a_grantor(), a_grantor()))))
        parts = [(row["ordinal"], row["part"]) for row in parties]
        assert parts == [(0, "secured_creditor"), (1, "grantor"), (2, "grantor")]

    def test_that_neither_gives_nor_files_has_a_row_too(self):
        parties = self.parties(a_draft(a_whole_filing()))
        assert [row["part"] for row in parties] == [
            "secured_creditor", "grantor", "debtor", "debtor", "co_creditor", "co_creditor", "beneficiary",
        ]  # fmt: skip
        assert [row["ordinal"] for row in parties] == list(range(7))
        debtor, beneficiary, *_, partner = PEOPLE
        hashes = {row["part"]: row["name_hash"] for row in parties if row["type"] == "natural_person"}
        named = {part: hashes[part] for part in ("debtor", "co_creditor", "beneficiary")}
        assert named == {
            "debtor": f"#name:{debtor}", "co_creditor": f"#name:{partner}", "beneficiary": f"#name:{beneficiary}",
        }  # fmt: skip
        assert not set(PEOPLE) & {row["name"] for row in parties}

    @pytest.mark.parametrize("name", ["张三", "张 三", " 张　三 ", "张三\n"])
    def test_is_searched_under_one_form_of_a_name(self, name):
        assert normal_name(name) == "张三"
        assert normal_name("ａbc 公司") == "ABC公司"


class TestADischarge:
    def test_closes_exactly_its_own_rows(self):
        mine = all_entered(a_filing(a_receipt(), a_parcel()))
        another = entered(a_filing(a_receipt()), a_ground(serial=9))
        number = mine[0].registration
        ground = a_ground(*mine, another, registration=a_registration_state(number))
        draft = a_draft(a_discharge(number), ground)

        result = projected(draft)

        at = canon.instant(ground.at)
        assert result.closed[0] == Closing("registration_version", {"number": number, "version": 1}, at)
        named = [(each.table, dict(each.named)) for each in result.closed[1:]]
        assert named == [
            *(("encumbrance", {"id": each.id}) for each in mine),
            *(("encumbrance_key", {"encumbrance": each.id, "key": key.key}) for each in mine for key in each.keys),
        ]
        assert {each.until for each in result.closed} == {at}

    def test_adds_the_version_that_follows(self):
        lien = entered()
        state = a_registration_state(lien.registration, version=3)
        result = projected(a_draft(a_discharge(lien.registration, based_on=3), a_ground(lien, registration=state)))
        assert set(result.added) == {"registration_version"}
        (version,) = result.added["registration_version"]
        assert (version["version"], version["status"], version["recorded_until"]) == (4, "discharged", None)
        assert result.closed[0].named == {"number": lien.registration, "version": 3}

    def test_of_a_registration_that_holds_nothing_closes_its_version(self):
        number = entered().registration
        result = projected(a_draft(a_discharge(number), a_ground(registration=a_registration_state(number))))
        assert [each.table for each in result.closed] == ["registration_version"]


class TestAnEntryWrittenLongAgo:
    """``entry_v1.json`` was written by the first release, before searches: its bytes, and the rows it was folded to."""

    @pytest.fixture
    def written(self):
        return json.loads((Path(__file__).parent / "entry_v1.json").read_text(encoding="utf-8"))

    def test_reads_back_as_the_same_bytes(self, written):
        assert read(written["entry"].encode()).payload().decode() == written["entry"]

    def test_folds_to_the_same_rows(self, written):
        kept = {each.digest: each for each in map(Disclosure, written["disclosures"])}
        made = rows(read(written["entry"].encode()), reveal=kept.get, hashed=hashed)
        assert (made.added, made.closed) == (written["rows"], ())


class TestTheRegistersOwnEntries:
    def test_say_whose_register_it_is(self):
        draft = by_the_register(Genesis(issuer="示例", origin="log.example", livemode=False))
        expected = {"only": 1, "issuer": "示例", "origin": "log.example", "livemode": False, "entry": draft.entry.id}
        assert projected(draft).added == {"register": [expected]}

    def test_enrol_an_institution_under_an_id_of_its_own(self):
        draft = by_the_register(INSTITUTION)
        (row,) = projected(draft).added["institution"]
        assert row["id"] == draft.entry.decided["institution"]
        assert (row["name"], row["identifier"], row["type"]) == ("示例银行", "91", "financial_institution")
        assert (row["licence_number"], row["licence_authority"]) == ("B0001", "示例许可机关")
        assert (row["licence_from"], row["licence_until"]) == ("2020-01-01", "2030-01-01")

    def test_enrol_an_institution_without_a_licence_as_they_did(self):
        court = EnrolInstitution(name="示例法院", identifier="11", type=InstitutionType.COURT)
        (row,) = projected(by_the_register(court)).added["institution"]
        assert {row[name] for name in row if name.startswith("licence")} == {None}

    def test_enrol_a_key_and_end_it(self):
        added = projected(by_the_register(KEY)).added
        (row,) = added["client_key"]
        assert (row["key_id"], row["jwk"], row["recorded_until"]) == ("k", '{"kty":"OKP","x":"1"}', None)

        draft = by_the_register(REVOCATION, enrolled=True)
        ended = projected(draft)
        assert ended.added == {"key_revocation": [{"key_id": "k", "entry": draft.entry.id}]}
        assert ended.closed == (Closing("client_key", {"key_id": "k"}, AT),)

    def test_say_with_a_first_key_what_its_client_may_file(self):
        (allowed,) = projected(by_the_register(KEY)).added["client_allowance"]
        assert (allowed["client"], allowed["version"], allowed["verbs"]) == ("c", 1, '["register","search"]')
        assert (allowed["ceiling_minor"], allowed["currency"]) == (100_00, "CNY")

    def test_say_nothing_of_what_a_client_may_file_with_a_later_key(self):
        later = by_the_register(replace(KEY, allowance=None), client=ON_RECORD)
        assert set(projected(later).added) == {"client_key"}

    def test_put_one_allowance_in_the_place_of_another(self):
        changed = projected(by_the_register(replace(LIMIT, allowance=Allowance()), client=ON_RECORD))
        (row,) = changed.added["client_allowance"]
        assert (row["version"], row["verbs"], row["ceiling_minor"], row["currency"]) == (2, "[]", None, None)
        assert changed.closed == (Closing("client_allowance", {"client": "c", "version": 1}, AT),)

    def test_give_a_client_of_before_its_first_allowance(self):
        never = replace(ON_RECORD, allowed=0)
        assert projected(by_the_register(replace(LIMIT, version=1), client=never)).closed == ()

    def test_name_administrators_at_the_beginning_or_later(self):
        for filing in (GENESIS_OF_TWO, ADMINISTRATORS):
            named = projected(by_the_register(filing)).added["administrator"]
            assert [(row["name"], row["key_id"], row["jwk"]) for row in named] == [
                ("a", "key of a", '{"x":"a"}'),
                ("b", "key of b", '{"x":"b"}'),
            ]

    def test_end_an_administrator_s_key(self):
        ended = projected(by_the_register(DISMISSAL, administrators=PERSONS))
        assert ended.closed == (Closing("administrator", {"key_id": "key of a"}, AT),)
        assert [row["key_id"] for row in ended.added["key_revocation"]] == ["key of a"]

    def test_name_the_digests_they_redact(self):
        draft = by_the_register(Redact(digests=("d1", "d2"), reason="asked"))
        assert [row["digest"] for row in projected(draft).added["redaction"]] == ["d1", "d2"]


def test_every_verb_has_its_fold():
    seen = {draft.entry.verb for draft in _one_of_each() if projected(draft) is not None}
    assert seen == set(Verb)


def acts_of_courts():
    """A draft of each verb that a court files."""
    seizure, court = a_seizure(a_parcel(), a_receipt()), by(COURT)
    yield a_draft(seizure, act_ground(), by=court)
    held = all_seized(seizure)
    yield a_draft(a_lifting(held[0].act), act_ground(seizures=held, at=NOON + timedelta(days=1)), by=court)


def acts_of_exchanges():
    """A draft of each verb that an exchange files."""
    hold, exchange = a_hold(a_parcel()), by(EXCHANGE)
    yield a_draft(hold, act_ground(standing=EXCHANGE), by=exchange)
    placed = held(hold)
    later = act_ground(holds=(placed,), standing=EXCHANGE)
    yield a_draft(a_release(placed.act), later, by=exchange)
    yield a_transfers_draft()


def a_transfers_draft():
    parcel = a_parcel()
    lien = entered(a_filing(parcel))
    ground = act_ground(lien, standing=EXCHANGE, parties={lien.registration: 2})
    sale = a_transfer(parcel, former=a_person(name="张三"), holder=a_person(name="李四"))
    return a_draft(sale, ground, by=by(EXCHANGE))


class TestATransfer:
    def test_names_its_parties_and_the_new_holder_beside_the_grantors_of_what_follows(self):
        draft = a_transfers_draft()
        number, (follows,) = draft.entry.decided["number"], draft.entry.decided["assets"][0]["follows"]
        rows_of_parties = projected(draft).added["party"]
        assert [(row["registration"], row["ordinal"], row["part"]) for row in rows_of_parties] == [
            (number, 0, "former_holder"),
            (number, 1, "holder"),
            (follows, 2, "grantor"),
        ]
        assert [row["name_hash"] for row in rows_of_parties] == ["#name:张三", "#name:李四", "#name:李四"]
        assert {row["name"] for row in rows_of_parties} == {None}

    def test_keeps_no_hash_of_what_was_erased(self):
        for row in projected(a_transfers_draft(), erased=("name", "identifier")).added["party"]:
            assert (row["name_hash"], row["identifier_hash"]) == (None, None)

    def test_has_no_end(self):
        (row,) = projected(a_transfers_draft()).added["encumbrance"]
        assert (row["type"], row["expires_on"]) == ("transfer", None)
        assert json.loads(row["facts"]) == {"case_number": "JY-2026-0117", "transferred_on": "2026-11-21"}


class TestAHold:
    def test_is_on_its_asset_until_it_is_released(self):
        hold, release, *_ = acts_of_exchanges()
        (row,) = projected(hold).added["encumbrance"]
        assert (row["type"], row["expires_on"], row["served_at"]) == ("hold", "2026-11-24", None)
        assert json.loads(row["facts"]) == {"case_number": "JY-2026-0117"}
        assert projected(release).closed[0] == Closing(
            "encumbrance", {"id": row["id"]}, canon.instant(release.entry.at)
        )


class TestASeizure:
    def test_holds_each_asset_under_its_id_with_what_was_filed_of_it(self):
        draft, _ = acts_of_courts()
        added = projected(draft).added
        assert set(added) == {"encumbrance", "encumbrance_key"}
        assert {row["act"] for row in added["encumbrance"]} == {draft.entry.decided["number"]}
        row = added["encumbrance"][0]
        assert (row["type"], row["expires_on"], row["mode"]) == ("seizure", "2027-11-22", "ranked")
        assert row["served_at"] == canon.instant(NOON - timedelta(hours=1))
        assert json.loads(row["facts"])["case_number"] == "（2026）渝0233执123号"
        assert {name for name in ("registration", "terms") if name in row} == set()
        assert [key["key"] for key in added["encumbrance_key"]] == list(a_draft_locks(draft))

    def test_lifted_is_closed_with_its_keys(self):
        seizure, lifting = acts_of_courts()
        entered_rows, folded = projected(seizure).added, projected(lifting)
        assert folded.added == {}
        assert {each.table for each in folded.closed} == {"encumbrance", "encumbrance_key"}
        assert len(folded.closed) == len(entered_rows["encumbrance"]) + len(entered_rows["encumbrance_key"])
        assert {each.until for each in folded.closed} == {canon.instant(lifting.entry.at)}


def a_draft_locks(draft):
    return [key["key"] for asset in draft.entry.decided["assets"] for key in asset["keys"]]


def _one_of_each():
    lien = entered()
    yield a_draft()
    state = a_registration_state(lien.registration)
    yield a_draft(a_discharge(lien.registration), a_ground(lien, registration=state, at=NOON + timedelta(days=1)))
    yield from one_of_each_follow_up()
    yield a_draft(a_search())
    yield from acts_of_courts()
    yield from acts_of_exchanges()
    yield from one_of_each_attestation()
    yield from (by_the_register(filing, **ground) for filing, ground in EACH)
