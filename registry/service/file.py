"""Every filing of every verb takes this one way (design.md section 3).

What needs no lock is done first. Then, in one transaction: lock; read, in the next statement; decide; build and sign;
one write; commit. Returning means committed. The idempotency token is looked up behind the lock: looked up before, two
copies of one request would both find nothing and one would be told of a conflict with itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry.domain import canon, certificate, entry, projection
from registry.domain.admission import decide
from registry.domain.disclosure import Disclosure
from registry.domain.entry import Draft, Entry
from registry.domain.errors import AlreadyEnrolled, CollateralAlreadyPledged, FilingInProgress, IdempotencyKeyReused
from registry.domain.filings import Filing
from registry.domain.registration import Ground
from registry.service.authority import Authority
from registry.store import ConstraintFired, Store
from registry.store.register import Earlier, Found, Register, Submitted, Written

Watch = Callable[[str], None]
"""Told of every step; crash tests end the process there. Nothing in production listens."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What stands in the journal for a filing: the entry's bytes and its certificate, the same for every repeat."""

    payload: bytes
    jws: str | None

    @property
    def entry(self) -> Entry:
        return entry.read(self.payload)


class Desk:
    """Where filings are handed in: a store, the register's keys, and somebody watching the steps, or nobody."""

    def __init__(self, store: Store, authority: Authority, *, watch: Watch = lambda _: None) -> None:
        self._store = store
        self._authority = authority
        self._watch = watch

    def file(self, filing: Filing, submitted: Submitted) -> Filed:
        """Enter the filing, or raise a Refusal. Returning means that it is committed and certified."""
        filing.check()
        try:
            return self._file(filing, submitted)
        except ConstraintFired as fired:
            return self._behind_the_lock(filing, submitted, fired)

    def rehearse(self, filing: Filing, submitted: Submitted) -> Draft:
        """The same checks and answer without a lock or an entry; what it promises is nothing."""
        filing.check()
        for attempt in self._store.attempts():
            with attempt as register:
                found = register.read(filing, submitted, keys=filing.locks())
        drafted, _ = self._decided(filing, found.ground, submitted)
        return drafted

    def _file(self, filing: Filing, submitted: Submitted) -> Filed:
        for attempt in self._store.attempts():
            with attempt as register:
                filed = self._enter(register, filing, submitted)
                self._watch("written")
        self._watch("committed")
        return filed

    def _enter(self, register: Register, filing: Filing, submitted: Submitted) -> Filed:
        keys = {*filing.locks(), *(register.keys_of(filing.number) if filing.number else ())}
        register.lock(keys)
        self._watch("locked")
        found = register.read(filing, submitted, keys=keys)
        self._watch("read")
        if found.earlier:
            return _repeated(found.earlier, submitted)
        _require_locked(found, filing, keys)
        drafted, written = self._decided(filing, found.ground, submitted)
        register.write(written)
        jws = written.certificate["jws"] if written.certificate else None
        return Filed(drafted.entry.payload(), jws)

    def _decided(self, filing: Filing, ground: Ground, submitted: Submitted) -> tuple[Draft, Written]:
        decision = decide(filing, ground, by=submitted.by, fresh=os.urandom)
        drafted = entry.draft(
            filing,
            decision,
            ground,
            by=submitted.by,
            evidence=submitted.evidence,
            request=submitted.request,
            fresh=os.urandom,
        )
        self._watch("decided")
        written = self._written(drafted, filing, submitted)
        self._watch("signed")
        return drafted, written

    def _written(self, drafted: Draft, filing: Filing, submitted: Submitted) -> Written:
        made, payload = drafted.entry, drafted.entry.payload()
        if entry.read(payload) != made:
            raise RuntimeError("the entry does not read back as what was decided")
        certified = self._certified(made) if filing.certified else None
        revealed = {disclosure.digest: disclosure for disclosure in drafted.disclosures}
        token = {"client": submitted.by.client, "key": submitted.idempotency_key, "entry": made.id}
        return Written(
            entry={
                **{name: getattr(made, name) for name in ("id", "verb", "registration", "version")},
                "at": canon.instant(made.at),
                "payload": payload.decode(),
                "commitment": _hex(entry.commitment(payload)),
            },
            evidence={
                "entry": made.id,
                "kind": submitted.evidence.kind,
                "base": _hex(submitted.evidence.base),
                "signature": _hex(submitted.evidence.signature),
                "key_id": submitted.evidence.key_id,
                "rule": submitted.evidence.rule,
            },
            rows=projection.rows(made, reveal=revealed.get, hashed=self._authority.hashed),
            disclosures=[self._sealed(disclosure, made) for disclosure in drafted.disclosures],
            certificate=certified[0] if certified else None,
            statement=certified[1] if certified else None,
            idempotency=token | {"fingerprint": _hex(submitted.fingerprint)} if submitted.idempotency_key else None,
        )

    def _certified(self, made: Entry) -> tuple[dict[str, Any], bytes]:
        contents = certificate.contents(made, self._authority.issuer, nonce=os.urandom(16))
        statement = certificate.statement(contents)
        number = canon.loads(contents)["number"]
        row = {"number": number, "entry": made.id, "jws": self._authority.certify(contents)}
        return row | {"statement": _hex(statement)}, statement

    def _sealed(self, disclosure: Disclosure, made: Entry) -> dict[str, str]:
        value = self._authority.seal(disclosure)
        return {"digest": disclosure.digest, "entry": made.id, "key_id": value.key_id, "sealed": _hex(value.sealed)}

    def _behind_the_lock(self, filing: Filing, submitted: Submitted, fired: ConstraintFired) -> Filed:
        """Say what a constraint means. A token's own row fires when one token comes with two requests at once: the
        second look finds the first's entry. The others cannot fire while the lock holds; if they do, nothing was
        recorded and the filer is told of the conflict."""
        if fired.constraint == "pk_idempotency":
            return self._file(filing, submitted)
        if fired.constraint == "uq_encumbrance_key_exclusive":
            raise CollateralAlreadyPledged({}) from None
        if not filing.certified:
            raise AlreadyEnrolled(fired.constraint) from None
        raise FilingInProgress(fired.constraint) from None


def _repeated(earlier: Earlier, submitted: Submitted) -> Filed:
    if earlier.fingerprint != submitted.fingerprint:
        raise IdempotencyKeyReused
    return Filed(earlier.payload, earlier.jws)


def _require_locked(found: Found, filing: Filing, keys: set[str]) -> None:
    """A registration followed up may have gained keys between our asking for them and the lock."""
    held = {key.key for each in found.ground.encumbrances if each.registration == filing.number for key in each.keys}
    if not held <= keys:
        raise FilingInProgress("the registration gained keys meanwhile")


def _hex(data: bytes) -> str:
    """bytea in a JSON bind: PostgreSQL's hex format."""
    return f"\\x{data.hex()}"
