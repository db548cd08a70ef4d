"""Two codes over one piece of ground, at a real desk: whoever comes second sees the first, however close they come."""

from __future__ import annotations

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.domain.asking import by_asset, by_key
from registry.domain.collateral import KeyRole, is_cell
from registry.domain.collateral.base import make_key
from registry.domain.errors import InvalidParticulars
from registry.domain.lien_status import status
from registry.domain.outline import EAST, NORTH, SOUTH, STEPS, WEST
from registry.domain.party import InstitutionType
from registry.geometry import overlaps
from registry.service.file import Desk
from registry.service.lien_status import measured
from registry.store import extents, stored
from registry.store.reads import lien_status
from registry.store.register.verbs import Register
from tests.acts import a_hold, a_seizure, served_now
from tests.lender import Lender
from tests.parcels import CELL, outline, rectangle, ring, stated
from tests.register import RegisterUnderTest, today
from tests.samples import a_discharge, a_forest, a_parcel
from tests.statements import heard

SEED = int(os.environ.get("REGISTRY_SEED") or random.SystemRandom().randrange(10**6))
ROUNDS = 10
PATIENCE = 0.3  # seconds for a filing that waits behind a lock, before its rival goes on
_places = iter(range(0, 4000, 3 * CELL))


@pytest.fixture(scope="module")
def lender(register: RegisterUnderTest) -> Lender:
    return Lender(register)


@pytest.fixture
def place() -> int:
    """Thousandths of a degree east of everything that was drawn before."""
    return next(_places)


def parcel(made, make=a_parcel, **changes):
    return make(geometry=made, area=stated(made), **changes)


def at(x, y=1, **size):
    return outline(rectangle(x, y, **size))


def recorded(filed):
    (item,) = filed.entry.decided["collateral"]
    return {each["registration"]: each for each in item.get("overlaps", ())}


def near(register: RegisterUnderTest, asked):
    register.settle()
    (found,) = lien_status.on_keys(register.store, [asked], as_of=None)
    return found


class TestAParcelThatIsDrawn:
    def test_is_filed_in_four_statements(self, register, lender, place):
        filing, submitted, seen = lender.registration(parcel(at(place))), lender.submitted(), []
        with heard(register.store, seen.append):
            register.desk.file(filing, submitted)
        assert [statement.split()[0] for statement in seen] == ["WITH", "INSERT", "WITH", "WITH"]

    @pytest.mark.parametrize("number", [1, 30])
    def test_is_asked_about_in_one_and_so_are_many(self, register, lender, place, number):
        assets = [parcel(at(place + n / 2, wide=0.4)) for n in range(number)]
        for asset in assets:
            lender.register(asset)
        register.settle()
        for asked in ([by_asset(asset) for asset in assets], [by_key(each.kind, each.parcel_code) for each in assets]):
            seen: list[str] = []
            with heard(register.store, seen.append):
                lien_status.on_keys(register.store, asked, as_of=None)
            assert len(seen) == 1

    def test_is_refused_before_any_lock_where_it_crosses_itself(self, register, lender, place):
        bow = outline(ring((place, 0), (place + 2, 2), (place + 2, 0), (place, 3)))
        filing, submitted, seen = lender.registration(a_parcel(geometry=bow)), lender.submitted(), []
        for act in (register.desk.file, register.desk.rehearse):
            with heard(register.store, seen.append), pytest.raises(InvalidParticulars) as refusal:
                act(filing, submitted)
            assert [fault.code for fault in refusal.value.faults] == ["self_intersection"]
        assert seen == []

    def test_is_remembered_as_it_was_drawn_however_many_corners_it_has(self, register, lender, place):
        corners = [(place + step / 1000, 0) for step in range(1500)]
        asset = parcel(outline(ring(*corners, (place, 1))), a_forest)
        kept = stored._known_asset.cache_info().currsize
        lender.register(asset)
        (burden,) = near(register, by_asset(asset)).burdens
        assert burden.asset == asset
        assert stored._known_asset.cache_info().currsize == kept


