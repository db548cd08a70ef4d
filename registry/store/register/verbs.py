"""Lock, read, write: what a filing may do inside its transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from registry.domain import canon
from registry.domain.allowance import Allowance
from registry.domain.claim import ClaimKind
from registry.domain.drafts.entering import Attendance, Entering
from registry.domain.errors import UnknownRegistration
from registry.domain.filings import Filing, Submitted
from registry.domain.filings.base import Sought
from registry.domain.lifecycle import Status, Verb
from registry.domain.measures import Currency, Money
from registry.domain.party import Filer, Giver, InstitutionType, Standing
from registry.domain.registration import (
    Act,
    Attestation,
    ClientOnRecord,
    Encumbrance,
    Ground,
    Hit,
    Hold,
    Names,
    RegistrationState,
    Seizure,
    StandingClaim,
    Transfer,
)
from registry.domain.rows import Rows
from registry.signing.vault import SealedValue
from registry.store import direct, extents, stored
from registry.store.draft_rows import ENTER, Change
from registry.store.faults import translated
from registry.store.register import attending, rekeying, searching, statements

A = TypeVar("A", bound=Act)
_spelled = json.JSONEncoder(ensure_ascii=False).encode  # ``json.dumps`` would make an encoder for every table


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this token was used for before: an entry, or a draft, which has no payload here."""

    fingerprint: bytes
    of: str
    payload: bytes | None
    jws: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the read behind the lock found."""

    ground: Ground
    earlier: Earlier | None


@dataclass(frozen=True, slots=True)
class Known:
    """The keys of what is followed up, and the names under which anything was ever entered on the same assets."""

    held: frozenset[str] = frozenset()
    ties: tuple[Names, ...] = ()

    @property
    def names(self) -> Names:
        return frozenset[str]().union(*self.ties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything one filing leaves behind."""

    entry: Mapping[str, Any]
    evidence: Mapping[str, Any]
    rows: Rows
    disclosures: Sequence[Mapping[str, Any]] = ()
    certificate: Mapping[str, Any] | None = None
    statement: bytes | None = None
    idempotency: Mapping[str, Any] | None = None

    def added(self) -> dict[str, Sequence[Any]]:
        """The new rows, by table."""
        return {
            "entry": [self.entry],
            "evidence": [self.evidence],
            "disclosure": self.disclosures,
            "certificate": [self.certificate] if self.certificate else [],
            "idempotency": [self.idempotency] if self.idempotency else [],
            **self.rows.added,
        }

    def closed(self) -> dict[str, list[Any]]:
        """What names the rows that end, with the instant at which they do, by table."""
        closed: dict[str, list[Any]] = {}
        for closing in self.rows.closed:
            closed.setdefault(closing.table, []).append({**closing.named, "recorded_until": closing.until})
        return closed


