"""What a certificate says: bounded, without anybody's personal value, and never more than the register knows."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from registry.domain import canon
from registry.domain.certificate import Issuer, check_code, contents, statement
from registry.domain.certificate_pages import SHOWN
from registry.domain.entry import commitment
from registry.domain.filings import Genesis
from registry.domain.rules import effects
from registry.domain.rules.effects import StatutoryRegistry
from tests.follow_ups import a_further_claim, a_release, a_report, a_subordination, followed, two_items
from tests.samples import (
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
    an_electronic_receipt,
    an_item,
    another_bank,
    entered,
)
from tests.whole import PEOPLE, a_co_creditor, a_lease, a_trustee, a_whole_filing, an_agents_word

ISSUER = Issuer(name="重庆示例登记处", origin="log.example", livemode=False)
NONCE = b"n" * 16


def payload_of(entry, issuer=ISSUER, *, nonce=NONCE):
    return contents(entry, issuer, committed=commitment(entry.payload()), nonce=nonce)


def said(draft, **changes):
    return json.loads(payload_of(draft.entry, replace(ISSUER, **changes)))


def a_discharge_draft(**changes):
    lien = entered()
    ground = a_ground(lien, registration=a_registration_state(lien.registration))
    return a_draft(a_discharge(lien.registration, **changes), ground)


class TestTheContents:
    def test_are_the_same_bytes_for_the_same_entry(self):
        draft = a_draft()
        assert payload_of(draft.entry) == payload_of(draft.entry)

    def test_are_canonical(self):
        payload = payload_of(a_draft().entry)
        assert canon.dumps(canon.loads(payload)) == payload

    def test_name_the_entry_they_rest_on(self):
        draft = a_draft()
        assert said(draft)["entry"] == canon.b64(commitment(draft.entry.payload()))

    def test_say_whether_the_register_is_a_real_one(self):
        assert said(a_draft())["livemode"] is False
        assert said(a_draft(), livemode=True)["livemode"] is True

    def test_carry_the_registrations_number_and_version(self):
        draft = a_draft()
        assert said(draft)["number"] == f"{draft.entry.registration}-1"

    def test_are_refused_to_entries_that_register_nothing(self):
        genesis = Genesis(issuer="示例", origin="log.example", livemode=False)
        draft = a_draft(genesis, by=a_filer(role="register"))
        with pytest.raises(ValueError, match="genesis has no certificate"):
            payload_of(draft.entry)


class TestARegistration:
    def test_shows_rank_what_is_ahead_and_effect_of_each_item(self):
        parcel = a_parcel()
        first = entered(a_filing(parcel))

        (item,) = said(a_draft(a_filing(parcel), a_ground(first)))["collateral"]

        assert (item["rank"], item["ahead"]) == (2, [first.registration])
        assert item["identity_keys"] == [key.key for key in parcel.asset_keys() if key.role == "identity"]
        assert item["effect"] == {
            "entry": "notice",
            "statutory": {"effect": "third_party", "registry": "real_estate_registry"},
        }

    def test_counts_its_findings_by_code(self):
        found = said(a_draft(a_filing(a_parcel(), a_parcel())))["findings"]
        assert found == [
            {"code": "R-24", "severity": "warning", "count": 2},
            {"code": "R-47c", "severity": "warning", "count": 2},
        ]

    def test_lists_no_more_than_eight_of_what_is_ahead_and_still_tells_the_rank(self):
        parcel, held = a_parcel(), []
        for _ in range(SHOWN + 1):
            held.append(entered(a_filing(parcel), a_ground(*held)))

        (item,) = said(a_draft(a_filing(parcel), a_ground(*held)))["collateral"]

        assert (item["rank"], len(item["ahead"])) == (SHOWN + 2, SHOWN)

    def test_of_eight_items_shows_them_and_of_nine_a_digest(self):
        eight, nine = (said(a_draft(a_filing(*(a_receipt() for _ in range(many))))) for many in (SHOWN, SHOWN + 1))
        assert len(eight["collateral"]) == SHOWN
        assert "collateral_digest" not in eight
        assert (nine["collateral_count"], "collateral" in nine) == (SHOWN + 1, False)

    def test_commits_to_the_items_it_does_not_show(self):
        items = [a_receipt() for _ in range(SHOWN + 1)]
        one = a_draft(a_filing(*items))
        other = a_draft(a_filing(*items[:-1], replace(items[-1], commodity="小麦")))
        assert said(one)["collateral_digest"] != said(other)["collateral_digest"]

    def test_of_a_thousand_items_stays_under_four_kilobytes(self):
        items = [a_parcel() if each % 2 else a_receipt() for each in range(1000)]
        assert len(payload_of(a_draft(a_filing(*items)).entry)) < 4096

    def test_names_no_person(self):
        person, trader = a_person(name="张三", address="张家院子"), a_sole_trader(name="李四粮店", address="李家铺子")
        grantors = (a_grantor(person, contact="13811110000"), a_grantor(trader))
        text = payload_of(a_draft(a_filing(grantors=grantors)).entry).decode()
        values = (person.name, person.address, person.identifier.value, "13811110000")
        values += (trader.name, trader.address, trader.identifier.value)
        assert [value for value in values if value in text] == []


class TestSeveralCreditors:
    def test_are_shown_with_capacity_and_exact_shares(self):
        page = said(a_draft(a_whole_filing()))
        first = page["secured_creditor"]
        assert (first["capacity"], first["share"], len(first["beneficiaries"])) == ("trustee", "1/2", 1)
        assert [other["share"] for other in page["co_creditors"]] == ["1/3", "1/6"]

    def test_are_not_spoken_of_where_there_is_one(self):
        page = said(a_draft())
        assert not {"co_creditors", "debtors", "filed_as"} & page.keys()
        assert not {"share", "beneficiaries", "capacity"} & page["secured_creditor"].keys()

    def test_are_named_with_who_files_for_them(self):
        page = said(a_draft(a_filing(secured_creditor=another_bank(), filed_as=an_agents_word())))
        assert page["filed_as"] == {"agent_for": "secured_creditor", "authority": "授权委托书 2026-18"}
        assert page["secured_creditor"]["name"] == another_bank().name
        assert page["filer"] == a_filer().institution

    def test_stand_beside_the_debtors_the_period_and_what_each_item_bears(self):
        page = said(a_draft(a_whole_filing()))
        assert [debtor["type"] for debtor in page["debtors"]] == ["natural_person", "organization"]
        period = {"starts_on": "2026-11-01", "ends_on": "2028-10-31", "includes_prior_claims": False}
        assert page["secured_claim"]["determination"] == period
        (item,) = page["collateral"]
        assert item["allocated_amount"] == {"minor": 40_000_000, "currency": "CNY"}
        assert item["prior_lease"]["since"] == a_lease().since.isoformat()

    def test_name_no_person(self):
        text = payload_of(a_draft(a_whole_filing()).entry).decode()
        assert [name for name in PEOPLE if name in text] == []

    def test_are_of_eight_shown_and_of_nine_counted(self):
        for many in (SHOWN, SHOWN + 1):
            people = tuple(a_person() for _ in range(many))
            others = tuple(a_co_creditor("1/60", person) for person in people)
            page = said(a_draft(a_filing(secured_creditor=a_trustee(*people), co_creditors=others, debtors=people)))
            for holder, name in (
                (page, "debtors"),
                (page, "co_creditors"),
                (page["secured_creditor"], "beneficiaries"),
            ):
                assert (name in holder) is (many == SHOWN)
                assert holder.get(f"{name}_count") == (None if many == SHOWN else many)

    def test_of_fifty_of_each_stay_bounded(self):
        people = tuple(a_person() for _ in range(50))
        others = tuple(a_co_creditor("1/60", person) for person in people)
        filing = a_filing(secured_creditor=a_trustee(*people), co_creditors=others, debtors=people)
        assert len(payload_of(a_draft(filing).entry)) < 4096


class TestADischarge:
    def test_supersedes_the_version_it_was_based_on(self):
        draft = a_discharge_draft()
        page = said(draft)
        assert (page["kind"], page["standing"], page["released"]) == ("discharge", "discharged", 1)
        assert page["supersedes"] == f"{draft.entry.registration}-1"
        assert page["number"] == f"{draft.entry.registration}-2"
        assert "ended_on" not in page

    def test_says_when_the_right_ended_if_the_filer_does(self):
        assert said(a_discharge_draft(ended_on="2026-11-20"))["ended_on"] == "2026-11-20"


class TestAFurtherClaim:
    def test_shows_both_claims_and_where_the_further_one_stands(self):
        first = entered(a_filing(a_parcel()))
        draft = a_draft(a_further_claim(first.registration, first.id), followed(first))
        page = said(draft)
        assert (page["kind"], page["standing"], page["number"]) == (
            "further_claim",
            "active",
            f"{first.registration}-2",
        )
        assert page["secured_claim"]["contract_number"] == draft.entry.filing["secured_claim"]["contract_number"]
        assert [claim["contract_number"] for claim in page["prior_claims"]] == [first.contract_number]
        (item,) = page["collateral"]
        assert (item["item"], item["rank"], item["ahead"]) == (first.id, 2, [first.registration])
        assert item["asset"]["kind"] == first.asset.kind

    def test_of_many_items_stays_bounded(self):
        held = two_items(*(a_receipt() for _ in range(200)))
        filing = a_further_claim(held[0].registration, *(each.id for each in held))
        assert len(payload_of(a_draft(filing, followed(*held)).entry)) < 4096


class TestAReport:
    def test_shows_what_was_reported_and_what_follows(self):
        first = entered(a_filing(a_parcel()))
        page = said(a_draft(a_report(first.registration, first.id), followed(first)))
        assert (page["kind"], page["standing"]) == ("statutory_registration", "active")
        assert page["statutory_registration"]["number"] == "渝-2026-1"
        (item,) = page["collateral"]
        assert (item["id"], item["priority"]["evidence"]) == (first.id, "declared")
        assert (item["effect"]["entry"], item["effect"]["statutory"]["number"]) == ("notice", "渝-2026-1")


class TestASubordination:
    def test_says_behind_whom_and_without_whose_consent(self):
        parcel = a_parcel()
        first = entered(a_filing(parcel))
        second = entered(a_filing(parcel), a_ground(first))
        third = entered(a_filing(parcel), a_ground(first, second))
        filing = a_subordination(first.registration, first.id, behind=third.registration)
        page = said(a_draft(filing, followed(first, second, third)))
        assert (page["kind"], page["behind"]) == ("subordination", third.registration)
        assert page["collateral"] == [{"id": first.id, "without_consent": [second.registration]}]
        assert page["findings"] == [{"code": "R-409C", "severity": "warning", "count": 1}]
        assert "rank" not in json.dumps(page)


class TestARelease:
    def said_of(self, *assets, free):
        held = two_items(*assets)
        number = held[0].registration
        return said(a_draft(a_release(number, *(each.id for each in held[:free])), followed(*held)))

    def test_shows_what_went_by_its_keys_and_how_much_stays(self):
        parcel = a_parcel()
        page = self.said_of(parcel, a_receipt(), a_receipt(), free=1)
        assert (page["kind"], page["standing"], page["left"]) == ("release", "active", 2)
        assert page["supersedes"] == page["number"].removesuffix("-2") + "-1"
        (gone,) = page["released"]
        assert gone["keys"] == [key.key for key in parcel.asset_keys()]

    def test_of_many_items_counts_them(self):
        page = self.said_of(*(a_receipt() for _ in range(SHOWN + 2)), free=SHOWN + 1)
        assert (page["released_count"], "released" in page, page["left"]) == (SHOWN + 1, False, 1)


class TestTheCheckCode:
    def test_is_eighty_bits_in_groups_of_four(self):
        code = check_code(b"payload")
        assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
        assert len(base64.b32decode(code.replace("-", ""))) * 8 == 80

    def test_cannot_be_had_from_the_statement_in_the_public_log(self):
        payload = payload_of(a_draft().entry)
        public = statement(payload)
        code = base64.b32decode(check_code(payload).replace("-", ""))
        assert public == hashlib.sha256(payload).digest()
        derived = (public, hashlib.sha256(public).digest(), hashlib.sha256(b"check-code/v1\0" + public).digest())
        assert not any(code in each for each in derived)

    def test_cannot_be_had_from_the_facts_without_the_nonce(self):
        entry = a_draft().entry
        assert check_code(payload_of(entry)) != check_code(payload_of(entry, nonce=b"m" * 16))

    def test_changes_with_the_contents(self):
        one, other = (payload_of(a_draft().entry) for _ in range(2))
        assert check_code(one) != check_code(other)


class TestTheWording:
    def test_of_an_entry_is_that_of_a_notice(self):
        line = effects.notice_line(StatutoryRegistry.MOVABLES, "渝-1")
        assert line.zh == (
            "本登记为公示辅助登记，依当事人申报作出，不产生担保物权设立或者对抗第三人的效力；"
            "该效力以动产融资统一登记公示系统登记（编号：渝-1）为准。"
        )
        assert "渝-1" in line.en

    def test_says_where_nothing_is_on_record(self):
        line = effects.notice_line(StatutoryRegistry.REAL_ESTATE, None)
        assert "不动产登记机构登记（编号：本系统未见记载）" in line.zh
        assert "not on record here" in line.en

    def test_of_nothing_found_says_until_when_and_what_is_not_covered(self):
        line = effects.nothing_found("2026年11月22日12时")
        assert line.zh == (
            "截至2026年11月22日12时，按上列标识在本系统未见有效担保记载；未登记担保、法定登记机构记载、"
            "留置权及交付后十日内可补登的价款优先权不在其内。"
        )
        assert line.en.startswith("As of 2026年11月22日12时, no live security is on record here")

    def test_names_every_registry(self):
        assert set(effects.REGISTRY_NAME) == set(StatutoryRegistry)

    def test_of_a_kind_tells_what_creates_the_right(self):
        assert a_parcel().effect_text.zh == (
            "担保物权自融资担保合同生效时设立；未经登记机构登记，不得对抗善意第三人（农村土地承包法第47条）。"
        )
        assert a_receipt().effect_text is effects.PAPER_RECEIPT
        assert an_electronic_receipt().effect_text is effects.ELECTRONIC_RECEIPT


def test_an_item_without_anything_ahead_ranks_first():
    (item,) = said(a_draft(a_filing(an_item(a_receipt()))))["collateral"]
    assert (item["rank"], item["ahead"]) == (1, [])
