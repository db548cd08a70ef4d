"""The register once more, from the articles and the contract of the API and not from the code: dicts, and a list of what
happened.

It knows assets only by what the law asks of them, registrations by number, and what made a right public by the day.
"""

from datetime import timedelta

from tests.properties.title_oracle import contested_by, titles

PRICE_DAYS = 10  # 民法典第416条
HOLD_AGAIN_DAYS = 30
NEVER = 10**6  # days
ENTERED = {"register", "further_claim", "seize", "hold", "transfer"}


def day_of(at):
    return (at + timedelta(hours=8)).date()


class Oracle:
    """``assets`` says of each: ``one`` (it takes one registration), ``by`` (delivery or registration makes a right in it
    public), ``created`` (registration creates the right), ``beside`` (what shares its site),
    ``titled`` (somebody is its holder by a title)."""

    def __init__(self, assets):
        self.assets = assets
        self.registrations = {}  # number: lender, version, ended
        self.liens, self.acts, self.events = [], [], []

    # --- what stood -------------------------------------------------------------------------------------------------

    def standing(self, asset, at):
        """The liens on an asset at an instant, in order of entry."""
        return [lien for lien in self.liens if lien["asset"] == asset and _stood(lien, at)]

    def items(self, number, at):
        """What a registration burdens: its items, and each once more for every further claim."""
        return [lien for lien in self.liens if lien["number"] == number and _stood(lien, at)]

    def first_items(self, number, at):
        return [lien for lien in self.items(number, at) if not lien["claim"]]

    def seizures(self, asset, at):
        """第26条: in the order of service."""
        found = self._acts("seize", asset, at=at)
        return sorted(found, key=lambda act: (act["served"], act["entered"]))

    def holds(self, asset, at):
        return self._acts("hold", asset, at=at)

    def _acts(self, kind, asset, *, at):
        on_it = [act for act in self.acts if (act["kind"], act["asset"]) == (kind, asset)]
        return [act for act in on_it if _stood(act, at) and day_of(at) <= act["until"]]

    def _parted(self, person, asset):
        """Whether the last transfer of the asset that names him took it away."""
        named = [act for act in self.acts if act["kind"] == "transfer" and act["asset"] == asset]
        named = [act for act in named if person in (act["former"], act["holder"])]
        return bool(named) and named[-1]["holder"] != person

    def _moves(self, asset):
        return [act for act in self.acts if (act["kind"], act["asset"]) == ("transfer", asset)]

    def _contests(self, person, asset, *, at):
        first = [lien for lien in self.standing(asset, at) if not lien["claim"]]
        return contested_by(person, first, moves=self._moves(asset)) if self.assets[asset]["titled"] else set()

    # --- what is refused --------------------------------------------------------------------------------------------

    def registers(self, assets, at, *, lender, loan):
        needed = set().union(*(self._about_title(loan.person, asset, at=at) for asset in assets))
        needed |= {"REG-SIMILAR" for asset in assets if self._looks_twice(asset, at, by=(lender, loan.contract))}
        given = any(self.assets[asset]["one"] and self.standing(asset, at) for asset in assets)
        return self._about_seizures(assets, at) or (
            _refusal("collateral_already_pledged")
            if given
            else self._unless_told(needed, assets, at=at, told=loan.told)
        )

    def _about_title(self, person, asset, *, at):
        """Of whoever parted with it that is said, and no more."""
        if self._parted(person, asset):
            return {"R-JS37"}
        return {"REG-TITLE"} if self._contests(person, asset, at=at) else set()

    def _looks_twice(self, asset, at, *, by):
        entered = [(lien["lender"], lien["contract"]) for lien in self.standing(asset, at)]
        return by in entered and not self.assets[asset]["one"]

    def furthers(self, number, at, *, assets, loan):
        own = [lien["contract"] for lien in self.items(number, at) if lien["asset"] in assets]
        needed = {"REG-SIMILAR"} if loan.contract in own else set()
        first = [lien for lien in self.first_items(number, at) if lien["asset"] in assets]
        needed |= {"R-JS37" for lien in first if self._parted(lien["person"], lien["asset"])}
        return self._about_seizures(assets, at) or self._unless_told(needed, assets, at=at, told=loan.told)

    def _about_seizures(self, assets, at):
        """第399条第五项, where registration creates the right."""
        barred = [asset for asset in assets if self.assets[asset]["created"] and self.seizures(asset, at)]
        return _refusal("prohibited_by_law", "R-399.5") if barred else None

    def _unless_told(self, needed, assets, *, at, told):
        behind = {"ACCEPT_SUBJECT_TO_SEIZURE"} if any(self.seizures(asset, at) for asset in assets) else set()
        needed = needed | behind
        return _refusal("acknowledgement_required", *needed) if needed and not told else None

    def follows(self, number, at, *, lender, stale, new=False):
        """What bars any follow-up: another's registration, one that has ended, a version that is not the last; and a
        lapsed one takes on nothing new."""
        known = self.registrations[number]
        if known["lender"] != lender:
            return _refusal("unknown_registration")
        if known["ended"] or (new and self._lapsed(known, at)):
            return _refusal("registration_ended")
        return _refusal("stale_version") if stale else None

    def subordinates(self, lien, other, *, at):
        if lien is None:
            return _refusal("invalid_particulars", "no_such_item")
        ahead = [each for each in self.standing(lien["asset"], at) if each["number"] == other]
        if not ahead:
            return _refusal("invalid_particulars", "nothing_to_stand_behind")
        agreed = [each for _, each in lien["behind"]]
        return _refusal("invalid_particulars", "already_behind") if all(e in agreed for e in ahead) else None

    def releases(self, number, at):
        """All but the last."""
        return _refusal("invalid_particulars", "nothing_left") if len(self.first_items(number, at)) == 1 else None

    def transfers(self, asset, at, *, told):
        bound = {lien["restriction"] for lien in self.standing(asset, at)}
        barred = {"REG-SEIZED"} if self.seizures(asset, at) else set()
        barred |= {"R-JS43"} if "prohibited" in bound else set()
        if barred:
            return _refusal("prohibited_by_law", *barred)
        return _refusal("acknowledgement_required", "R-JS43C") if "consent" in bound and not told else None

    def is_held_again(self, asset, at, *, who):
        own = [act for act in self.acts if (act["kind"], act["asset"], act["who"]) == ("hold", asset, who)]
        again = any((day_of(at) - day_of(act["entered"])).days < HOLD_AGAIN_DAYS for act in own)
        return _refusal("prohibited_by_law", "REG-HOLD-AGAIN") if again else None

    def ends(self, act, *, who):
        if act["who"] != who:
            return _refusal("unknown_registration")
        return _refusal("act_ended") if act["ended"] else None

    # --- what is entered --------------------------------------------------------------------------------------------

    def register(self, number, at, *, lender, expires, items):
        self.registrations[number] = {"lender": lender, "version": 1, "ended": None, "expires": expires}
        for item in items:
            contests = self._contests(item["person"], item["asset"], at=at)
            self._burden(number, at, claim=None, item={**item, "contests": contests})
        self._happened("register", at, ref=number, assets=[item["asset"] for item in items])

    def further(self, number, at, *, items):
        self.registrations[number]["version"] += 1
        claim = self.registrations[number]["version"]
        for item in items:
            self._burden(number, at, claim=claim, item={**item, "contests": set()})
        self._happened("further_claim", at, ref=number, assets=[item["asset"] for item in items])

    def _burden(self, number, at, *, claim, item):
        known = self.registrations[number]
        lien = {"number": number, "claim": claim, "entered": at, "ended": None, "behind": []}
        known_of = {"lender": known["lender"], "expires": known["expires"]}
        self.liens.append({**lien, **known_of, **item, "registered": [(at, item["registered"])]})

    def report(self, lien, at, *, registered):
        self.registrations[lien["number"]]["version"] += 1
        lien["registered"].append((at, registered))
        self._happened("statutory_registration", at, ref=lien["number"], assets=[lien["asset"]])

    def subordinate(self, lien, other, *, at):
        self.registrations[lien["number"]]["version"] += 1
        agreed = [each for _, each in lien["behind"]]
        ahead = [each for each in self.standing(lien["asset"], at) if each["number"] == other]
        lien["behind"] += [(at, each) for each in ahead if each not in agreed]
        self._happened("subordination", at, ref=lien["number"], assets=[lien["asset"]])

    def release(self, number, at, *, asset):
        self._end(number, at, assets=[asset], what="release")

    def discharge(self, number, at):
        self.registrations[number]["ended"] = at
        self._end(number, at, assets=list(self.assets), what="discharge")

    def _end(self, number, at, *, assets, what):
        self.registrations[number]["version"] += 1
        freed = [lien for lien in self.items(number, at) if lien["asset"] in assets]
        for lien in freed:
            lien["ended"] = at
        self._happened(what, at, ref=number, assets=[lien["asset"] for lien in freed])

    def act(self, kind, ref, *, at, who, asset, **said):
        self.acts.append({"kind": kind, "ref": ref, "who": who, "asset": asset, "entered": at, "ended": None, **said})
        self._happened(kind, at, ref=ref, assets=[asset])

    def end(self, act, at):
        act["ended"] = at
        ending = {"seize": "lift_seizure", "hold": "release_hold"}[act["kind"]]
        self._happened(ending, at, ref=act["ref"], assets=[act["asset"]])

    def _happened(self, what, at, *, ref, assets):
        self.events.append({"what": what, "at": at, "ref": ref, "assets": set(assets)})

    # --- what is answered -------------------------------------------------------------------------------------------

    def rank(self, lien, at):
        return 1 + self.standing(lien["asset"], at).index(lien)

    def _passed(self, lien, at):
        """The day on which the asset passed on from whoever held it when the lien was entered."""
        moves = [move for move in self._moves(lien["asset"]) if lien["entered"] < move["entered"] <= at]
        return moves[0]["on"] if moves else NEVER

    def place(self, lien, at):
        """民法典第414条至第416条: the price of the goods first, then what is public by when it became so, then all the
        rest together. 第406条: what a former owner gave and was public when the asset passed on, before all that."""
        registered = [day for since, day in lien["registered"] if since <= at][-1]
        public = lien["delivered"] if self.assets[lien["asset"]]["by"] == "delivery" else registered
        if public is None:
            return (NEVER, 3, 0)
        passed = self._passed(lien, at)
        follows = public <= passed < NEVER
        price = lien["title_kept"] and lien["delivered"] is not None and public - lien["delivered"] <= PRICE_DAYS
        return (passed if follows else NEVER, 1 if price and public <= passed else 2, public)

    def position(self, lien, at):
        mine = self.place(lien, at)
        return 1 + sum(self.place(each, at) < mine for each in self.standing(lien["asset"], at))

    def _lapsed(self, known, at):
        return day_of(at) > known["expires"]

    def _lien(self, lien, at):
        here = self.standing(lien["asset"], at)
        behind = [each["number"] for since, each in lien["behind"] if since <= at and each in here]
        return {
            "claim": (lien["number"], lien["claim"]),
            "rank": self.rank(lien, at),
            "position": self.position(lien, at),
            "lapsed": self._lapsed(lien, at),
            "behind": set(behind),
            "determined": self._determined(lien, at),
        }

    def _determined(self, lien, at):
        """民法典第423条、查封规定第25条: by the first seizure that came after it."""
        came = [act["entered"] for act in self.acts if (act["kind"], act["asset"]) == ("seize", lien["asset"])]
        came = [each for each in came if lien["entered"] < each <= at]
        return min(came) if lien["maximum"] and came else None

    def _disturbed(self, hold, at):
        """By anything that anybody else has entered on the asset since."""
        entered = [event for event in self.events if event["what"] in ENTERED and hold["asset"] in event["assets"]]
        since = [event for event in entered if hold["entered"] < event["at"] <= at]
        return any(self._by(event["ref"]) != hold["who"] for event in since)

    def _by(self, ref):
        known = self.registrations.get(ref)
        return known["lender"] if known else next(act["who"] for act in self.acts if act["ref"] == ref)

    def status(self, assets, at):
        """Of one asset, or of the several layers that a bare code names."""
        liens = [lien for asset in assets for lien in self.standing(asset, at)]
        found, titles = self._acts_on(assets, at), self._titles(assets, liens, at=at)
        known, since = self._events(assets, after=None), self._events(assets, after=at)
        restriction = _strictest(lien["restriction"] for lien in liens)
        reasons = (
            self._reasons(liens, restriction, found={**found, **titles}, since=since) if known else {"unknown_asset"}
        )
        return {
            "known": bool(known),
            "verdict": self._verdict(reasons),
            "reasons": reasons,
            "flags": self._flags(liens, at, found={**found, **titles}),
            "restriction": restriction,
            "liens": self._liens(assets, at),
            "linked": self._linked(assets, at),
            **found,
            "newer": {(event["what"], event["at"], event["ref"]) for event in since},
        }

    def _events(self, assets, *, after):
        on_them = [event for event in self.events if event["assets"] & set(assets)]
        return [event for event in on_them if after is None or event["at"] > after]

    def _liens(self, assets, at):
        return {asset: [self._lien(each, at) for each in self.standing(asset, at)] for asset in assets}

    def _acts_on(self, assets, at):
        return {
            "seizures": {(act["ref"], place) for asset in assets for place, act in enumerate(self.seizures(asset, at))},
            "trades": {(hold["ref"], self._disturbed(hold, at)) for asset in assets for hold in self.holds(asset, at)},
        }

    def _titles(self, assets, liens, *, at):
        moves = [move for asset in assets for move in self._moves(asset) if move["entered"] <= at]
        since = [lien for lien in self.liens if lien["asset"] in assets and lien["entered"] > at]
        return titles(liens, moves=moves, since=since)

    def _flags(self, liens, at, *, found):
        lapsed = any(self._lapsed(lien, at) for lien in liens)
        flags = {
            "title_conflict": found["contested"],
            "seized": found["seizures"],
            "held": found["trades"],
            "lapsed_undischarged": lapsed,
        }
        return {flag for flag, raised in flags.items() if raised}

    @staticmethod
    def _reasons(liens, restriction, *, found, since):
        """That there are liens is not said beside graver reasons."""
        raised = {
            "seized": found["seizures"] or any(event["what"] == "seize" for event in since),
            f"transfer_{restriction}": restriction != "none",
            "title_conflict": found["contested"] or found["contested_since"],
            "held": found["trades"],
            "newer_entries": since,
        }
        reasons = {reason for reason, holds_good in raised.items() if holds_good}
        graver = reasons & {"seized", "title_conflict", "transfer_prohibited", "transfer_consent"}
        return reasons | {"liens_on_record"} if liens and not graver else reasons

    def _linked(self, assets, at):
        """What stands at the same site, each once."""
        beside = set().union(*(self.assets[asset]["beside"] for asset in assets)) - set(assets)
        return {(lien["number"], each) for each in beside for lien in self.standing(each, at) if not lien["claim"]}

    @staticmethod
    def _verdict(reasons):
        if reasons & {"unknown_asset", "seized", "title_conflict", "transfer_prohibited"}:
            return "stop"
        if "transfer_consent" in reasons:
            return "consent_needed"
        return "liens_follow" if reasons & {"liens_on_record", "newer_entries"} else "nothing_found"

    # --- who gets what ----------------------------------------------------------------------------------------------

    def divide(self, asset, at, *, owed, proceeds):
        """What each claim gets: by places, pro rata within one; then who stepped back hands over what he got (民法典
        第409条), as far as the other is owed it; then what is left, by places once more."""
        line = self.standing(asset, at)
        paid = {_claim(lien): 0 for lien in line}
        left = self._pay(line, proceeds, at=at, owed=owed, paid=paid)
        agreed = [(since, lien, ahead) for lien in line for since, ahead in lien["behind"]]
        for since, lien, ahead in sorted(agreed, key=lambda each: each[0]):
            if since <= at and ahead in line:
                handed = min(paid[_claim(lien)], owed[_claim(ahead)] - paid[_claim(ahead)])
                paid[_claim(lien)] -= handed
                paid[_claim(ahead)] += handed
        return paid, self._pay(line, left, at=at, owed=owed, paid=paid)

    def _pay(self, line, left, *, at, owed, paid):
        for place in sorted({self.place(lien, at) for lien in line}):
            here = [_claim(lien) for lien in line if self.place(lien, at) == place]
            wants = [owed[claim] - paid[claim] for claim in here]
            for claim, got in zip(here, _pro_rata(min(left, sum(wants)), wants), strict=True):
                paid[claim] += got
                left -= got
        return left


def _pro_rata(money, wants):
    """Whole units; what does not divide goes to the largest remainders, of equals to the earlier."""
    whole = sum(wants) or 1
    got = [money * want // whole for want in wants]
    order = sorted(range(len(wants)), key=lambda index: (-(money * wants[index] % whole), index))
    for index in order[: money - sum(got)]:
        got[index] += 1
    return got


def _strictest(bound):
    bound = list(bound)
    return next((each for each in ("prohibited", "consent") if each in bound), "none")


def _claim(lien):
    return lien["number"], lien["claim"]


def _stood(row, at):
    return row["entered"] <= at and (row["ended"] is None or row["ended"] > at)


def _refusal(code, *particulars):
    return code, frozenset(particulars)
