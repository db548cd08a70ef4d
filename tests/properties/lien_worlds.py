"""Two registers that a machine can file in: entries decided and folded in memory, where days pass when told to, and the
desk itself on a real PostgreSQL. Who files is named by a part and a number: ("lender", 0)."""

import itertools
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from registry.domain import lien_status, projection
from registry.domain.admission import decide
from registry.domain.burden import Agreement, Burden, LaterTerms
from registry.domain.claim import ClaimKind
from registry.domain.entry import prepare, read
from registry.domain.filings import FollowUp, Submitted
from registry.domain.identifiers import Scheme
from registry.domain.lifecycle import Status, Verb
from registry.domain.measures import Money
from registry.domain.party import Identifier, InstitutionType, PartyType, SecuredCreditor
from registry.domain.registration import (
    Encumbrance,
    Ground,
    Hold,
    RegistrationState,
    Seizure,
    StandingClaim,
    Transfer,
)
from registry.store import stored
from registry.store.reads.lien_status import on_keys
from tests.acts import by
from tests.lender import Lender
from tests.samples import NOON, a_bank, a_standing, a_uscc, counting, some_evidence

KINDS = {
    "lender": InstitutionType.FINANCIAL_INSTITUTION,
    "court": InstitutionType.COURT,
    "exchange": InstitutionType.EXCHANGE,
}
PARTIES = [("lender", 0), ("lender", 1), ("lender", 2), ("court", 0), ("court", 1), ("exchange", 0), ("exchange", 1)]


def _hashed(label, value):
    return f"{label}#{value}"


class Folded:
    """A register without a database: the rows are those that the fold makes of every entry, read as the store does."""

    can_wait = True

    def __init__(self):
        self.at = NOON
        self._fresh, self._serial = counting(), itertools.count(1)
        self._tables, self._verbs = defaultdict(list), {}
        self._banks, self._standing = {}, {}
        for who in PARTIES:
            self._banks[who] = a_bank(name=f"{who[0]} {who[1]}", uscc=a_uscc())
            self._standing[who] = a_standing(self._banks[who], kind=KINDS[who[0]], role=who[0])

    def creditor(self, lender):
        return self._banks[lender]

    def now(self):
        return self.at

    def wait(self, days):
        self.at += timedelta(days=days)

    def settle(self):
        return self.at

    def file(self, who, filing):
        filing.check()
        self.at += timedelta(seconds=1)
        standing = self._standing[who]
        ground = self._ground(filing, standing)
        decision = decide(filing, ground, by=by(standing), fresh=self._fresh)
        submitted = Submitted(by=by(standing), evidence=some_evidence(), request=b"{}")
        made = prepare(filing, decision, submitted=submitted, at=self.at, fresh=self._fresh)
        entry = read(made.entry.payload())
        self._verbs[entry.registration, entry.at] = entry.verb
        revealed = {each.digest: each for each in made.disclosures}
        self._enter(projection.rows(entry, reveal=revealed.get, hashed=_hashed))
        return entry

    def status(self, asked, as_of=None):
        found = [self._joined(each) for each in self._tables["encumbrance"]]
        found = [each for each in found if {key["key"] for key in each["keys"]} & set(asked.every_key)]
        burdens = tuple(self._burden(each) for each in found if each["registration"])
        held = lien_status.Register(as_of=as_of or self.at, asked=asked, burdens=burdens, acts=stored.acts(found))
        return lien_status.status(held)

    # --- rows -------------------------------------------------------------------------------------------------------

    def _enter(self, rows):
        for closing in rows.closed:
            (row,) = self._rows(closing.table, **closing.named, recorded_until=None)
            row["recorded_until"] = closing.until
        for table, added in rows.added.items():
            self._tables[table] += [{"recorded_until": None, **row} for row in added]

    def _rows(self, table, **named):
        return [row for row in self._tables[table] if all(row[name] == value for name, value in named.items())]

    def _joined(self, row):
        keys = sorted(self._rows("encumbrance_key", encumbrance=row["id"]), key=lambda each: each["key"])
        parties = [(each["part"], each["identifier_hash"]) for each in self._rows("party", registration=row.get("act"))]
        return {"registration": None, "act": None, "item": None, "claim": None, **row, "keys": keys, "parties": parties}

    def _claim_row(self, burden):
        """What was entered of the claim that a burden secures."""
        if burden["claim"]:
            return self._rows("further_claim", registration=burden["registration"], version=burden["claim"])[0]
        return self._rows("registration", number=burden["registration"])[0]

    def _standing_on(self, keys, number, *, ever):
        held = {row["encumbrance"] for row in self._tables["encumbrance_key"] if row["key"] in keys}
        return [
            each
            for each in map(self._joined, self._tables["encumbrance"])
            if (ever or each["recorded_until"] is None)
            and (each["id"] in held or (number and number in (each["registration"], each["act"])))
        ]

    # --- what a filing finds ----------------------------------------------------------------------------------------

    def _ground(self, filing, standing):
        followed = self._standing_on((), filing.number, ever=True)
        keys = {*filing.locks(), *(key["key"] for each in followed for key in each["keys"])}
        found = self._standing_on(keys, filing.number, ever=filing.looks_back)
        held = [row for row in self._tables["encumbrance_key"] if row["key"] in keys]
        acts = self._acts(found)
        return Ground(
            at=self.at,
            settled_until=self.at - timedelta(seconds=1),
            last_instant=max((stored.instant(row["recorded_from"]) for row in held), default=None),
            serial=next(self._serial),
            standing=standing,
            encumbrances=tuple(map(self._encumbrance, self._live(found))),
            parties=self._places(),
            grantors=_known(filing.givers),
            positions=_positions(held),
            registration=self._state(filing.number),
            **acts,
        )

    @staticmethod
    def _acts(found):
        acts = stored.acts(found)
        standing = [each for each in acts if each.recorded_until is None]
        named = (("seizures", Seizure), ("holds", Hold), ("transfers", Transfer))
        told = {name: tuple(each for each in standing if isinstance(each, of)) for name, of in named}
        return told | {"ended": tuple(each for each in acts if each.recorded_until)}

    @staticmethod
    def _live(found):
        return [each for each in found if each["registration"] and each["recorded_until"] is None]

    def _places(self):
        places = defaultdict(int)
        for row in self._tables["party"]:
            places[row["registration"]] = max(places[row["registration"]], row["ordinal"] + 1)
        return places

    def _encumbrance(self, row):
        claim = self._claim_row(row)
        (claimed,) = self._rows("registration", number=row["registration"])
        terms = self._rows("encumbrance_terms", encumbrance=row["id"], recorded_until=None)
        agreed = self._rows("subordination", encumbrance=row["id"], recorded_until=None)
        return Encumbrance(
            **{name: row[name] for name in ("id", "registration", "institution", "item", "claim")},
            contract_number=claim["contract_number"],
            asset=stored.asset(row["asset"]),
            terms=stored.terms((terms or [row])[0]["terms"]),
            keys=stored.keys(row["keys"]),
            recorded_from=stored.instant(row["recorded_from"]),
            expires_on=stored.day(row["expires_on"]),
            maximum=claim["maximum_minor"] is not None,
            terms_version=terms[0]["version"] if terms else None,
            behind=tuple(sorted(each["behind"] for each in agreed)),
            givers=frozenset(
                each["identifier_hash"]
                for each in self._rows(
                    "party", registration=row["registration"], part="grantor", entry=claimed["entry"]
                )
            ),
        )

    def _state(self, number):
        versions = self._rows("registration_version", number=number, recorded_until=None)
        if not versions:
            return None
        (registration,) = self._rows("registration", number=number)
        further = self._rows("further_claim", registration=number)
        return RegistrationState(
            number=number,
            institution=registration["institution"],
            version=versions[0]["version"],
            status=Status(versions[0]["status"]),
            expires_on=date.fromisoformat(versions[0]["expires_on"]),
            registered_at=stored.instant(registration["registered_at"]),
            claims=tuple(map(_claim, [{"version": 1, **registration}, *further])),
            creditor=KINDS["lender"],
        )

    # --- what an answer finds ---------------------------------------------------------------------------------------

    def _burden(self, row):
        until = row["recorded_until"]
        return Burden(
            **{name: row[name] for name in ("id", "registration", "institution", "claim")},
            creditor=row["institution"],
            asset=stored.asset(row["asset"]),
            terms=stored.terms(row["terms"]),
            keys=stored.keys(row["keys"]),
            recorded_from=stored.instant(row["recorded_from"]),
            recorded_until=stored.instant(until) if until else None,
            expires_on=stored.day(row["expires_on"]),
            maximum=self._claim_row(row)["maximum_minor"] is not None,
            contests=tuple(json.loads(row.get("contests") or "[]")),
            ended_by=self._verbs[row["registration"], stored.instant(until)] if until else None,
            later=tuple(
                LaterTerms(terms=stored.terms(each["terms"]), verb=Verb.STATUTORY_REGISTRATION, **_interval(each))
                for each in self._rows("encumbrance_terms", encumbrance=row["id"])
            ),
            agreements=tuple(
                Agreement(behind=each["behind"], registration=each["registration"], **_interval(each))
                for each in self._rows("subordination", encumbrance=row["id"])
            ),
        )


