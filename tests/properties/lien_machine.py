"""A machine that files whatever lenders, courts and exchanges may, in any order and with whatever delay, and asks in
between. It tells the oracle what was entered, and compares every refusal, every answer and every division."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from registry.domain import payment
from registry.domain.asking import by_asset, by_key
from registry.domain.calendar import day_of
from registry.domain.claim import Consent, ConsentKind
from registry.domain.collateral import Interest, StatutoryRegistration, TransferRestriction
from registry.domain.errors import Refusal
from registry.domain.filings import FurtherOn
from registry.domain.measures import Money
from tests import acts, follow_ups
from tests.domain.liens import day
from tests.movables import a_machine
from tests.properties.lien_oracle import Oracle
from tests.samples import (
    a_claim,
    a_discharge,
    a_filing,
    a_forest,
    a_grantor,
    a_parcel,
    a_person,
    a_receipt,
    a_transferred_parcel,
    an_electronic_receipt,
    an_item,
)

TOLD = frozenset({"REG-SIMILAR", "ACCEPT_SUBJECT_TO_SEIZURE", "R-JS37", "REG-TITLE", "R-JS43C"})
CONSENTS = (ConsentKind.OWNER_FILING, ConsentKind.FAMILY_CONSENT, ConsentKind.CONTRACTOR_CONSENT)

ASSETS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 4, 5])  # by their turn in the run: most is about one of them
SEVERAL = st.lists(ASSETS, min_size=1, max_size=3, unique=True)
LENDERS = st.sampled_from([("lender", 0), ("lender", 1), ("lender", 2)])
COURTS = st.sampled_from([("court", 0), ("court", 1)])
EXCHANGES = st.sampled_from([("exchange", 0), ("exchange", 1)])
CHOICE = st.integers(0, 99)
MOSTLY = st.sampled_from([True, True, True, True, False])
SELDOM = st.sampled_from([False, False, False, True])
DAYS = st.none() | st.sampled_from([2, 3, 4, 29])  # so that some are of one day, and some too late for the price
DELIVERED = st.none() | st.integers(0, 2)
TRANSFERRED = st.sampled_from([1, 3, 30])  # before, between and after the days of registration
CONTRACTS = st.integers(0, 3)
PERSONS = st.integers(0, 2)
RESTRICTIONS = st.sampled_from(["none", "none", "none", "none", "consent", "prohibited"])


@dataclass(frozen=True)
class Loan:
    """What is drawn of a claim and of who gives the assets for it."""

    contract: int = 0
    person: int = 0
    told: bool = True
    long: bool = True
    maximum: bool = False


@dataclass(frozen=True)
class Agreed:
    """What is drawn of the terms of one item; days count from one Monday."""

    registered: int | None
    delivered: int | None
    restriction: str
    kept: bool

    def as_filed(self, asset):
        keeping = {"interest": Interest.RETENTION_OF_TITLE} if self.keeps(asset) else {}
        return {
            "statutory_registration": _reported(self.registered),
            "delivered_at": None if self.delivered is None else day(self.delivered),
            "transfer_restriction": TransferRestriction(self.restriction),
            **keeping,
        }

    def as_known(self, asset):
        return {
            "asset": asset, "registered": self.registered, "delivered": self.delivered,
            "restriction": self.restriction, "title_kept": self.keeps(asset),
        }  # fmt: skip

    def keeps(self, asset):
        """Title is kept of things only."""
        return self.kept and asset == "machine"


@dataclass(frozen=True)
class Hand:
    """Who holds the pen of a follow-up: mostly the right lender, mostly on the version that stands."""

    lender: tuple[str, int]
    right: bool
    stale: bool


LOANS = st.builds(Loan, contract=CONTRACTS, person=PERSONS, told=MOSTLY, long=MOSTLY, maximum=SELDOM)
TERMS = st.builds(Agreed, registered=DAYS, delivered=DELIVERED, restriction=RESTRICTIONS, kept=st.booleans())
HANDS = st.builds(Hand, lender=LENDERS, right=MOSTLY, stale=SELDOM)


def the_assets():
    """Two receipts over one lot, two layers of one parcel, a machine and a forest, all new; and what the law asks of
    each."""
    paper, field = a_receipt(), a_parcel()
    assets = {
        "paper": paper,
        "electronic": an_electronic_receipt(lot=paper.lot),
        "field": field,
        "let": a_transferred_parcel(field.parcel_code),
        "machine": a_machine(),
        "forest": a_forest(),
    }
    law = {
        "paper": {"one": True, "by": "delivery", "created": False, "beside": {"electronic"}, "titled": False},
        "electronic": {"one": True, "by": "registration", "created": True, "beside": {"paper"}, "titled": False},
        "field": {"one": False, "by": "registration", "created": False, "beside": {"let"}, "titled": True},
        "let": {"one": False, "by": "registration", "created": False, "beside": {"field"}, "titled": True},
        "machine": {"one": False, "by": "registration", "created": False, "beside": set(), "titled": False},
        "forest": {"one": False, "by": "registration", "created": True, "beside": set(), "titled": True},
    }
    return assets, law


class Liens(RuleBasedStateMachine):
    """``oracle`` is told of everything that was entered, and asked of everything that is."""

    def __init__(self, world, done):
        super().__init__()
        self.assets, law = the_assets()
        self.world, self.oracle, self._done = world, Oracle(law), done
        self._persons = [a_person(name=name) for name in ("张三", "李四", "王五")]
        self._moments, self._ids, self._steps = [], {}, 0

    @initialize(
        first=st.sampled_from(["field", "field", "machine", "machine", "let", "forest", "paper", "electronic"]),
        second=ASSETS, terms=st.lists(TERMS, min_size=3, max_size=3),
    )  # fmt: skip
    def begin(self, *, first, second, terms):
        """Three lenders stand from the start, or try to, so that every rule has something to work on."""
        others = [each for each in self.assets if each != first]
        self._turns = [first, *others[second:], *others[:second]]
        for number, each in enumerate(terms):
            self.register(assets=[0, 1], lender=("lender", number), loan=Loan(), terms=[each, each])

    # --- filing -----------------------------------------------------------------------------------------------------

    def _filed(self, who, filing, *, expected):
        """The entry, if there is one; else the register refused it as the oracle would have."""
        self._done[f"{filing.verb} refused" if expected else str(filing.verb)] += 1
        try:
            entry = self.world.file(who, filing)
        except Refusal as refusal:
            got, entry = (refusal.code, _particulars(refusal)), None
        else:
            got = None
            self._moments.append(self.world.settle())
        assert got == expected, filing.verb
        return entry

    def _one(self, choice, among):
        return among[choice % len(among)]

    def _number(self, choice):
        """Those that stand are chosen five times as often as those that have ended."""
        known = self.oracle.registrations
        return self._one(choice, [number for number in known for _ in range(1 if known[number]["ended"] else 5)])

    def _lent(self, loan, items):
        """What a registration and a further claim on so many items say alike."""
        due, most = day_of(self.world.now()) + timedelta(days=365), Money(90_000_000) if loan.maximum else None
        everything = tuple(range(items))
        return {
            "secured_claim": a_claim(contract_number=f"HT-{loan.contract}", due_on=due, maximum_amount=most),
            "acknowledged": TOLD if loan.told else frozenset(),
            "consents": tuple(Consent(kind=kind, collateral=everything, given_by="赵六") for kind in CONSENTS),
        }

    @rule(assets=SEVERAL, lender=LENDERS, loan=LOANS, terms=st.lists(TERMS, min_size=3, max_size=3))
    def register(self, *, assets, lender, loan, terms):
        given = [(self._turns[asset], each) for asset, each in zip(assets, terms, strict=False)]
        assets = [asset for asset, _ in given]
        expires = day_of(self.world.now()) + timedelta(days=400 if loan.long else 45)
        filing = a_filing(
            *(an_item(self.assets[asset], **each.as_filed(asset)) for asset, each in given),
            secured_creditor=self.world.creditor(lender),
            grantors=(a_grantor(self._persons[loan.person]),),
            expires_on=expires,
            **self._lent(loan, len(given)),
        )
        expected = self.oracle.registers(assets, self.world.now(), lender=lender, loan=loan)
        if entry := self._filed(lender, filing, expected=expected):
            items = [
                {**each.as_known(asset), "maximum": loan.maximum, "contract": loan.contract, "person": loan.person}
                for asset, each in given
            ]
            self.oracle.register(entry.registration, entry.at, lender=lender, expires=expires, items=items)
            self._entered(entry, assets, claim=None, became=entry.decided["collateral"])

    def _entered(self, entry, assets, *, claim, became):
        """Each item tells who was there before, and where it stands."""
        number, at = entry.registration, entry.at
        for asset, item in zip(assets, became, strict=True):
            self._ids[number, claim, asset] = item["id"]
            line = self.oracle.standing(asset, at)
            own = line[-1]
            assert (own["number"], own["claim"]) == (number, claim)
            assert item.get("ahead", []) == [each["number"] for each in line[:-1]], item
            assert item["priority"]["position"] == self.oracle.position(own, at)
            seizures = [act["ref"] for act in self.oracle.seizures(asset, at)]
            assert item.get("seizures", []) == seizures

    def _followed(self, number, hand, *, new=False):
        """Who files a follow-up, on which version, and what bars any."""
        known = self.oracle.registrations[number]
        lender = known["lender"] if hand.right else hand.lender
        barred = self.oracle.follows(number, self.world.now(), lender=lender, stale=hand.stale, new=new)
        return lender, known["version"] - hand.stale, barred

    @rule(choice=CHOICE, hand=HANDS, loan=LOANS, terms=TERMS)
    def further_claim(self, *, choice, hand, loan, terms):
        number, now = self._number(choice), self.world.now()
        lender, based_on, barred = self._followed(number, hand, new=True)
        items = self.oracle.first_items(number, now)[: 1 + choice % 2]
        assets = [lien["asset"] for lien in items]
        said = terms.as_filed("")
        on = [
            FurtherOn(
                id=self._id(lien),
                statutory_registration=said["statutory_registration"],
                delivered_at=said["delivered_at"],
            )
            for lien in items or [None]
        ]
        filing = follow_ups.a_further_claim(number, *on, based_on=based_on, **self._lent(loan, len(on)))
        expected = barred or self.oracle.furthers(number, now, assets=assets, loan=loan)
        if entry := self._filed(lender, filing, expected=expected):
            new = {"registered": terms.registered, "delivered": terms.delivered}
            new |= {"maximum": loan.maximum, "contract": loan.contract}
            self.oracle.further(number, entry.at, items=[{**_kept(lien), **new} for lien in items])
            became = [each["entered"] for each in entry.decided["collateral"]]
            self._entered(entry, assets, claim=entry.version, became=became)

    @rule(choice=CHOICE, hand=HANDS, registered=st.sampled_from([2, 3, 4, 29]))
    def report(self, *, choice, hand, registered):
        number = self._number(choice)
        lender, based_on, barred = self._followed(number, hand)
        burdens = self.oracle.items(number, self.world.now())
        lien = self._one(choice, burdens) if burdens else None
        said = _reported(registered)
        filing = follow_ups.a_report(number, self._id(lien), based_on=based_on, statutory_registration=said)
        if entry := self._filed(lender, filing, expected=barred):
            self.oracle.report(lien, entry.at, registered=registered)
            (item,) = entry.decided["collateral"]
            assert item["priority"]["position"] == self.oracle.position(lien, entry.at)

    def _id(self, lien):
        return self._ids[lien["number"], lien["claim"], lien["asset"]] if lien else "col_none"

    @precondition(lambda self: len(self.oracle.registrations) > 1)
    @rule(choice=CHOICE, hand=HANDS)
    def subordinate(self, *, choice, hand):
        """Mostly behind one that stands on the same asset."""
        now = self.world.now()
        lien, other = self._one(choice, self._pairs(now, right=hand.right) or [(None, None)])
        number = lien["number"] if lien else self._number(choice)
        other = other or self._one(choice, [each for each in self.oracle.registrations if each != number])
        lender, based_on, barred = self._followed(number, hand)
        filing = follow_ups.a_subordination(number, self._id(lien), behind=other, based_on=based_on)
        expected = barred or self.oracle.subordinates(lien, other, at=now)
        if entry := self._filed(lender, filing, expected=expected):
            self.oracle.subordinate(lien, other, at=entry.at)

    def _pairs(self, at, *, right):
        """Who may step back, and behind whom."""
        liens = [lien for lien in self.oracle.liens if right and lien["ended"] is None]
        return [
            (lien, other["number"])
            for lien in liens
            for other in self.oracle.standing(lien["asset"], at)
            if other["number"] != lien["number"]
        ]

    @rule(choice=CHOICE, hand=HANDS)
    def release(self, *, choice, hand):
        number, now = self._number(choice), self.world.now()
        lender, based_on, barred = self._followed(number, hand)
        items = self.oracle.first_items(number, now)
        lien = self._one(choice, items) if items else None
        filing = follow_ups.a_release(number, self._id(lien), based_on=based_on)
        if entry := self._filed(lender, filing, expected=barred or self.oracle.releases(number, now)):
            self.oracle.release(number, entry.at, asset=lien["asset"])

    @precondition(lambda self: sum(not known["ended"] for known in self.oracle.registrations.values()) > 1)
    @rule(choice=CHOICE, hand=HANDS)
    def discharge(self, *, choice, hand):
        number = self._number(choice)
        lender, based_on, barred = self._followed(number, hand)
        if entry := self._filed(lender, a_discharge(number, based_on=based_on), expected=barred):
            self.oracle.discharge(number, entry.at)

    @rule(asset=ASSETS, court=COURTS, hours=st.sampled_from([1, 2, 50]), days=st.sampled_from([0, 20, 300]))
    def seize(self, *, asset, court, hours, days):
        """Served in another order than entered."""
        asset = self._turns[asset]
        served, until = self.world.now() - timedelta(hours=hours), day_of(self.world.now()) + timedelta(days=days)
        entry = self._filed(court, acts.a_seizure(self.assets[asset], served_at=served, until=until), expected=None)
        ref = entry.decided["number"]
        (item,) = entry.decided["assets"]
        before = [act for act in self.oracle.seizures(asset, entry.at) if act["served"] <= served]
        assert item.get("behind", []) == [act["ref"] for act in before]
        self.oracle.act("seize", ref, at=entry.at, who=court, asset=asset, served=served, until=until)

    def _acts(self, kind):
        return [act for act in self.oracle.acts if act["kind"] == kind]

    @precondition(lambda self: self._acts("seize"))
    @rule(choice=CHOICE, court=COURTS, right=MOSTLY)
    def lift(self, *, choice, court, right):
        act = self._one(choice, self._acts("seize"))
        court = act["who"] if right else court
        if entry := self._filed(court, acts.a_lifting(act["ref"]), expected=self.oracle.ends(act, who=court)):
            self.oracle.end(act, entry.at)

    @rule(asset=ASSETS, exchange=EXCHANGES)
    def hold(self, *, asset, exchange):
        asset = self._turns[asset]
        until = day_of(self.world.now()) + timedelta(days=1)
        expected = self.oracle.is_held_again(asset, self.world.now(), who=exchange)
        if entry := self._filed(exchange, acts.a_hold(self.assets[asset], until=until), expected=expected):
            self.oracle.act("hold", entry.decided["number"], at=entry.at, who=exchange, asset=asset, until=until)

    @precondition(lambda self: self._acts("hold"))
    @rule(choice=CHOICE, exchange=EXCHANGES, right=MOSTLY)
    def release_hold(self, *, choice, exchange, right):
        act = self._one(choice, self._acts("hold"))
        exchange = act["who"] if right else exchange
        if entry := self._filed(exchange, acts.a_release(act["ref"]), expected=self.oracle.ends(act, who=exchange)):
            self.oracle.end(act, entry.at)

    @rule(asset=ASSETS, exchange=EXCHANGES, persons=st.permutations(range(3)), on=TRANSFERRED, told=MOSTLY)
    def transfer(self, *, asset, exchange, persons, on, told):
        asset = self._turns[asset]
        former, holder, _ = persons
        filing = acts.a_transfer(
            self.assets[asset], former=self._persons[former], holder=self._persons[holder],
            transferred_on=day(on).date(), acknowledged=TOLD if told else frozenset(),
        )  # fmt: skip
        expected = self.oracle.transfers(asset, self.world.now(), told=told)
        if entry := self._filed(exchange, filing, expected=expected):
            ref = entry.decided["number"]
            said = {"former": former, "holder": holder, "on": on}
            self.oracle.act("transfer", ref, at=entry.at, who=exchange, asset=asset, **said)

    @precondition(lambda self: self.world.can_wait)
    @rule(days=st.sampled_from([1, 2, 14, 31, 60, 400]))
    def wait(self, days):
        self.world.wait(days)
        self._done["wait"] += 1

    # --- asking -----------------------------------------------------------------------------------------------------

    @rule(asset=ASSETS)
    def ask(self, asset):
        asset = self._turns[asset]
        self._compare([asset], by_asset(self.assets[asset]))

    @rule(code=st.sampled_from(["field", "let"]))
    def ask_of_one_layer(self, code):
        """Under its key nothing beside it is searched."""
        key = self.assets[code].asset_keys()[0].key
        self._compare([code], by_key(self.assets[code].kind, key), beside=False)

    @precondition(lambda self: self._moments)
    @rule(choice=CHOICE, asset=ASSETS, code=st.booleans())
    def ask_of_an_earlier_instant(self, *, choice, asset, code):
        """Of one asset, or of every layer under a bare parcel code."""
        asset, parcel = self._turns[asset], self.assets["field"]
        asked = by_key(parcel.kind, parcel.parcel_code) if code else by_asset(self.assets[asset])
        self._compare(["field", "let"] if code else [asset], asked, at=self._one(choice, self._moments))

    def _compare(self, assets, asked, *, at=None, beside=True):
        status = self.world.status(asked, as_of=at)
        expected = self.oracle.status(assets, status.as_of)
        if not beside:
            expected["linked"] = set()
        assert at in (None, status.as_of)
        assert self._as_told(status, assets) == expected
        self._done["ask earlier" if at else "ask"] += 1

    def _as_told(self, status, assets):
        """The register's answer in the oracle's words."""
        liens = {asset: [] for asset in assets}
        for lien in status.liens:
            liens[self._name(lien.burden)].append(_told(lien))
        return {
            "known": status.known,
            "verdict": str(status.verdict),
            "reasons": set(map(str, status.reasons)),
            "flags": set(map(str, status.flags)),
            "restriction": str(status.restriction),
            "liens": liens,
            "linked": {(each.registration, self._name(each)) for each in status.linked},
            "seizures": {(each.seizure.act, each.position) for each in status.seizures},
            "trades": {(each.hold.act, each.disturbed) for each in status.trades},
            "newer": {(str(each.event), each.at, each.registration or each.act) for each in status.newer},
        }

    def _name(self, burden):
        return next(name for name, asset in self.assets.items() if asset == burden.asset)

    @rule(
        asset=ASSETS, amounts=st.lists(st.integers(0, 9), min_size=9, max_size=9), proceeds=st.integers(0, 40),
        choice=CHOICE, earlier=st.booleans(),
    )  # fmt: skip
    def divide(self, *, asset, amounts, proceeds, choice, earlier):
        at = self._one(choice, self._moments) if earlier and self._moments else None
        self._divide(self._turns[asset], amounts, proceeds=proceeds, at=at)

    def _divide(self, asset, amounts, *, proceeds, at=None):
        status = self.world.status(by_asset(self.assets[asset]), as_of=at)
        line = [(lien["number"], lien["claim"]) for lien in self.oracle.standing(asset, status.as_of)]
        owed = dict(zip(line, itertools.cycle(amounts), strict=False))
        paid, left = self.oracle.divide(asset, status.as_of, owed=owed, proceeds=proceeds)
        named = {payment.claim_name(*claim): amount for claim, amount in owed.items()}
        made = payment.estimate(status, owed=named, proceeds=proceeds).distribution
        assert {each.claim: each.paid for each in made.claims} == {
            payment.claim_name(*claim): amount for claim, amount in paid.items()
        }
        assert sum(amount for _, amount in made.left_over) == left
        self._done["divide"] += 1

    @invariant()
    def counted(self):
        self._steps += 1

    def teardown(self):
        self._done[f"runs of {self._steps - 1}"] += 1  # but for how it begins
        for asset in self.assets:
            self._compare([asset], by_asset(self.assets[asset]))
        first = self._turns[0]
        for at in (*self._moments[::3], None):
            self._compare([first], by_asset(self.assets[first]), at=at)
            for proceeds in (5, 11, 18):
                self._divide(first, (7, 4, 9, 5), proceeds=proceeds, at=at)


def _particulars(refusal):
    if refusal.code in ("prohibited_by_law", "acknowledgement_required"):
        return frozenset(finding.rule.code for finding in refusal.findings)
    return frozenset(fault.code for fault in refusal.faults) if refusal.code == "invalid_particulars" else frozenset()


def _reported(number):
    if number is None:
        return None
    return StatutoryRegistration(registry="登记中心", number=f"R-{number}", registered_at=day(number))


def _kept(lien):
    """What a further claim has of the first."""
    return {name: lien[name] for name in ("asset", "title_kept", "restriction")}


def _told(lien):
    burden = lien.burden
    return {
        "claim": (burden.registration, burden.claim),
        "rank": lien.rank,
        "position": lien.priority.position,
        "lapsed": lien.lapsed,
        "behind": set(lien.behind),
        "determined": lien.determined_at,
    }
