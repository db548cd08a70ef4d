"""`registry audit`: replay the journal and compare everything that was made from it.

Replay never decides again and asks no clock: it folds what was decided. What is compared: every commitment, every
evidence digest and signature, every certificate down to its bytes, every column of every projection row, the public log
(``audit_log``), and the lists of how certificates stand (``audit_status``). A column made from a disclosure is compared
while the disclosure exists and must be NULL once it is redacted. Running totals are added up anew from the liens: what
the entries decided of them is not taken on trust.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from registry.domain import canon, certificate, entry
from registry.domain.disclosure import Disclosure, digests_in
from registry.domain.entry import Entry
from registry.domain.lifecycle import Verb
from registry.domain.projection import rows
from registry.domain.rows import Rows
from registry.domain.running_totals import discrepancies
from registry.domain.status_list import Place
from registry.service import audit_log, audit_status, evidence
from registry.service.authority import Authority
from registry.signing.errors import SigningError
from registry.signing.vault import SealedValue
from registry.store import Snapshot, Store
from registry.store.reads import journal

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the journal says: where, and what. Never a personal value."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def audit(
    store: Store,
    authority: Authority,
    *,
    progress: Progress = lambda _done, _all: None,
    checkpoint: str | None = None,
) -> list[Difference]:
    """Every difference between the journal and what stands beside it, in order of the journal; empty when all holds.

    ``checkpoint`` is one of the log's that was kept elsewhere: without it a log that was shortened or made anew passes.
    """
    found: list[Difference] = []
    with store.snapshot() as seen:  # or every filing that commits meanwhile would be a row too many
        replay = _Replay(seen, authority)
        total = journal.size(seen)
        for done, (row, disclosed) in enumerate(journal.entries(seen), start=1):
            found += [Difference(f"entry {row['id']}", what) for what in replay.entry(row, disclosed)]
            progress(done, total)
        found += [Difference(f"entry {missing}", f"{name} of no entry") for name, missing in journal.strays(seen)]
        found += replay.added_up()
        for name in replay.tables:
            found += replay.compared(name)
        logged = audit_log.differences(seen, authority.ring, checkpoint=checkpoint)
        told = audit_status.differences(seen, authority.ring, versions=replay.tables["registration_version"])
        found += [Difference(where, what) for where, what in chain(logged, told)]
    return found


class _Replay:
    """What the journal so far amounts to. Its methods say what is wrong, and their caller with what."""

    def __init__(self, store: Snapshot, authority: Authority) -> None:
        self._store = store
        self._authority = authority
        self._shape = journal.projection_names()
        self._redacted = {row["digest"] for row in journal.projected(store, "redaction")}
        self._keys: dict[str, tuple[Mapping[str, Any], bool]] = {}  # key id -> public JWK, live
        self.tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in self._shape}

    def entry(self, row: Mapping[str, Any], disclosed: list[Mapping[str, Any]]) -> Iterator[str]:
        """What is wrong with an entry and what was recorded with it; then the entry counts for those after it."""
        payload = row["payload"].encode()
        try:
            made = entry.read(payload)
        except canon.NotCanonical as broken:
            yield f"payload is not a canonical entry ({broken})"
            return
        if entry.commitment(payload) != bytes(row["commitment"]):
            yield "commitment is not that of the payload"
        yield from _columns(made, row)
        yield from self._certificate(made, row)
        revealed, unopened = self._revealed(disclosed)
        yield from (f"disclosure {digest} does not open" for digest in unopened)
        yield from self._disclosures(made, {*revealed, *unopened})
        yield from evidence.faults(made, row, keys=self._keys, revealed=revealed)
        try:
            yield from self._apply(rows(made, reveal=revealed.get, hashed=self._authority.hashed))
            self._learn(made)
        except (LookupError, TypeError, ValueError) as broken:  # canonical, and still nothing that was ever written
            yield f"payload does not say what its verb needs ({type(broken).__name__})"

    def added_up(self) -> Iterator[Difference]:
        """Where the running totals that the entries decided are not what the liens they entered come to."""
        ledgers, keys = self.tables["quantity"].values(), self.tables["encumbrance_key"].values()
        for row, what in discrepancies(ledgers, keys):
            yield Difference(_where("quantity", (row["key"], row["measure"], row["number"])), what)

    def compared(self, name: str) -> Iterator[Difference]:
        """How a projection's table differs from what the whole journal makes of it."""
        key, columns = self._shape[name]
        unseen = dict(self.tables[name])
        for row in journal.projected(self._store, name):
            named = tuple(row[column] for column in key)
            made = unseen.pop(named, None)
            where = _where(name, named)
            if made is None:
                yield Difference(where, "a row that no entry made")
                continue
            yield from (
                Difference(where, f"column {column} is not what the journal makes of it")
                for column in columns
                if row[column] != _text(made.get(column))
            )
        for named in unseen:
            yield Difference(_where(name, named), "a row that an entry made is missing")

    def _certificate(self, made: Entry, row: Mapping[str, Any]) -> Iterator[str]:
        if (row["jws"] is None) == certificate.is_certified(made.verb):
            yield "certificate missing" if row["jws"] is None else "certificate where there is none"
            return
        if row["jws"] is None:
            return
        try:
            payload = self._authority.opened(row["jws"])
            contents = canon.loads(payload)
            committed, nonce = entry.commitment(row["payload"].encode()), canon.unb64(contents["nonce"])
            listed = _listed(contents)
            expected = certificate.contents(
                made, self._authority.issuer, committed=committed, nonce=nonce, listed=listed
            )
            placed = _places(listed, row)
        except (SigningError, canon.NotCanonical, KeyError, TypeError) as fault:
            yield f"certificate does not verify ({fault})"
            return
        if payload != expected:
            yield "certificate does not say what the entry says"
        if certificate.statement(payload) != bytes(row["statement"]) or contents["number"] != row["certificate"]:
            yield "certificate's number or statement differs from what was signed"
        yield from () if placed else ["certificate's place in the status lists differs from what was signed"]

    def _revealed(self, disclosed: list[Mapping[str, Any]]) -> tuple[dict[str, Disclosure], list[str]]:
        """The disclosures kept, by digest, and the digests of those that do not open or are another's."""
        revealed: dict[str, Disclosure] = {}
        unopened: list[str] = []
        for value in disclosed:
            digest = value["digest"]
            try:
                sealed = SealedValue(key_id=value["key_id"], sealed=bytes(value["sealed"]))
                revealed[digest] = self._authority.unseal(digest, sealed)
            except SigningError:
                unopened.append(digest)
        return revealed, unopened + [digest for digest, found in revealed.items() if found.digest != digest]

    def _disclosures(self, made: Entry, kept: set[str]) -> Iterator[str]:
        named = {*digests_in(made.filing), *([made.request] if made.request else [])}
        for digest in sorted(named - kept - self._redacted):
            yield f"disclosure {digest} is gone without a redaction"
        for digest in sorted(kept - named):
            yield f"disclosure {digest} is not one of the entry's"
        for digest in sorted(kept & self._redacted):
            yield f"disclosure {digest} is still there after its redaction"

    def _apply(self, folded: Rows) -> Iterator[str]:
        for closing in folded.closed:
            key, _ = self._shape[closing.table]
            standing = self.tables[closing.table].get(tuple(closing.named[name] for name in key))
            if standing is None or standing["recorded_until"] is not None:
                yield f"closes a row of {closing.table} that does not stand"
                continue
            standing["recorded_until"] = closing.until
        for table, added in folded.added.items():
            key, _ = self._shape[table]
            self.tables[table] |= {tuple(made[name] for name in key): made for made in added}

    def _learn(self, made: Entry) -> None:
        """Keys count from the entry that enrols them to the one that revokes them."""
        if made.verb is Verb.ENROL_KEY:
            self._keys[made.filing["key_id"]] = (made.filing["jwk"], True)
        elif made.verb is Verb.REVOKE_KEY:
            jwk, _ = self._keys[made.filing["key_id"]]
            self._keys[made.filing["key_id"]] = (jwk, False)


def _columns(made: Entry, row: Mapping[str, Any]) -> Iterator[str]:
    said = {"id": made.id, "verb": str(made.verb), "registration": made.registration, "version": made.version}
    for name, value in said.items():
        if row[name] != value:
            yield f"column {name} differs from the payload"
    if canon.instant(row["at"]) != canon.instant(made.at):
        yield "column at differs from the payload"


def _where(table: str, named: tuple[Any, ...]) -> str:
    return f"{table} {' '.join(str(part) for part in named)}"


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _listed(contents: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Where the certificate says its standing is published; those of before there were lists say nothing."""
    said = contents.get("status")
    return said if isinstance(said, dict) else None


def _places(listed: Mapping[str, Any] | None, row: Mapping[str, Any]) -> bool:
    """Whether the signed place is the row's. The register's address is as it was then: it may have moved since."""
    if listed is None or row["status_list"] is None:
        return listed is row["status_list"] is row["status_index"] is None
    origin = str(listed["status_list"]["uri"]).rpartition("/status/")[0]
    return listed == Place(row["status_list"], row["status_index"]).claim(origin)
