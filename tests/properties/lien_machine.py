"""A machine that files whatever lenders, courts and exchanges may, in any order and with whatever delay, and asks in
between. It tells the oracle what was entered, and compares every refusal, every answer and every division."""

import itertools
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

TOLD = frozenset({"REG-SIMILAR", "ACCEPT_SUBJECT_TO_SEIZURE", "R-JS37", "R-JS43C"})
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
CONTRACTS = st.integers(0, 3)
PERSONS = st.integers(0, 2)
RESTRICTIONS = st.sampled_from(["none", "none", "none", "none", "consent", "prohibited"])
TERMS = st.tuples(DAYS, DELIVERED, RESTRICTIONS, st.booleans())


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
        "paper": {"one": True, "by": "delivery", "created": False, "beside": {"electronic"}},
        "electronic": {"one": True, "by": "registration", "created": True, "beside": {"paper"}},
        "field": {"one": False, "by": "registration", "created": False, "beside": {"let"}},
        "let": {"one": False, "by": "registration", "created": False, "beside": {"field"}},
        "machine": {"one": False, "by": "registration", "created": False, "beside": set()},
        "forest": {"one": False, "by": "registration", "created": True, "beside": set()},
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
        given = {"contract": 0, "person": 0, "told": True, "long": True, "maximum": False}
        for number, each in enumerate(terms):
            self.register(assets=[0, 1], lender=("lender", number), terms=[each, each], **given)

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

    def _numbers(self):
        """Those that stand are chosen five times as often as those that have ended."""
        known = self.oracle.registrations
        return [number for number in known for _ in range(1 if known[number]["ended"] else 5)]

    def _based_on(self, number, *, stale):
        return self.oracle.registrations[number]["version"] - stale

    def _due(self):
        return day_of(self.world.now()) + timedelta(days=365)

    def _claim(self, contract, *, maximum):
        most = {"maximum_amount": Money(90_000_000)} if maximum else {}
        return a_claim(contract_number=f"HT-{contract}", due_on=self._due(), **most)

    @rule(
        assets=SEVERAL, lender=LENDERS, contract=CONTRACTS, person=PERSONS, told=MOSTLY, long=MOSTLY, maximum=SELDOM,
        terms=st.lists(TERMS, min_size=3, max_size=3),
    )  # fmt: skip
    def register(self, *, assets, lender, contract, person, told, long, maximum, terms):
        assets = [self._turns[each] for each in assets]
        expires = day_of(self.world.now()) + timedelta(days=400 if long else 45)
        expected = self.oracle.registers(
            assets, self.world.now(), lender=lender, contract=contract, person=person, told=told
        )
        items = [self._item(asset, each) for asset, each in zip(assets, terms, strict=False)]
        filing = a_filing(
            *items,
            secured_creditor=self.world.creditor(lender),
            grantors=(a_grantor(self._persons[person]),),
            secured_claim=self._claim(contract, maximum=maximum),
            expires_on=expires,
            acknowledged=TOLD if told else frozenset(),
            consents=tuple(
                Consent(kind=kind, collateral=tuple(range(len(items))), given_by="赵六") for kind in CONSENTS
            ),
        )
        if entry := self._filed(lender, filing, expected=expected):
            of = [
                {**_said(asset, each), "maximum": maximum, "contract": contract}
                for asset, each in zip(assets, terms, strict=False)
            ]
            number = entry.registration
            self.oracle.register(number, entry.at, lender=lender, expires=expires, items=of)
            self._entered(entry, assets, claim=None, became=entry.decided["collateral"])

    def _item(self, asset, terms):
        registered, delivered, restriction, kept = terms
        keeping = {"interest": Interest.RETENTION_OF_TITLE} if kept and asset == "machine" else {}
        return an_item(
            self.assets[asset],
            statutory_registration=_reported(registered),
            delivered_at=None if delivered is None else day(delivered),
            transfer_restriction=TransferRestriction(restriction),
            **keeping,
        )

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

    @rule(
        choice=CHOICE, lender=LENDERS, right=MOSTLY, stale=SELDOM, contract=CONTRACTS, told=MOSTLY, maximum=SELDOM,
        registered=DAYS, delivered=DELIVERED,
    )  # fmt: skip
    def further_claim(self, *, choice, lender, right, stale, contract, told, maximum, registered, delivered):
        number = self._one(choice, self._numbers())
        lender, now = self._filer(number, lender, right=right), self.world.now()
        items = [lien for lien in self.oracle.items(number, now) if not lien["claim"]]
        assets = [lien["asset"] for lien in items[: 1 + choice % 2]] or ["field"]
        expected = self.oracle.follows(number, now, lender=lender, stale=stale, new=True) or self.oracle.furthers(
            number, now, assets=assets, contract=contract, told=told
        )
        on = [
            FurtherOn(
                id=self._ids.get((number, None, asset), "col_none"),
                statutory_registration=_reported(registered),
                delivered_at=None if delivered is None else day(delivered),
            )
            for asset in assets
        ]
        filing = follow_ups.a_further_claim(
            number, *on,
            based_on=self._based_on(number, stale=stale),
            secured_claim=self._claim(contract, maximum=maximum),
            acknowledged=TOLD if told else frozenset(),
            consents=tuple(Consent(kind=kind, collateral=tuple(range(len(on))), given_by="赵六") for kind in CONSENTS),
        )  # fmt: skip
        if entry := self._filed(lender, filing, expected=expected):
            new = {"registered": registered, "delivered": delivered, "maximum": maximum, "contract": contract}
            kept = ("asset", "title_kept", "restriction")
            of = [{**{name: lien[name] for name in kept}, **new} for lien in items[: len(assets)]]
            self.oracle.further(number, entry.at, items=of)
            became = [each["entered"] for each in entry.decided["collateral"]]
            self._entered(entry, assets, claim=entry.version, became=became)

    def _filer(self, number, lender, *, right):
        return self.oracle.registrations[number]["lender"] if right else lender

    @rule(choice=CHOICE, lender=LENDERS, right=MOSTLY, stale=SELDOM, registered=st.sampled_from([2, 3, 4, 29]))
    def report(self, *, choice, lender, right, stale, registered):
        number = self._one(choice, self._numbers())
        lender, now = self._filer(number, lender, right=right), self.world.now()
        burdens = self.oracle.items(number, now)
        lien = self._one(choice, burdens) if burdens else None
        filing = follow_ups.a_report(
            number, self._id(lien),
            based_on=self._based_on(number, stale=stale), statutory_registration=_reported(registered),
        )  # fmt: skip
        expected = self.oracle.follows(number, now, lender=lender, stale=stale)
        if entry := self._filed(lender, filing, expected=expected):
            self.oracle.report(lien, entry.at, registered=registered)
            (item,) = entry.decided["collateral"]
            assert item["priority"]["position"] == self.oracle.position(lien, entry.at)

    def _id(self, lien):
        return self._ids[lien["number"], lien["claim"], lien["asset"]] if lien else "col_none"

    @precondition(lambda self: len(self.oracle.registrations) > 1)
    @rule(choice=CHOICE, lender=LENDERS, right=MOSTLY, stale=SELDOM)
    def subordinate(self, *, choice, lender, right, stale):
        """Mostly behind one that stands on the same asset."""
        now = self.world.now()
        lien, other = self._one(choice, self._pairs(now, right=right) or [(None, None)])
        number = lien["number"] if lien else self._one(choice, self._numbers())
        other = other or self._one(choice, [each for each in self.oracle.registrations if each != number])
        lender, based_on = self._filer(number, lender, right=right), self._based_on(number, stale=stale)
        filing = follow_ups.a_subordination(number, self._id(lien), behind=other, based_on=based_on)
        expected = self.oracle.follows(number, now, lender=lender, stale=stale)
        if lien is None:
            expected = expected or ("invalid_particulars", frozenset({"no_such_item"}))
        expected = expected or self.oracle.subordinates(lien, other, at=now)
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

    @rule(choice=CHOICE, lender=LENDERS, right=MOSTLY, stale=SELDOM)
    def release(self, *, choice, lender, right, stale):
        number = self._one(choice, self._numbers())
        lender, now = self._filer(number, lender, right=right), self.world.now()
        items = [lien for lien in self.oracle.items(number, now) if not lien["claim"]]
        lien = self._one(choice, items) if items else None
        filing = follow_ups.a_release(number, self._id(lien), based_on=self._based_on(number, stale=stale))
        last = ("invalid_particulars", frozenset({"nothing_left"})) if len(items) == 1 else None
        expected = self.oracle.follows(number, now, lender=lender, stale=stale) or last
        if entry := self._filed(lender, filing, expected=expected):
            self.oracle.release(number, entry.at, asset=lien["asset"])

    @precondition(lambda self: sum(not known["ended"] for known in self.oracle.registrations.values()) > 1)
    @rule(choice=CHOICE, lender=LENDERS, right=MOSTLY, stale=SELDOM)
    def discharge(self, *, choice, lender, right, stale):
        number = self._one(choice, self._numbers())
        lender, now = self._filer(number, lender, right=right), self.world.now()
        filing = a_discharge(number, based_on=self._based_on(number, stale=stale))
        expected = self.oracle.follows(number, now, lender=lender, stale=stale)
        if entry := self._filed(lender, filing, expected=expected):
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

    @rule(asset=ASSETS, exchange=EXCHANGES, persons=st.permutations(range(3)), told=MOSTLY)
    def transfer(self, *, asset, exchange, persons, told):
        asset = self._turns[asset]
        former, holder, _ = persons
        filing = acts.a_transfer(
            self.assets[asset], former=self._persons[former], holder=self._persons[holder],
            acknowledged=TOLD if told else frozenset(),
        )  # fmt: skip
        expected = self.oracle.transfers(asset, self.world.now(), told=told)
        if entry := self._filed(exchange, filing, expected=expected):
            ref = entry.decided["number"]
            self.oracle.act("transfer", ref, at=entry.at, who=exchange, asset=asset, former=former, holder=holder)

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


def _said(asset, terms):
    registered, delivered, restriction, kept = terms
    kept = kept and asset == "machine"
    return {
        "asset": asset, "registered": registered, "delivered": delivered, "restriction": restriction,
        "title_kept": kept,
    }  # fmt: skip


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
