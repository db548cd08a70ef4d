"""`registry audit`: replay the journal and compare everything that was made from it.

Replay never decides again and asks no clock: it folds what was decided. What is compared: every commitment, every
evidence digest and signature, every certificate down to its bytes, and every column of every projection row. A column
made from a disclosure is compared while the disclosure exists and must be NULL once it is redacted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.domain import canon, certificate, entry
from registry.domain.disclosure import Disclosure, digests_in
from registry.domain.entry import Entry
from registry.domain.lifecycle import Verb
from registry.domain.projection import Rows, rows
from registry.service import evidence
from registry.service.authority import Authority
from registry.signing.errors import SigningError
from registry.signing.vault import SealedValue
from registry.store import Store
from registry.store.reads import journal

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the journal says: where, and what. Never a personal value."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True)
class _Replay:
    """What the journal so far amounts to."""

    tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]]
    keys: dict[str, tuple[Mapping[str, Any], bool]] = field(default_factory=dict)  # key id -> public JWK, live


def audit(store: Store, authority: Authority, *, progress: Progress = lambda _done, _all: None) -> list[Difference]:
    """Every difference between the journal and what stands beside it, in order of the journal; empty when all holds."""
    found: list[Difference] = []
    shape = journal.projection_names()
    replay = _Replay({name: {} for name in shape})
    total = journal.size(store)
    redacted = _redacted(store)
    for done, (row, disclosed) in enumerate(journal.entries(store), start=1):
        found += _entry(row, disclosed, replay, authority=authority, redacted=redacted)
        progress(done, total)
    for name, (key, columns) in shape.items():
        found += _compare(name, key, columns, expected=replay.tables[name], store=store)
    return found


def _redacted(store: Store) -> set[str]:
    return {row["digest"] for row in journal.projected(store, "redaction")}


def _entry(
    row: Mapping[str, Any],
    disclosed: list[Mapping[str, Any]],
    replay: _Replay,
    *,
    authority: Authority,
    redacted: set[str],
) -> Iterator[Difference]:
    where, payload = f"entry {row['id']}", row["payload"].encode()
    try:
        made = entry.read(payload)
    except canon.NotCanonical as broken:
        yield Difference(where, f"payload is not a canonical entry ({broken})")
        return
    if entry.commitment(payload) != bytes(row["commitment"]):
        yield Difference(where, "commitment is not that of the payload")
    yield from _columns(made, row, where)
    yield from _certificate(made, row, authority, where)
    revealed, unopened = _revealed(disclosed, authority)
    yield from (Difference(where, f"disclosure {digest} does not open") for digest in unopened)
    yield from _disclosures(made, {*revealed, *unopened}, redacted, where)
    for fault in evidence.faults(made, row, keys=replay.keys, revealed=revealed):
        yield Difference(where, fault)
    folded = rows(made, reveal=revealed.get, hashed=authority.hashed)
    yield from _apply(folded, replay, where)
    _learn(made, replay)


def _columns(made: Entry, row: Mapping[str, Any], where: str) -> Iterator[Difference]:
    said = {"id": made.id, "verb": str(made.verb), "registration": made.registration, "version": made.version}
    for name, value in said.items():
        if row[name] != value:
            yield Difference(where, f"column {name} differs from the payload")
    if canon.instant(row["at"]) != canon.instant(made.at):
        yield Difference(where, "column at differs from the payload")


def _certificate(made: Entry, row: Mapping[str, Any], authority: Authority, where: str) -> Iterator[Difference]:
    if (row["jws"] is None) != (made.registration is None):
        yield Difference(where, "certificate missing" if row["jws"] is None else "certificate where there is none")
        return
    if row["jws"] is None:
        return
    try:
        payload = authority.opened(row["jws"])
        contents = canon.loads(payload)
        expected = certificate.contents(made, authority.issuer, nonce=canon.unb64(contents["nonce"]))
    except (SigningError, canon.NotCanonical, KeyError, TypeError) as fault:
        yield Difference(where, f"certificate does not verify ({fault})")
        return
    if payload != expected:
        yield Difference(where, "certificate does not say what the entry says")
    if certificate.statement(payload) != bytes(row["statement"]) or contents["number"] != row["certificate"]:
        yield Difference(where, "certificate's number or statement differs from what was signed")


def _revealed(disclosed: list[Mapping[str, Any]], authority: Authority) -> tuple[dict[str, Disclosure], list[str]]:
    revealed: dict[str, Disclosure] = {}
    unopened: list[str] = []
    for value in disclosed:
        digest = value["digest"]
        try:
            sealed = SealedValue(key_id=value["key_id"], sealed=bytes(value["sealed"]))
            revealed[digest] = authority.unseal(digest, sealed)
        except SigningError:
            unopened.append(digest)
    return revealed, unopened + [digest for digest, found in revealed.items() if found.digest != digest]


def _disclosures(made: Entry, kept: set[str], redacted: set[str], where: str) -> Iterator[Difference]:
    named = {*digests_in(made.filing), *([made.request] if made.request else [])}
    for digest in sorted(named - kept - redacted):
        yield Difference(where, f"disclosure {digest} is gone without a redaction")
    for digest in sorted(kept - named):
        yield Difference(where, f"disclosure {digest} is not one of the entry's")
    for digest in sorted(kept & redacted):
        yield Difference(where, f"disclosure {digest} is still there after its redaction")


def _apply(folded: Rows, replay: _Replay, where: str) -> Iterator[Difference]:
    shape = journal.projection_names()
    for closing in folded.closed:
        key = tuple(closing.named[name] for name in shape[closing.table][0])
        standing = replay.tables[closing.table].get(key)
        if standing is None or standing["recorded_until"] is not None:
            yield Difference(where, f"closes a row of {closing.table} that does not stand")
            continue
        standing["recorded_until"] = closing.until
    for table, added in folded.added.items():
        for made in added:
            replay.tables[table][tuple(made[name] for name in shape[table][0])] = made


def _learn(made: Entry, replay: _Replay) -> None:
    """Keys count from the entry that enrols them to the one that revokes them."""
    if made.verb is Verb.ENROL_KEY:
        replay.keys[made.filing["key_id"]] = (made.filing["jwk"], True)
    elif made.verb is Verb.REVOKE_KEY:
        jwk, _ = replay.keys[made.filing["key_id"]]
        replay.keys[made.filing["key_id"]] = (jwk, False)


def _compare(
    name: str,
    key: tuple[str, ...],
    columns: tuple[str, ...],
    *,
    expected: dict[tuple[Any, ...], dict[str, Any]],
    store: Store,
) -> Iterator[Difference]:
    unseen = dict(expected)
    for row in journal.projected(store, name):
        named = tuple(row[column] for column in key)
        where = f"{name} {' '.join(str(part) for part in named)}"
        made = unseen.pop(named, None)
        if made is None:
            yield Difference(where, "a row that no entry made")
            continue
        for column in columns:
            if row[column] != _text(made.get(column)):
                yield Difference(where, f"column {column} is not what the journal makes of it")
    for named in unseen:
        yield Difference(f"{name} {' '.join(str(part) for part in named)}", "a row that an entry made is missing")


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
