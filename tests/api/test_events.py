"""Who is told: everybody who has something on an asset, of what others enter on it, and nobody of anything else."""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from registry.store import outbox
from tests.acts import RELEASE, a_hold_body, a_person_body, a_seizure_body, a_transfer_body
from tests.api.problem import refused
from tests.api.test_attestations import Kept
from tests.api.test_drawn_parcels import field
from tests.api.test_seizures import body
from tests.movables import a_crop_body
from tests.parcels import CELL, rectangle
from tests.samples import a_forest_body, a_parcel_body

PATH = "/v1/events"
BY_ANOTHER = {"acknowledged": ["REG-TITLE"]}
_places = itertools.count(3000, 2 * CELL)


@pytest.fixture
def told(register):
    """What a teller is told of from now on."""

    def begin(teller):
        register.deliver()
        seen = every_event(teller)
        return Told(register, teller, after=seen[-1]["id"] if seen else None)

    return begin


class Told:
    def __init__(self, register, teller, *, after):
        self._register, self._teller, self._after = register, teller, after

    def of(self, *names):
        """The new events, as the parts that are named."""
        self._register.deliver()
        new = every_event(self._teller, after=self._after)
        return [tuple(each[name] for name in names) for each in new]


def every_event(teller, after=None):
    found, more = [], True
    while more:
        page = teller.get(PATH, limit=100, **({"after": after} if after else {})).json
        found += page["data"]
        after, more = page["next_cursor"], page["has_more"]
    return found


def entered(answer):
    assert answer.status_code == 201, answer.json
    return answer.json