class TestTwoCodesOverOneGround:
    def test_meet_and_the_second_says_so(self, lender, place):
        first = lender.register(parcel(at(place, wide=4)))
        second = lender.register(parcel(at(place + 3, wide=4)))
        (shared,) = recorded(second).values()
        assert recorded(second).keys() == {first.entry.registration}
        assert shared["area"] == at(place + 3, wide=1).area
        assert shared["ahead"]
        assert recorded(first) == {}

    def test_meet_in_a_dry_run_too(self, register, lender, place):
        lender.register(parcel(at(place)))
        drafted = register.desk.rehearse(lender.registration(parcel(at(place))), lender.submitted())
        assert len(drafted.entry.decided["collateral"][0]["overlaps"]) == 1

    def test_meet_across_a_border_of_the_grid_and_of_townships(self, lender, place):
        border = place - place % CELL + CELL
        west = parcel(at(border - 3, wide=4), code="5002331042030100001")
        east = parcel(at(border, wide=4), code="5002331052070300002")
        first = lender.register(west)
        assert recorded(lender.register(east)).keys() == {first.entry.registration}

    def test_do_not_meet_where_they_touch(self, lender, place):
        lender.register(parcel(at(place)))
        assert recorded(lender.register(parcel(at(place + 2)))) == {}

    def test_meet_no_more_once_the_first_is_discharged(self, lender, place):
        first = lender.register(parcel(at(place)))
        lender.discharge(first.entry.registration)
        assert recorded(lender.register(parcel(at(place)))) == {}

    def test_do_not_meet_where_one_of_them_is_not_drawn(self, lender, place):
        lender.register(a_parcel())
        assert recorded(lender.register(parcel(at(place)))) == {}


class TestWhatIsNear:
    def test_comes_along_by_code_and_by_description(self, register, lender, place):
        own, rival = parcel(at(place)), parcel(at(place + 1), a_forest)
        lender.register(own)
        other = lender.register(rival).entry.registration
        for asked in (by_asset(own), by_asset(replace(own, geometry=None)), by_key(own.kind, own.parcel_code)):
            found = near(register, asked)
            assert other in [burden.registration for burden in found.burdens]
            assert found.outlines() == (own.geometry,)
        lender.register(parcel(at(place + CELL)))
        both = near(register, by_asset(parcel(at(place + 2)))).burdens
        assert [burden.asset for burden in both] == [
            own,
            rival,
        ]  # of its own cell; which of them shares is not asked here

    def test_stays_away_from_what_is_not_drawn(self, register, lender, place):
        asset = a_parcel()
        lender.register(asset)
        lender.register(parcel(at(place)))
        assert len(near(register, by_asset(asset)).burdens) == 1

    def test_is_told_of_an_earlier_instant_as_it_was_then(self, register, lender, place):
        own = parcel(at(place))
        lender.register(own)
        gone = lender.register(parcel(at(place)))
        before = gone.entry.at
        lender.discharge(gone.entry.registration)
        register.settle()
        asked = [by_key(own.kind, own.parcel_code)]
        then, now = (lien_status.on_keys(register.store, asked, as_of=as_of)[0] for as_of in (before, None))
        assert gone.entry.registration in [burden.registration for burden in then.standing(then.burdens)]
        assert gone.entry.registration not in [burden.registration for burden in now.burdens]

    def test_is_told_apart_for_each_asset_asked_about(self, register, lender, place):
        here, there = parcel(at(place)), parcel(at(place + 2 * CELL))
        for asset in (here, there):
            lender.register(asset)
        register.settle()
        asked = [by_asset(here), by_asset(there)]
        found = lien_status.on_keys(register.store, asked, as_of=None)
        assert [len(each.burdens) for each in found] == [1, 1]


def raced(register: RegisterUnderTest, *, place) -> list[set]:
    """Two lenders file at the same instant, over one piece of ground and under codes of their own. Each waits, before it
    decides, for the other to have looked too: behind a lock that one of them holds, it waits in vain."""
    looked = threading.Barrier(2)

    def wait(step: str) -> None:
        if step == "read":
            with suppress(threading.BrokenBarrierError):  # the other waits for our lock
                looked.wait(PATIENCE)

    def file(name: str):
        rival = Lender(register, name, desk=Desk(register.store, register.authority, watch=wait))
        return rival.registration(parcel(at(place))), rival.submitted(), rival._desk

    filings = [file("甲银行"), file("乙银行")]
    with ThreadPoolExecutor(2) as pool:
        filed = list(pool.map(lambda each: each[2].file(each[0], each[1]), filings))
    assert len({each.entry.registration for each in filed}) == 2
    return [set(recorded(each)) for each in sorted(filed, key=lambda each: each.entry.at)]


def test_of_two_that_race_the_second_sees_the_first(register):
    for _ in range(ROUNDS):
        first, second = raced(register, place=next(_places))
        assert (len(first), len(second)) == (0, 1)


def test_without_the_lock_on_the_cells_neither_would(register, monkeypatch):
    lock = Register.lock
    monkeypatch.setattr(Register, "lock", lambda self, keys: lock(self, [key for key in keys if not is_cell(key)]))
    assert raced(register, place=next(_places)) == [set(), set()]


