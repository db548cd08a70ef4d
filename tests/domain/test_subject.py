"""What is worked out of a person's own: his code, his place among the grantors, and all that an entry says of him."""

from dataclasses import replace

import pytest

from registry.domain import entry, subject
from registry.domain.identifiers import Scheme
from registry.domain.party import Identifier
from registry.domain.registration import under_one_key
from registry.domain.subject import access_code, digests_about, grantors, matching, names_of, secret_of
from tests.acts import a_transfer, moved
from tests.samples import (
    a_draft,
    a_filing,
    a_grantor,
    a_ground,
    a_parcel,
    a_person,
    a_receipt,
    all_entered,
    an_organization,
)
from tests.whole import a_whole_filing

MAC = "00" * 5 + "ff" * 27


def opened(draft):
    return {each.digest: each.read() for each in draft.disclosures}


def kept(draft, *, but=()):
    return {each.digest: each for each in draft.disclosures if each.read()[0] not in but}


class TestTheCode:
    def test_is_eighty_bits_in_four_groups(self):
        assert access_code(MAC) == "AAAA-AAAA-7777-7777"

    def test_is_of_one_registration_and_one_place(self):
        assert len({secret_of("CQ1", 0), secret_of("CQ1", 1), secret_of("CQ2", 0)}) == 3

    @pytest.mark.parametrize("typed", ["AAAA-BBBB", "aaaabbbb", "AAAA BBBB"])
    def test_is_read_however_it_is_typed(self, typed):
        assert matching(typed, {0: ["CCCC-DDDD"], 3: ["EEEE-FFFF", "AAAA-BBBB"]}) == 3

    @pytest.mark.parametrize("typed", ["", "AAAA-BBB", "AAAA-BBBBB", "四四四四"])
    def test_is_no_other(self, typed):
        assert matching(typed, {0: ["AAAA-BBBB"]}) is None


class TestTheGrantors:
    def test_stand_in_their_order_with_what_is_left_of_them(self):
        person, company = a_person(name="张三"), an_organization()
        draft = a_draft(a_filing(a_receipt(), grantors=(a_grantor(person), a_grantor(company))))
        first, second = grantors(draft.entry, kept(draft))
        assert (first.place, first.name, first.identifier) == (0, "张三", person.identifier)
        assert (second.place, second.name, second.identifier) == (1, company.name, company.identifier)

    def test_are_told_of_though_their_names_and_numbers_are_gone(self):
        draft = a_draft(a_filing(a_receipt()))
        (gone,) = grantors(draft.entry, kept(draft, but=("name", "identifier")))
        assert (gone.place, gone.name, gone.identifier) == (0, None, None)


class TestWhatAnEntrySaysOfAPerson:
    def test_is_all_that_stands_beside_his_number_and_nothing_of_others(self):
        mine, other = a_person(name="张三"), a_person(name="李四")
        filing = a_filing(a_receipt(), grantors=(a_grantor(mine, contact="13900000000"), a_grantor(other)))
        draft = a_draft(filing)
        said = opened(draft)
        assert names_of(draft.entry.filing, said, person=mine.identifier) == {"张三"}
        found = digests_about(draft.entry.filing, said, person=mine.identifier, names={"张三"})
        assert sorted(said[each][0] for each in found) == ["address", "contact", "identifier", "name"]
        assert {"李四"}.isdisjoint(str(said[each][1]) for each in found)

    def test_is_also_what_names_him_elsewhere(self):
        filing = a_whole_filing()
        lessee = next(each for each in filing.collateral if each.terms.prior_lease).terms.prior_lease.lessee
        draft = a_draft(filing)
        said = opened(draft)
        nobody = Identifier(Scheme.CITIZEN_ID, "500233196804123019")
        found = digests_about(draft.entry.filing, said, person=nobody, names={lessee})
        assert {said[each][1] for each in found} == {lessee}

    def test_is_nothing_where_he_is_not(self):
        draft = a_draft(a_filing(a_receipt()))
        said = opened(draft)
        stranger = a_person().identifier
        assert names_of(draft.entry.filing, said, person=stranger) == set()
        assert digests_about(draft.entry.filing, said, person=stranger, names=()) == set()

    def test_is_what_is_not_erased_yet(self):
        person = a_person(name="张三")
        draft = a_draft(a_filing(a_receipt(), grantors=(a_grantor(person),)))
        left = {digest: each for digest, each in opened(draft).items() if each[0] not in ("request", "address")}
        read = entry.read(draft.entry.payload()).filing
        found = digests_about(read, left, person=person.identifier, names=())
        assert sorted(left[each][0] for each in found) == ["identifier", "name"]


def test_until_all_hashes_are_of_one_key_one_person_is_not_two():
    parcel = a_parcel()
    (lien,) = all_entered(a_filing(parcel))
    act = replace(moved(a_transfer(parcel), hashed=str), former=frozenset({"old"}), holders=frozenset({"other"}))
    ground = replace(a_ground(replace(lien, givers=frozenset({"old", "other"}))), transfers=(act,))
    assert under_one_key(ground, {}) is ground
    named = under_one_key(ground, {"old": "new"})
    assert named.encumbrances[0].givers == {"new", "other"}
    assert (named.transfers[0].former, named.transfers[0].holders) == ({"new"}, {"other"})


def test_the_label_of_the_code_is_no_other_hash_s():
    assert subject.LABEL not in ("identifier", "name", "address", "status_list")
