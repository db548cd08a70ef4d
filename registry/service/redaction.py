"""What goes with a redaction: the disclosures it names, and the hashes that were made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry.domain import entry
from registry.domain.projection import rows
from registry.domain.rows import Row
from registry.service.authority import Authority
from registry.store.register import HASHED, Bearer, Register


def forget(register: Register, authority: Authority, *, digests: Sequence[str]) -> None:
    """Erase inside the transaction that enters the redaction. The same fold that made the rows says which hashes are
    left once the values are gone, so that an audit makes of it what stands."""
    folded = [_folded(bearer, authority) for bearer in register.bearing(digests)]
    hashed = {table: [row for each in folded for row in each.get(table, ())] for table in HASHED}
    register.erase(digests, hashed=hashed)


def _folded(bearer: Bearer, authority: Authority) -> Mapping[str, list[Row]]:
    kept = {digest: authority.unseal(digest, value) for digest, value in bearer.kept.items()}
    return rows(entry.read(bearer.payload), reveal=kept.get, hashed=authority.hashed).added