class TestALender:
    def test_is_told_of_whoever_comes_behind_and_goes_again(self, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        first = entered(bank.register(body(parcel)))["number"]
        second = entered(rival.register(body(parcel)))["number"]
        rival.discharge(second)
        assert bank_s.of("event", "registration", "act", "about", "contested") == [
            ("register", second, None, [first], False),
            ("discharge", second, None, [first], False),
        ]

    def test_is_told_nothing_of_its_own_filings_and_of_other_assets(self, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        bank.register(body(parcel))
        bank.register(body(parcel))
        rival.register(body(a_parcel_body()))
        assert bank_s.of("event") == []

    def test_is_told_no_more_once_it_has_let_go(self, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        bank.discharge(entered(bank.register(body(parcel)))["number"])
        rival.register(body(parcel))
        assert bank_s.of("event") == []

    def test_is_told_of_a_seizure_its_lifting_and_of_a_transfer(self, bank, court, exchange, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        number = entered(bank.register(body(parcel)))["number"]
        seized = entered(court.file("/v1/seizures", a_seizure_body(parcel)))["id"]
        court.file(f"/v1/seizures/{seized}/lift", {"document_number": "（2026）渝0233执123号之二"})
        moved = entered(exchange.file("/v1/transfers", a_transfer_body(parcel)))["id"]
        assert bank_s.of("event", "act", "about") == [
            ("seize", seized, [number]), ("lift_seizure", seized, [number]), ("transfer", moved, [number]),
        ]  # fmt: skip

    def test_is_told_of_a_title_that_contests_its_grantor_s(self, bank, rival, told):
        parcel, bank_s, rival_s = a_parcel_body(), told(bank), told(rival)
        first = entered(bank.register(body(parcel, grantors=[a_person_body("甲")])))["number"]
        second = entered(rival.register(body(parcel, grantors=[a_person_body("乙")], **BY_ANOTHER)))["number"]
        assert bank_s.of("registration", "about", "contested") == [(second, [first], True)]
        assert rival_s.of("event") == []

    def test_is_told_of_it_where_only_the_ground_is_shared(self, bank, rival, told):
        place, bank_s = next(_places), told(bank)
        first = entered(bank.register(body(field(rectangle(place, 0, wide=2, high=2)), grantors=[a_person_body("甲")])))
        second = rival.register(
            body(field(rectangle(place + 1, 0, wide=2, high=2)), grantors=[a_person_body("乙")], **BY_ANOTHER)
        )
        assert bank_s.of("registration", "about") == [(entered(second)["number"], [first["number"]])]

    def test_is_told_under_whatever_name_the_other_was_entered(self, bank, rival, told):
        """A forest is known by its unit code and by its certificate; a third lender's registration ties the two."""
        both = a_forest_body(certificate_number="渝忠林证字(2009)第000888号", subcompartment="17")
        by_unit = {name: each for name, each in both.items() if name not in ("certificate_number", "subcompartment")}
        by_certificate = {name: each for name, each in both.items() if name != "unit_code"}
        first = entered(bank.register(body(by_unit)))["number"]
        rival.discharge(entered(rival.register(body(both)))["number"])
        bank_s = told(bank)
        second = entered(rival.register(body(by_certificate)))["number"]
        rival.discharge(second)
        assert bank_s.of("event", "registration", "about") == [
            ("register", second, [first]), ("discharge", second, [first]),
        ]  # fmt: skip

    def test_is_told_of_what_is_linked_to_its_collateral(self, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        first = entered(bank.register(body(parcel)))["number"]
        second = entered(rival.register(body(a_crop_body(parcel["parcel_code"]))))["number"]
        assert bank_s.of("registration", "about") == [(second, [first])]

    def test_is_told_that_its_lien_went_on_on_the_receipts_of_a_split(self, bank, keeper, told):
        kept, bank_s = Kept(keeper, "LOT-TOLD"), told(bank)
        receipt = kept.receipt()
        number = entered(bank.register(body(receipt)))["number"]
        parts = [kept.receipt(weight, receipt_number=f"CD-TOLD-{weight}") for weight in (40, 60)]
        kept.attests(receipt, "split", into=parts)
        assert bank_s.of("event", "registration", "about") == [("attest", number, [number])]


class TestOthers:
    def test_an_exchange_is_told_that_its_trade_is_disturbed_until_it_lets_go(self, bank, exchange, told):
        parcel, exchange_s = a_parcel_body(), told(exchange)
        hold = entered(exchange.file("/v1/holds", a_hold_body(parcel)))["id"]
        number = entered(bank.register(body(parcel)))["number"]
        exchange.file(f"/v1/holds/{hold}/release", RELEASE)
        bank.register(body(parcel))
        assert exchange_s.of("event", "registration", "about") == [("register", number, [hold])]

    def test_an_auditor_has_no_feed(self, register, app):
        refused(register.teller(app, "审计", role="auditor").get(PATH), 403, code="not_permitted")


class TestAFeed:
    def test_goes_on_behind_the_last_event_seen(self, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        entered(bank.register(body(parcel)))
        numbers = [entered(rival.register(body(parcel)))["number"] for _ in range(3)]
        assert [number for (number,) in bank_s.of("registration")] == numbers
        page = bank.get(PATH, limit=1).json
        assert page["has_more"]
        assert page["data"][0]["id"] == page["next_cursor"]
        answer = bank.get(PATH, limit=1, after=page["next_cursor"])
        assert answer.json["data"][0]["id"] != page["next_cursor"]
        assert f"after={answer.json['next_cursor']}" in answer.headers["Link"]
        last = every_event(bank)[-1]["id"]
        assert bank.get(PATH, after=last).json == {"data": [], "has_more": False, "next_cursor": last}

    def test_knows_no_other_s_event(self, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        bank.register(body(parcel))
        rival.register(body(parcel))
        ((event,),) = bank_s.of("id")
        assert refused(rival.get(PATH, after=event), 422)["errors"][0]["pointer"] == "/after"

    def test_is_written_by_one_at_a_time(self, register, bank, rival, told):
        """Else who has read up to an event could have missed one before it."""
        parcel, bank_s = a_parcel_body(), told(bank)
        bank.register(body(parcel))
        rival.register(body(parcel))
        with register.superuser().connect() as another:
            another.exec_driver_sql("SELECT pg_advisory_lock(7021002)")
            assert register.deliver() == 0
            another.exec_driver_sql("SELECT pg_advisory_unlock(7021002)")
        assert len(bank_s.of("event")) == 1

    def test_passes_over_nothing_that_is_committed_while_others_are_told(self, register, bank, rival, told):
        parcel, bank_s = a_parcel_body(), told(bank)
        bank.register(body(parcel))
        bank_s.of("event")
        (late,) = register.rows("SELECT min(seq) AS seq FROM entry")  # numbered before what waits, committed after
        rival.register(body(parcel))
        with register.superuser().connect() as another, ThreadPoolExecutor(1) as worker:
            another.exec_driver_sql("BEGIN")
            another.exec_driver_sql("LOCK TABLE feed IN SHARE ROW EXCLUSIVE MODE")
            delivered = worker.submit(register.deliver)
            self._wait_for_a_lock_on_the_feed(register)
            with register.superuser().connect() as filer:
                filer.execute(
                    sa.text(
                        "INSERT INTO outbox (seq, topic, entry, at) SELECT seq, verb, id, at FROM entry WHERE seq = :seq"
                    ),
                    late,
                )
            another.exec_driver_sql("COMMIT")
            delivered.result(20)
        assert len(bank_s.of("event")) == 1
        assert delivered.result() == 2, "the first and, in its turn, the late one"
        assert register.rows("SELECT * FROM outbox") == []

    def _wait_for_a_lock_on_the_feed(self, register):
        until = time.monotonic() + 20
        waits = "SELECT 1 FROM pg_locks WHERE relation = 'feed'::regclass AND NOT granted"
        while not register.rows(waits):
            assert time.monotonic() < until, "nobody tells of anything"
            time.sleep(0.02)

    def test_is_delivered_in_lots(self, register, bank, rival, told, monkeypatch):
        parcel, bank_s = a_parcel_body(), told(bank)
        bank.register(body(parcel))
        numbers = [entered(rival.register(body(parcel)))["number"] for _ in range(4)]
        monkeypatch.setattr(outbox, "BATCH", 2)
        assert [number for (number,) in bank_s.of("registration")] == numbers
        assert register.rows("SELECT * FROM outbox") == []