def test_what_the_desk_finds_is_what_looking_at_every_pair_finds(register, lender, place):
    """A village of forty parcels, each a little into its neighbours or beside them, over four cells of the grid."""
    drawn = [at(place + CELL - 6 + 2 * (n % 8), CELL - 5 + 2 * (n // 8), wide=1.9 + n % 3 * 0.1, high=1.9 + n % 4 * 0.1)
             for n in range(40)]  # fmt: skip
    numbers = {}
    for n, made in enumerate(drawn):
        filed = lender.register(parcel(made))
        everyone = overlaps({"": made}, {str(k): other for k, other in enumerate(drawn[:n])})[""]
        matters = {int(k): shared for k, shared in everyone.items() if shared.matters}
        found = {numbers[number]: (each["area"], each["smaller"]) for number, each in recorded(filed).items()}
        assert found == {k: (shared.area, shared.smaller) for k, shared in matters.items()}
        numbers[filed.entry.registration] = n


@pytest.fixture(scope="module")
def parcels(register, lender):
    drawn, place = random.Random(SEED), next(_places)
    made = []
    for number in range(60):
        x, y = place + CELL - 10 + drawn.random() * 17, 1 + drawn.random() * 17
        corners = [(x + drawn.random() * 2, y + drawn.random() * 2) for _ in range(3)]
        made.append(parcel(outline(ring(*corners)), a_forest if number % 3 else a_parcel))
    filed = [lender.register(each) for each in made]
    lender.discharge(filed[0].entry.registration)
    Lender(register, "示例法院", kind=InstitutionType.COURT).file(a_seizure(made[1], made[2], **served_now()))
    exchange = Lender(register, "示例交易所", kind=InstitutionType.EXCHANGE)
    exchange.file(a_hold(made[2], made[3], until=today() + timedelta(days=1)))
    return made


class TestAVillage:
    """Sixty parcels in two cells of the grid, of which each shares ground with few; a court and an exchange were there."""

    EVERYWHERE = (f"({WEST * STEPS},{SOUTH * STEPS}),({EAST * STEPS},{NORTH * STEPS})",)

    @pytest.fixture
    def with_everybody(self, monkeypatch):
        """What is answered where whoever shares a cell comes along, however far he lies."""

        def answered(answer):
            with monkeypatch.context() as patched:
                patched.setattr(extents, "written", lambda _: list(self.EVERYWHERE))
                return answer()

        return answered

    def test_is_asked_about_with_the_same_answers_as_if_everybody_came_along(self, register, parcels, with_everybody):
        register.settle()
        came = []
        for each in parcels:
            identity = next(key.key for key in each.asset_keys() if key.role is KeyRole.IDENTITY)
            for asked in (by_asset(each), by_key(each.kind, identity)):

                def answered(asked=asked):
                    (found,) = lien_status.on_keys(register.store, [asked], as_of=None)
                    return len(found.burdens), status(measured(found))

                (few, said), (everybody, then) = answered(), with_everybody(answered)
                assert said == then, f"REGISTRY_SEED={SEED}"
                came.append((few, everybody))
        few, everybody = map(sum, zip(*came, strict=True))
        assert few * 3 < everybody, "they were carried along"

    def test_is_filed_into_with_the_same_findings(self, register, lender, parcels, with_everybody):
        for each in parcels[::3]:
            filing = lender.registration(parcel(each.geometry))

            def entered(filing=filing):
                decided = register.desk.rehearse(filing, lender.submitted()).entry.decided
                (item,) = decided["collateral"]
                return decided.get("findings"), {name: item[name] for name in item if name not in ("id", "priority")}

            assert entered() == with_everybody(entered), f"REGISTRY_SEED={SEED}"

    def test_is_left_out_of_what_is_read_behind_the_lock(self, register, lender, parcels):
        new, old = lender.registration(parcel(parcels[5].geometry)), lender.register(parcels[6]).entry.registration
        for filing, least, most in ((new, 1, 15), (a_discharge(old), 2, 2)):
            for attempt in register.store.attempts():
                with attempt as opened:
                    keys = {*filing.locks(), *opened.known(filing.number, names=filing.names).held}
                    ground = opened.read(filing, lender.submitted(), keys=keys).ground
            assert least <= len(ground.encumbrances) <= most
            assert len([key for key in ground.positions if is_cell(key)]) >= 1, "in line behind all of them"

    def test_keeps_what_lies_apart_and_has_another_key_in_common(self, register, lender, place):
        named = {"certificate_number": "渝忠林证字(2009)第000999号", "subcompartment": str(place)}
        one = parcel(at(place), a_forest, **named)
        other = parcel(at(place + 10), a_forest, unit=one.unit_code)
        for each in (one, other):
            lender.register(each)
        key = make_key(one.kind, "certificate", *named.values())
        assert [burden.asset for burden in near(register, by_key(one.kind, key)).burdens] == [one, other]


def test_a_discharge_of_what_is_drawn_frees_its_cells(register, lender, place):
    filed = lender.register(parcel(at(place)))
    register.desk.file(a_discharge(filed.entry.registration), lender.submitted(version=1))
    query = "SELECT count(*) AS n FROM encumbrance_key WHERE live AND encumbrance = :id"
    assert register.rows(query, id=filed.entry.decided["collateral"][0]["id"]) == [{"n": 0}]