HASHED: Mapping[str, Sequence[str]] = {
    "party": ("registration", "ordinal", "name_hash", "identifier_hash"),
    "inquiry": ("entry", "ordinal", "term"),
}
"""The tables that hold hashes of personal values: what names a row, and what of it is one."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """An entry that holds values about to go, and the sealed values it keeps, by digest."""

    payload: bytes
    kept: Mapping[str, SealedValue]


class Register:
    """One transaction on the register. Made by ``Store.attempts``, never elsewhere."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def alone(self, institution: str) -> bool:
        """Whether the institution has nothing large under way but this, on any machine."""
        (row,) = direct.ask(self._connection, statements.ALONE, whose=institution)
        return bool(row["alone"])

    def lock(self, keys: Iterable[str]) -> None:
        """Make every other filing that touches these keys wait for us; sorted, so that two never deadlock."""
        direct.act(self._connection, statements.LOCK, keys=sorted(set(keys)))

    def lock_with(self, entering: Entering, keys: Iterable[str]) -> None:
        """The same for a draft; and whoever would disable its maker or its second person waits, too."""
        here = {"within": entering.draft.institution, "people": sorted(entering.people)}
        direct.act(self._connection, attending.LOCK, keys=sorted(set(keys)), **here)

    def attendance(self, entering: Entering, *, whose: str) -> Attendance:
        """Who stands behind a draft that would become a filing of that institution."""
        draft = entering.draft
        asked = {"people": sorted(entering.people), "maker": draft.maker, "within": draft.institution}
        (row,) = direct.ask(self._connection, attending.ATTENDANCE, **asked, whose=whose, draft=draft.id)
        return attending.attendance(row, maker=draft.maker)

    def enter_draft(self, change: Change, *, entry: str) -> bool:
        """Whether the draft was waiting, seen so and another's than its second person's, and is entered now. After
        ``lock``, which says whose drafts are to be seen."""
        return bool(direct.ask(self._connection, ENTER, **change.binds(), entry=entry))

    def read(self, filing: Filing, submitted: Submitted, *, keys: Iterable[str], sought: Sought | None = None) -> Found:
        """What stands on the keys now. After ``lock``: its own statement, with its own snapshot."""
        if sought:
            return self._searched(sought, submitted.by)
        asked: dict[str, Any] = {
            "keys": sorted(set(keys)),
            "client": submitted.by.client,
            "idempotency": submitted.idempotency_key,
            "key_id": submitted.evidence.key_id,
        }
        statement = statements.READ_ENROLMENT
        if filing.certified:
            statement = _reading(filing)
            drawn = extents.written(filing.outlines().values())
            asked |= {"number": filing.number, "extents": drawn}
        if statement is statements.READ:
            asked |= {"creditor": filing.creditor, "claim": filing.claim}
        (row,) = direct.ask(self._connection, statement, **asked)
        return Found(_ground(row), _earlier(row["earlier"]))

    def _searched(self, sought: Sought, by: Filer) -> Found:
        asked = {
            "client": by.client, "by": str(sought.by), "terms": list(sought.terms),
            "as_of": sought.as_of, "most": sought.most,
        }  # fmt: skip
        with translated():
            row = dict(self._connection.execute(searching.READ_SEARCH, asked).mappings().one())
        return Found(_ground(row, hits=tuple(searching.hit(each) for each in row["hits"] or ())), None)

    def write(self, written: Written) -> None:
        """Enter everything in one statement. Raises RuntimeError if a row to be closed was not there to close."""
        count = self._put(written.added(), written.closed(), statement=written.statement)
        if count != len(written.rows.closed):
            raise RuntimeError(f"{len(written.rows.closed)} rows to close, {count} closed")

    def _put(
        self, added: Mapping[str, Sequence[Any]], closed: Mapping[str, Sequence[Any]], *, statement: bytes | None
    ) -> int:
        """How many rows were closed."""
        filled = {"entry": [], **{table: rows for table, rows in added.items() if rows}}
        binds = {table: _spelled(rows) for table, rows in filled.items()}
        binds |= {f"closed_{table}": _spelled(rows) for table, rows in closed.items()}
        writing = statements.writing(frozenset(filled), frozenset(closed))
        (done,) = direct.ask(self._connection, writing, statement=statement, **binds)
        return int(done["closed"])

    def bearing(self, digests: Iterable[str]) -> list[Bearer]:
        """The entries that hold these values, oldest first."""
        with translated():
            found = self._connection.execute(statements.BEARING, {"digests": list(digests)}).mappings().all()
        return [_bearer(dict(row)) for row in found]

    def erase(self, digests: Sequence[str], *, hashed: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Drop the disclosures and the hashes the given rows no longer have, by table. Raises UnknownRegistration, and
        nothing is erased, unless every digest has a disclosure; a trigger refuses any that no redaction names."""
        with translated():
            erased = self._connection.execute(statements.ERASE, {"digests": list(digests)}).rowcount
            for table, columns in HASHED.items():
                rows = [{name: row[name] for name in columns} for row in hashed[table]]
                self._connection.execute(statements.FORGET[table], {"rows": json.dumps(rows)})
        if erased != len(set(digests)):
            raise UnknownRegistration("a digest without a disclosure")

    def under_others(self, current: str, *, after: str) -> dict[str, SealedValue]:
        """The next disclosures that are sealed under another key, by digest."""
        return rekeying.under_others(self._connection, current=current, after=after)

    def reseal(self, sealed: Mapping[str, SealedValue]) -> None:
        """Put these in the place of what the same values were sealed as."""
        rekeying.reseal(self._connection, sealed)

    def hashing(self, after: int) -> tuple[int | None, list[rekeying.Hashing]]:
        """The next entries whose rows hold hashes, and the number of the last of them."""
        return rekeying.hashing(self._connection, after=after)

    def rehash(self, hashed: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
        """Put the hashes of these rows, by table, in the place of others that stand there. How many were others."""
        rows = {table: [{name: row[name] for name in HASHED[table]} for row in each] for table, each in hashed.items()}
        return rekeying.rehash(self._connection, rows)

    def known(self, number: str | None, *, names: Iterable[str] = ()) -> Known:
        """The keys that a registration or an act holds or held, and what is entered under other names of its assets or
        of what goes by these."""
        (found,) = direct.ask(self._connection, statements.KNOWN, number=number, names=sorted(set(names)))
        return Known(frozenset(found["held"] or ()), tuple(map(frozenset, found["ties"] or ())))


def _reading(filing: Filing) -> sa.TextClause:
    if filing.reads_states:
        return statements.READ_STATES
    return statements.READ_EVER if filing.looks_back else statements.READ


def _bearer(row: Mapping[str, Any]) -> Bearer:
    kept = {
        each["digest"]: SealedValue(key_id=each["key_id"], sealed=bytes.fromhex(each["sealed"]))
        for each in row["kept"] or ()
    }
    return Bearer(row["payload"].encode(), kept)


def _ground(row: Mapping[str, Any], *, hits: tuple[Hit, ...] = ()) -> Ground:
    liens, acts, ended = _told_apart(row["encumbrances"] or ())
    return Ground(
        at=row["at"].astimezone(UTC),
        settled_until=row["settled_until"].astimezone(UTC),
        waiting_since=row["waiting_since"],
        last_instant=_latest(row),
        serial=row["serial"],
        standing=_standing(row["standing"]),
        encumbrances=liens,
        seizures=_of_kind(Seizure, acts),
        holds=_of_kind(Hold, acts),
        transfers=_of_kind(Transfer, acts),
        attestations=_of_kind(Attestation, acts),
        ended=ended,
        ledgers=tuple(map(stored.ledger, row.get("ledgers") or ())),
        states={each["number"]: _registration(each) for each in row.get("states") or ()},
        parties=row.get("parties") or {},
        positions=row["positions"] or {},
        registration=_registration(row["registration"]) if row["registration"] else None,
        hits=hits,
        enrolled=row["enrolled"],
        client=ClientOnRecord(**row["client"]) if row.get("client") else None,
        administrators=row.get("administrators") or {},
        creditor=InstitutionType(row["creditor"]) if row.get("creditor") else None,
        claim_holder=row.get("claim_holder"),
    )


def _of_kind(kind: type[A], acts: Sequence[Act]) -> tuple[A, ...]:
    return tuple(each for each in acts if isinstance(each, kind))


def _latest(row: Mapping[str, Any]) -> datetime | None:
    instants: list[datetime] = [row["last_instant"]] if row["last_instant"] else []
    if row["registration"]:
        instants.append(datetime.fromisoformat(row["registration"]["recorded_from"]))
    return max(instants).astimezone(UTC) if instants else None


def _standing(found: Mapping[str, Any] | None) -> Standing | None:
    if found is None:
        return None
    return Standing(
        institution=found["institution"],
        name=found["name"],
        identifier=found["identifier"],
        type=InstitutionType(found["type"]),
        key_live=found["key_live"],
        client=found["client"],
        role=found["role"],
        allowance=_allowance(found),
    )


def _allowance(found: Mapping[str, Any]) -> Allowance | None:
    """None where no allowance was ever entered."""
    if found["verbs"] is None:
        return None
    ceiling = Money(found["ceiling_minor"], Currency(found["currency"])) if found["currency"] else None
    return Allowance(verbs=frozenset(map(Verb, json.loads(found["verbs"]))), ceiling=ceiling)


def _told_apart(
    found: Sequence[Mapping[str, Any]],
) -> tuple[tuple[Encumbrance, ...], tuple[Act, ...], tuple[Act, ...]]:
    """The security that stands, the acts that do, and those that have ended."""
    liens = tuple(_encumbrance(each) for each in found if each["registration"] and not each["recorded_until"])
    acts = stored.acts(found)
    standing = tuple(each for each in acts if each.recorded_until is None)
    return liens, standing, tuple(each for each in acts if each.recorded_until)


def _encumbrance(found: Mapping[str, Any]) -> Encumbrance:
    return Encumbrance(
        id=found["id"],
        registration=found["registration"],
        institution=found["institution"],
        contract_number=found["contract_number"],
        asset=stored.asset(found["asset"]),
        terms=stored.terms(found["terms"]),
        keys=stored.keys(found["keys"]),
        recorded_from=datetime.fromisoformat(found["recorded_from"]),
        expires_on=date.fromisoformat(found["expires_on"]),
        maximum=found["maximum"],
        item=found["item"],
        claim=found["claim"],
        terms_version=found["terms_version"],
        behind=tuple(found["behind"] or ()),
        givers=frozenset(found["givers"] or ()),
        passed_at=stored.instant(found["passed_at"]) if found["passed_at"] else None,
        determined_at=stored.instant(found["determined_at"]) if found["determined_at"] else None,
    )


def _registration(found: Mapping[str, Any]) -> RegistrationState:
    return RegistrationState(
        number=found["number"],
        institution=found["institution"],
        version=found["version"],
        status=Status(found["status"]),
        expires_on=date.fromisoformat(found["expires_on"]),
        registered_at=datetime.fromisoformat(found["registered_at"]),
        claims=tuple(_claim(each) for each in found["claims"]),
        creditor=InstitutionType(found["creditor"]) if found["creditor"] else None,
        creditor_is_person=found["creditor_is_person"],
        creditor_number=found["creditor_number"],
        grantors=tuple(map(_giver, found["grantors"])),
        for_another=found["for_another"],
    )


def _giver(found: Mapping[str, Any]) -> Giver:
    """A grantor as the first entry names him, without what is hidden there of a person."""
    return canon.build(Giver, {each.name: found[each.name] for each in fields(Giver) if each.name in found})


def _claim(found: Mapping[str, Any]) -> StandingClaim:
    currency = Currency(found["currency"])
    return StandingClaim(
        version=found["version"],
        kind=ClaimKind(found["claim_kind"]),
        contract_number=found["contract_number"],
        principal=Money(found["principal_minor"], currency),
        due_on=date.fromisoformat(found["due_on"]),
        maximum_amount=Money(found["maximum_minor"], currency) if found["maximum_minor"] else None,
    )


def _earlier(found: Mapping[str, Any] | None) -> Earlier | None:
    if found is None:
        return None
    payload = found["payload"].encode() if found["payload"] else None
    return Earlier(bytes.fromhex(found["fingerprint"]), found["of"], payload, found["jws"])
