"""What goes with a redaction: the disclosures it names, and the hashes that were made from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.domain import entry
from registry.domain.projection import rows
from registry.domain.rows import Row
from registry.service.authority import Authority
from registry.store.register import Bearer, Register


def forget(register: Register, authority: Authority, *, digests: Sequence[str]) -> None:
    """Erase inside the transaction that enters the redaction. The same fold that made the rows says which hashes are
    left once the values are gone, so that an audit makes of it what stands."""
    parties = [row for bearer in register.bearing(digests) for row in _parties(bearer, authority)]
    register.erase(digests, parties=parties)


def _parties(bearer: Bearer, authority: Authority) -> Iterator[Row]:
    kept = {digest: authority.unseal(digest, value) for digest, value in bearer.kept.items()}
    folded = rows(entry.read(bearer.payload), reveal=kept.get, hashed=authority.hashed)
    yield from folded.added.get("party", ())
