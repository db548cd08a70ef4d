"""What courts, exchanges and whoever searched are given: as bounded as any certificate."""

from dataclasses import replace

from registry.domain.certificate import number_of
from registry.domain.certificate_pages import SHOWN
from registry.domain.filings import ReleaseReason
from registry.domain.measures import Money
from registry.domain.registration import SearchBy
from tests import acts
from tests.acts import COURT, EXCHANGE, act_ground, by
from tests.attestations import one_of_each_attestation
from tests.domain.test_certificate import said
from tests.domain.test_search import HIT
from tests.parcels import outline, rectangle, stated
from tests.samples import a_draft, a_filing, a_ground, a_parcel, a_person, a_search, entered

PARCEL = a_parcel()


def drafted(filing, *held, standing=COURT, **ground):
    return a_draft(filing, act_ground(*held, standing=standing, **ground), by=by(standing))


class TestASeizure:
    def test_tells_its_place_in_the_queue_and_what_precedes_it(self):
        first, lien = acts.seized(acts.a_seizure(PARCEL)), entered(a_filing(PARCEL))
        filing = acts.a_seizure(PARCEL, amount=Money(5), served_at=act_ground(lien, seizures=(first,)).at)
        draft = drafted(filing, lien, seizures=(first,))
        found = said(draft)
        assert (found["kind"], found["measure"], found["court"]) == ("seizure", "seal", "重庆示例人民法院")
        assert found["amount"] == {"currency": "CNY", "minor": 5}
        (asset,) = found["assets"]
        assert (asset["position"], asset["behind"], asset["precedes"]) == (1, [first.act], [lien.registration])
        assert asset["identity_keys"] == [key.key for key in PARCEL.asset_keys() if key.role == "identity"]
        assert found["findings"] == [{"code": "R-CF26", "severity": "info", "count": 1}]
        assert number_of(draft.entry) == draft.entry.decided["number"]

    def test_of_many_assets_shows_a_digest(self):
        found = said(drafted(acts.a_seizure(*(a_parcel() for _ in range(SHOWN + 1)))))
        assert (found["assets_count"], "assets" in found, "amount" in found) == (SHOWN + 1, False, False)

    def test_lifted_names_what_takes_effect(self):
        first = acts.seized(acts.a_seizure(PARCEL))
        second = acts.seized(acts.a_seizure(PARCEL), act_ground(seizures=(first,)))
        found = said(drafted(acts.a_lifting(first.act), seizures=(first, second)))
        assert (found["kind"], found["seizure"], found["released"]) == ("seizure_lifting", first.act, 1)
        assert found["next"] == [second.act]


class TestAHold:
    def test_is_notice_and_says_until_when(self):
        found = said(drafted(acts.a_hold(PARCEL), standing=EXCHANGE))
        assert (found["kind"], found["effect"], found["until"]) == ("hold", "notice", "2026-11-24")
        assert [asset["asset"]["parcel_code"] for asset in found["assets"]] == [PARCEL.parcel_code]

    def test_released_says_why(self):
        hold = acts.held(acts.a_hold(PARCEL))
        filing = acts.a_release(hold.act, reason=ReleaseReason.CANCELLED)
        found = said(drafted(filing, holds=(hold,), standing=EXCHANGE))
        assert (found["kind"], found["hold"]) == ("hold_release", hold.act)
        assert (found["reason"], found["released"]) == ("cancelled", 1)


class TestATransfer:
    def test_lists_what_follows_and_names_no_person(self):
        lien, person = entered(a_filing(PARCEL)), a_person()
        filing = acts.a_transfer(PARCEL, former=person, holder=a_person(name="李四"))
        draft = drafted(filing, lien, standing=EXCHANGE, parties={lien.registration: 2})
        found = said(draft)
        assert (found["kind"], found["effect"], found["transferred_on"]) == ("transfer", "notice", "2026-11-21")
        assert [asset["follows"] for asset in found["assets"]] == [[lien.registration]]
        assert (len(found["former_holders"]), len(found["holders"])) == (1, 1)
        assert person.name not in str(found)
        assert person.identifier.value not in str(found)


class TestASearch:
    def test_says_under_what_was_looked_and_what_was_found(self):
        found = said(a_draft(a_search(keys=("k",)), a_ground(hits=(HIT,))))
        assert (found["kind"], found["by"], found["purpose"]) == ("search", "asset", "lending")
        assert (found["keys"], found["count"], found["found"]) == (["k"], 1, [HIT.registration])

    def test_of_much_tells_count_and_digest(self):
        many = tuple(replace(HIT, registration=f"CQ{each}") for each in range(SHOWN + 1))
        keys = tuple(f"k{each}" for each in range(SHOWN + 1))
        found = said(a_draft(a_search(keys=keys), a_ground(hits=many)))
        assert found["count"] == SHOWN + 1
        assert not {"found", "keys"} & found.keys()
        assert {"found_digest", "keys_digest"} <= found.keys()

    def test_by_a_number_names_it_and_by_a_person_does_not(self):
        by_number = a_search(by=SearchBy.REGISTRATION_NUMBER, keys=(), registration_number="CQ1")
        assert said(a_draft(by_number))["registration_number"] == "CQ1"
        by_name = said(a_draft(a_search(by=SearchBy.GRANTOR_NAME, keys=(), grantor_name="张三")))
        assert (len(by_name["_sd"]), "张三" in str(by_name)) == (1, False)


def test_an_outline_is_told_by_its_digest():
    """It may have thousands of corners."""
    here = outline(rectangle())
    drawn = a_parcel(geometry=here, area=stated(here))
    (item,) = said(a_draft(a_filing(drawn)))["collateral"]
    assert "geometry" not in item["asset"]
    (other,) = said(a_draft(a_filing(replace(drawn, geometry=outline(rectangle(9))))))["collateral"]
    assert item["geometry_digest"] != other["geometry_digest"]


class TestAnAttestation:
    def test_tells_what_is_there_and_that_it_is_notice(self):
        counted, split = one_of_each_attestation()
        found = said(counted)
        assert (found["kind"], found["statement"], found["effect"]) == ("attestation", "confirmed", "notice")
        assert found["document_number"] == "证 1"
        (total,) = found["quantities"]
        assert "status" not in found
        carried = said(split)
        assert (carried["statement"], len(carried["into"]), carried["standing"]) == ("split", 2, "active")
        lien = {item["instead_of"] for item in carried["collateral"]}
        assert (len(lien), len(carried["collateral"])) == (1, 2)
        assert total
