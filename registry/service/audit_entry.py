"""What an audit can say of an entry by itself, whoever looks and in whatever order: that its payload is canonical and
committed to, that certificate, disclosures and evidence are those it had, and which rows it makes.

Nothing here depends on what other entries came to, apart from which keys counted when. So entries are looked at by as
many processes as there are cores, and only what their rows amount to is put together in one (``audit``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from registry.domain import canon, certificate, entry
from registry.domain.disclosure import Disclosure, digests_in
from registry.domain.entry import Entry
from registry.domain.projection import rows
from registry.domain.rows import Rows
from registry.domain.status_list import Place
from registry.service import evidence
from registry.service.authority import Authority
from registry.service.key_history import KeyHistory
from registry.signing.errors import SigningError
from registry.signing.vault import SealedValue
from registry.store.reads.journal import Recorded


@dataclass(frozen=True, slots=True)
class Examined:
    """An entry that was looked at: what is wrong with it, and the rows it makes if it says what any would."""

    id: str
    faults: tuple[str, ...]
    rows: Rows | None = None
    former: Mapping[str, Collection[str]] = field(default_factory=dict)
    """While the search secret is being replaced: the hashes under other ones, by that under the current."""


class Examiner:
    """Looks at one entry after another. Keeps nothing of what it saw."""

    def __init__(self, authority: Authority, *, keys: KeyHistory, redacted: Collection[str]) -> None:
        self._authority = authority
        self._keys = keys
        self._redacted = redacted

    def examined(self, recorded: Recorded) -> Examined:
        row, disclosed = recorded
        try:
            return self._examined(row, disclosed)
        except (AttributeError, LookupError, TypeError, ValueError) as broken:  # whoever has the database can put any
            return Examined(str(row["id"]), (f"what is stored of it cannot be read ({type(broken).__name__})",))

    def _examined(self, row: Mapping[str, Any], disclosed: list[Mapping[str, Any]]) -> Examined:
        payload = row["payload"].encode()
        try:
            made = entry.read(payload)
        except canon.NotCanonical as broken:
            return Examined(row["id"], (f"payload is not a canonical entry ({broken})",))
        committed = entry.commitment(payload)
        faults = [] if committed == bytes(row["commitment"]) else ["commitment is not that of the payload"]
        faults += _columns(made, row)
        faults += self._certificate(made, row, committed=committed)
        revealed, unopened = self._revealed(disclosed)
        faults += [f"disclosure {digest} does not open" for digest in unopened]
        faults += self._disclosures(made, {*revealed, *unopened})
        faults += evidence.faults(made, row, known=self._keys.before(row["seq"]), revealed=revealed)
        try:
            former: dict[str, Collection[str]] = {}
            folded = rows(made, reveal=revealed.get, hashed=partial(self._hashed, former=former))
        except (LookupError, TypeError, ValueError) as broken:  # canonical, and still nothing that was ever written
            return Examined(row["id"], (*faults, says_too_little(broken)))
        return Examined(row["id"], tuple(faults), folded, former)

    def _hashed(self, label: str, value: str, *, former: dict[str, Collection[str]]) -> str:
        current, *others = self._authority.hashes(label, value)
        if others:
            former[current] = others
        return current

    def _certificate(self, made: Entry, row: Mapping[str, Any], *, committed: bytes) -> Iterator[str]:
        if (row["jws"] is None) == certificate.is_certified(made.verb):
            yield "certificate missing" if row["jws"] is None else "certificate where there is none"
            return
        if row["jws"] is None:
            return
        try:
            payload = self._authority.opened(row["jws"])
            contents = canon.parse(payload)  # its spelling is that of what it is held against
            nonce, listed = canon.unb64(contents["nonce"]), _listed(contents)
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
                # Of none at all the vault would take the current key.
                sealed = SealedValue(key_id=str(value["key_id"]), sealed=bytes(value["sealed"]))
                revealed[digest] = self._authority.unseal(digest, sealed)
            except SigningError:
                unopened.append(digest)
        return revealed, unopened + [digest for digest, found in revealed.items() if found.digest != digest]

    def _disclosures(self, made: Entry, kept: set[str]) -> Iterator[str]:
        named = {*digests_in(made.filing), *([made.request] if made.request else [])}
        for digest in sorted(named - kept):
            if digest not in self._redacted:
                yield f"disclosure {digest} is gone without a redaction"
        for digest in sorted(kept - named):
            yield f"disclosure {digest} is not one of the entry's"
        for digest in sorted(kept):
            if digest in self._redacted:
                yield f"disclosure {digest} is still there after its redaction"


def says_too_little(broken: Exception) -> str:
    return f"payload does not say what its verb needs ({type(broken).__name__})"


def _columns(made: Entry, row: Mapping[str, Any]) -> Iterator[str]:
    said = {
        "id": made.id,
        "verb": str(made.verb),
        "registration": made.registration,
        "version": made.version,
        "at": canon.instant(made.at),
    }
    for name, value in said.items():
        if row[name] != value:
            yield f"column {name} differs from the payload"


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
