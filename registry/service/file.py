"""Every filing of every verb takes this one way (design.md section 3).

What needs no lock is done first. Then, in one transaction: lock; read, in the next statement; decide; build and sign;
one write; commit. Returning means committed. The idempotency token is looked up behind the lock: looked up before, two
copies of one request would both find nothing and one would be told of a conflict with itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from registry.domain import canon, certificate, entry, projection
from registry.domain.administration import require_approved
from registry.domain.admission import decide, require_live_key
from registry.domain.disclosure import Disclosure
from registry.domain.drafts.entering import Entering
from registry.domain.entry import Entry, Prepared
from registry.domain.errors import (
    AlreadyEnrolled,
    CollateralAlreadyPledged,
    FilingInProgress,
    IdempotencyKeyReused,
    LargeFilingUnderWay,
    QuantityExceeded,
)
from registry.domain.evidence import Evidence
from registry.domain.filings import Filing, Submitted
from registry.domain.filings.base import Sought
from registry.domain.names import names_under
from registry.domain.pilots import Pilot
from registry.domain.quota import LARGE
from registry.domain.registration import Ground, under_one_key
from registry.domain.status_list import Place, place
from registry.geometry import overlaps, require_valid
from registry.service.authority import Authority
from registry.service.evidence import written_approvals
from registry.service.redaction import forget
from registry.service.two_persons import attended, end_draft
from registry.store import ConstraintFired, Store
from registry.store.register import Earlier, Found, Known, Register, Written


class UsedForADraft(Exception):
    """The once-only token came with a filing that waits as a draft, or waited as one."""

    def __init__(self, draft: str) -> None:
        super().__init__(draft)
        self.draft = draft


Watch = Callable[[str], None]
"""Told of every step; crash tests end the process there. Nothing in production listens."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What stands in the journal for a filing: the entry's bytes and its certificate, the same for every repeat."""

    payload: bytes
    jws: str | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class _HandedIn:
    """A filing and what came with it: inside the desk the two stay together."""

    filing: Filing
    submitted: Submitted