def _known(givers):
    return tuple(_hashed("identifier", f"{each.scheme}:{each.value}") for each in givers)


def _positions(held):
    last = defaultdict(int)
    for row in held:
        last[row["key"]] = max(last[row["key"]], row["position"])
    return last


def _interval(row):
    until = row["recorded_until"]
    return {
        "recorded_from": stored.instant(row["recorded_from"]),
        "recorded_until": stored.instant(until) if until else None,
    }


def _claim(row):
    return StandingClaim(
        version=row["version"],
        kind=ClaimKind(row["claim_kind"]),
        contract_number=row["contract_number"],
        principal=Money(row["principal_minor"]),
        due_on=date.fromisoformat(row["due_on"]),
        maximum_amount=Money(row["maximum_minor"]) if row["maximum_minor"] else None,
    )


class Served:
    """The register itself, without HTTP. Its clock is the database's, and nobody moves it."""

    can_wait = False

    def __init__(self, register, offices):
        self._register, self._offices = register, offices
        self._settled = False

    def creditor(self, lender):
        enrolled = self._offices[lender].enrolled
        identifier = Identifier(Scheme.USCC, enrolled.uscc)
        return SecuredCreditor(type=PartyType.ORGANIZATION, name=enrolled.name, identifier=identifier)

    def now(self):
        return datetime.now(UTC)  # noqa: TID251

    def settle(self):
        self._settled = True
        self._register.sequence_before_the_fuse_blows()
        return self._register.settle()

    def file(self, who, filing):
        self._settled = False
        office = self._offices[who]
        return (office.follow_up if isinstance(filing, FollowUp) else office.file)(filing).entry

    def status(self, asked, as_of=None):
        if not self._settled:
            self.settle()
        (held,) = on_keys(self._register.store, [asked], as_of=as_of)
        return lien_status.status(held)


def offices(register):
    """An institution of each part with its enrolled key."""
    return {(part, number): Lender(register, f"示例{part}{number}", kind=KINDS[part]) for part, number in PARTIES}
