"""What is sealed or hashed under a former secret passes to the one in force, a batch at a time, while filings go on.

The order of a rotation: prepare the next secret and restart every process, so that all know it; put it into use and
restart them again; let what stands pass to it; and only then destroy the former. Until then both open, and whoever is
looked up is looked up under both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from registry.domain import entry
from registry.domain.projection import rows
from registry.domain.rows import Row
from registry.service.authority import Authority
from registry.signing.errors import KeyRingError
from registry.store import Store
from registry.store.people import passed_on
from registry.store.reads import rekeyed
from registry.store.register import HASHED
from registry.store.register.rekeying import Hashing

Progress = Callable[[int], None]
"""Told how many more were looked at."""


def reseal(store: Store, authority: Authority, *, progress: Progress = lambda _: None) -> int:
    """Seal under the key in force every disclosure that is under another; ``store`` is the eraser's. How many there
    were. Called again after an interruption it goes on with what is left."""
    done, after = 0, ""
    while True:
        for attempt in store.attempts():
            with attempt as register:
                others = register.under_others(authority.sealing_key, after=after)
                opened = authority.opened_all(others)
                register.reseal({digest: authority.seal(each) for digest, each in opened.items()})
        if not others:
            return done
        done, after = done + len(others), max(others)
        progress(len(others))


def reseal_factors(store: Store, authority: Authority) -> int:
    """The same of what people sign in with; ``store`` is the service's. An invitation is good for days: what is sealed
    in one is left to run out."""
    return passed_on(
        store, current=authority.sealing_key,
        anew=lambda person, sealed: authority.keep(authority.kept(sealed, of=person), of=person),
    )  # fmt: skip


def rehash(store: Store, authority: Authority, *, progress: Progress = lambda _: None) -> int:
    """Make anew under the secret in force every hash that is none of its; ``store`` is the eraser's. How many rows were
    others: none, and nothing of the former secret is left."""
    changed, after = 0, 0
    while True:
        for attempt in store.attempts():
            with attempt as register:
                last, entries = register.hashing(after)
                made = register.rehash(_hashed(entries, authority))
        if last is None:
            return changed
        changed, after = changed + made, last
        progress(len(entries))


def require_unused(store: Store, authority: Authority, *, kid: str) -> None:
    """Raise KeyRingError while anything is sealed under the secret, or a row holds a hash that is not of the one in
    force; ``store`` is the eraser's."""
    if rekeyed.sealed_under(store, kid) or rehash(store, authority):
        raise KeyRingError(
            f"Something is still under {kid}: registry privacy rekey.",
            zh=f"尚有内容在 {kid} 之下：registry privacy rekey。",
        )


def _hashed(entries: list[Hashing], authority: Authority) -> Mapping[str, list[Row]]:
    """The rows that hold hashes, as the same fold makes them that made them first."""
    folded = [_folded(each, authority) for each in entries]
    return {table: [row for each in folded for row in each.get(table, ())] for table in HASHED}


def _folded(each: Hashing, authority: Authority) -> Mapping[str, list[Row]]:
    kept = authority.opened_all(each.kept)
    return rows(entry.read(each.payload), reveal=kept.get, hashed=authority.hashed).added