class Desk:
    """Where filings are handed in: a store, the register's keys, and somebody watching the steps, or nobody."""

    def __init__(
        self,
        store: Store,
        authority: Authority,
        *,
        pilots: tuple[Pilot, ...] = (),
        origin: str = "",
        watch: Watch = lambda _: None,
    ) -> None:
        """``origin`` is where the register's status lists are published; certificates of none name no list."""
        self.store = store
        self.authority = authority
        self._origin = origin
        self._pilots = pilots
        self._watch = watch

    def file(self, filing: Filing, submitted: Submitted) -> Filed:
        """Enter the filing, or raise a Refusal. Returning means that it is committed and certified."""
        _check(filing)
        handed = _HandedIn(filing, submitted)
        try:
            return self._file(handed)
        except ConstraintFired as fired:
            return self._behind_the_lock(handed, fired)

    def rehearse(self, filing: Filing, submitted: Submitted) -> Prepared:
        """The same checks and answer without a lock or an entry; what it promises is nothing. Decided within the
        transaction, so that whoever rehearses what is large does so alone from its first step to its last."""
        _check(filing)
        handed = _HandedIn(filing, submitted)
        for attempt in self.store.attempts():
            with attempt as register:
                _require_alone(register, handed)
                known = _known(register, filing)
                keys = {*filing.locks(), *known.held, *known.names}
                found = register.read(filing, submitted, keys=keys, sought=self._sought(filing))
                if entering := submitted.entering:
                    handed, found = self._attended(register, handed, entering=entering, found=found)
                prepared, _ = self._decided(handed, replace(found.ground, ties=known.ties))
        return prepared

    def _file(self, handed: _HandedIn) -> Filed:
        for attempt in self.store.attempts():
            with attempt as register:
                filed = self._enter(register, handed)
                self._watch("written")
        self._watch("committed")
        return filed

    def _enter(self, register: Register, handed: _HandedIn) -> Filed:
        filing, submitted = handed.filing, handed.submitted
        _require_alone(register, handed)
        known = _known(register, filing)
        keys = {*filing.locks(), *known.held, *known.names}
        if entering := submitted.entering:
            register.lock_with(entering, keys)
        else:
            register.lock(keys)
        self._watch("locked")
        found = register.read(filing, submitted, keys=keys, sought=self._sought(filing))
        self._watch("read")
        if entering:
            handed, found = self._attended(register, handed, entering=entering, found=found)
        require_live_key(found.ground, by=submitted.by)
        if found.earlier:
            return _repeated(found.earlier, submitted)
        if not _held(found.ground, filing.number) | names_under({*filing.names, *known.names}, found.ground) <= keys:
            raise FilingInProgress("the registration or the asset gained keys between our asking for them and the lock")
        prepared, written = self._decided(handed, replace(found.ground, ties=known.ties))
        register.write(written)
        if entering:
            end_draft(register, entering, entry=prepared.entry)
        if filing.erases:
            forget(register, self.authority, digests=filing.erases)
        jws = written.certificate["jws"] if written.certificate else None
        return Filed(written.entry["payload"].encode(), jws, prepared.entry)  # it reads back as itself: see _written

    def _attended(
        self, register: Register, handed: _HandedIn, *, entering: Entering, found: Found
    ) -> tuple[_HandedIn, Found]:
        """A draft, with the institution whose filing it becomes, and the two persons behind it as its evidence."""
        filing, submitted, origin = handed.filing, handed.submitted, self.authority.issuer.origin
        submitted, ground = attended(
            register, entering, filing=filing, submitted=submitted, ground=found.ground, origin=origin
        )
        return _HandedIn(filing, submitted), replace(found, ground=ground)

    def _sought(self, filing: Filing) -> Sought | None:
        return filing.sought(self.authority.hashes)

    def _decided(self, handed: _HandedIn, ground: Ground) -> tuple[Prepared, Written]:
        filing, submitted = handed.filing, handed.submitted
        ground = self._recognised(filing, replace(_measured(filing, ground), pilots=self._pilots))
        require_approved(filing, ground, evidence=submitted.evidence, register=self.authority.issuer.origin)
        decision = decide(filing, ground, by=submitted.by, fresh=os.urandom)
        prepared = entry.prepare(filing, decision, submitted=submitted, at=ground.at, fresh=os.urandom)
        self._watch("decided")
        written = self._written(prepared, handed, serial=ground.serial)
        self._watch("signed")
        return prepared, written

    def _recognised(self, filing: Filing, ground: Ground) -> Ground:
        """The grantors as those are kept who gave the assets before or parted with them, where anybody did."""
        if not (ground.transfers or ground.encumbrances):
            return ground
        every = [self.authority.hashes("identifier", f"{n.scheme}:{n.value}") for n in filing.givers]
        known = replace(ground, grantors=tuple(current for current, *_ in every))
        return under_one_key(known, {other: current for current, *others in every for other in others})

    def _written(self, prepared: Prepared, handed: _HandedIn, *, serial: int) -> Written:
        made = prepared.entry
        payload = made.payload()
        if not entry.says(payload, made):
            raise RuntimeError("the entry does not read back as what was decided")
        revealed = {disclosure.digest: disclosure for disclosure in prepared.disclosures}
        committed = entry.commitment(payload)
        row, statement = None, None
        if handed.filing.certified:
            row, statement = self._certified(made, committed, place=self._place(made, serial))
        return Written(
            entry=_entry_row(made, payload, committed=committed),
            evidence=_evidence_row(made, handed.submitted.evidence),
            rows=projection.rows(made, reveal=revealed.get, hashed=self.authority.hashed),
            disclosures=[self._sealed(disclosure, made) for disclosure in prepared.disclosures],
            certificate=row,
            statement=statement,
            idempotency=_token_row(made, handed.submitted),
        )

    def _place(self, made: Entry, serial: int) -> Place | None:
        """Where the standing of its certificate is published; what is of no registration is of its instant."""
        if made.registration is None or not self._origin:
            return None
        return place(serial, self.authority.mixed)

    def _certified(self, made: Entry, committed: bytes, *, place: Place | None) -> tuple[dict[str, Any], bytes]:
        listed = place.claim(self._origin) if place else None
        contents = certificate.contents(
            made, self.authority.issuer, committed=committed, nonce=os.urandom(16), listed=listed
        )
        statement = certificate.statement(contents)
        row = {"number": certificate.number_of(made), "entry": made.id, "jws": self.authority.certify(contents)}
        where = {"status_list": place.list, "status_index": place.index} if place else {}
        return row | {"statement": _hex(statement)} | where, statement

    def _sealed(self, disclosure: Disclosure, made: Entry) -> dict[str, str]:
        value = self.authority.seal(disclosure)
        return {"digest": disclosure.digest, "entry": made.id, "key_id": value.key_id, "sealed": _hex(value.sealed)}

    def _behind_the_lock(self, handed: _HandedIn, fired: ConstraintFired) -> Filed:
        """Say what a constraint means. A token's own row fires when one token comes with two requests at once: the
        second look finds the first's entry. A place in a status list fires only where the key that draws it was changed
        since: the next serial number has another. The others cannot fire while the lock holds; if they do, nothing was
        recorded and the filer is told of the conflict."""
        if fired.constraint in ("pk_idempotency", "uq_certificate_status_list_status_index"):
            return self._file(handed)
        if fired.constraint == "uq_encumbrance_key_exclusive":
            raise CollateralAlreadyPledged({}) from None
        if fired.constraint == "ck_quantity_within_capacity":
            raise QuantityExceeded({}) from None
        if not handed.filing.certified:
            raise AlreadyEnrolled(fired.constraint) from None
        raise FilingInProgress(fired.constraint) from None


def _require_alone(register: Register, handed: _HandedIn) -> None:
    """Raise LargeFilingUnderWay where the institution has another large filing under way: it would take the time of
    everybody else's, and a lender who sends one after the other loses nothing."""
    if handed.filing.items > LARGE and not register.alone(handed.submitted.by.institution):
        raise LargeFilingUnderWay


def _check(filing: Filing) -> None:
    """Everything that can be wrong whatever the register holds."""
    filing.check()
    require_valid(filing.outlines())


def _measured(filing: Filing, ground: Ground) -> Ground:
    """With what the parcels offered share with those that stand and with each other: a fact for the law, which measures
    nothing."""
    if not (offered := filing.outlines()):
        return ground
    held = {each.id: outline for each in ground.encumbrances if (outline := each.asset.outline)}
    beside = offered if len(offered) > 1 else {}
    return replace(ground, overlaps=overlaps(offered, {**held, **beside}))


def _repeated(earlier: Earlier, submitted: Submitted) -> Filed:
    if earlier.fingerprint != submitted.fingerprint:
        raise IdempotencyKeyReused
    if earlier.payload is None:
        raise UsedForADraft(earlier.of)
    return Filed(earlier.payload, earlier.jws, entry.read(earlier.payload))


def _known(register: Register, filing: Filing) -> Known:
    """What is to be locked beside the keys the filing names; where it can be nothing, nobody is asked."""
    if filing.number is None and not filing.names:
        return Known()
    return register.known(filing.number, names=filing.names)


def _held(ground: Ground, number: str | None) -> set[str]:
    """The keys that the registration or act followed up holds now, if one is."""
    liens = (each.keys for each in ground.encumbrances if each.registration == number)
    acts = (each.keys for each in (*ground.seizures, *ground.holds) if each.act == number)
    return {key.key for keys in (*liens, *acts) for key in keys}


def _entry_row(made: Entry, payload: bytes, *, committed: bytes) -> dict[str, Any]:
    return {
        "id": made.id,
        "verb": made.verb,
        "registration": made.registration,
        "version": made.version,
        "at": canon.instant(made.at),
        "payload": payload.decode(),
        "commitment": _hex(committed),
    }


def _evidence_row(made: Entry, evidence: Evidence) -> dict[str, Any]:
    return {
        "entry": made.id,
        "kind": evidence.kind,
        "base": _hex(evidence.base),
        "signature": _hex(evidence.signature),
        "key_id": evidence.key_id,
        "rule": evidence.rule,
        "approvals": written_approvals(evidence),
    }


def _token_row(made: Entry, submitted: Submitted) -> dict[str, Any] | None:
    """What makes the once-only token known from now on; a filing without one leaves none."""
    if not submitted.idempotency_key:
        return None
    token = {"client": submitted.by.client, "key": submitted.idempotency_key}
    return token | {"entry": made.id, "fingerprint": _hex(submitted.fingerprint)}


def _hex(data: bytes) -> str:
    """bytea in a JSON bind: PostgreSQL's hex format."""
    return f"\\x{data.hex()}"
