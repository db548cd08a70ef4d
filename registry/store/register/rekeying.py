"""Sealed values and hashes that pass to another key, a batch at a time, while filings go on.

What is to be hashed anew is read under a lock that an erasure waits for: else it could write back the hash of what was
erased meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.signing.vault import SealedValue
from registry.store.faults import translated

BATCH = 500
# In order of the primary key and from where the last batch ended: no other index, and nothing is looked at twice.
_UNDER_OTHERS = sa.text("""
    SELECT digest, key_id, sealed FROM disclosure WHERE digest > :after AND key_id <> :current
     ORDER BY digest LIMIT :most FOR UPDATE""")
_RESEAL = sa.text("""
    UPDATE disclosure d SET key_id = x.key_id, sealed = CAST(x.sealed AS bytea)
      FROM json_to_recordset(CAST(:rows AS json)) AS x(digest text, key_id text, sealed text)
     WHERE d.digest = x.digest""")
_HASHING = sa.text("""
    SELECT id, payload FROM entry WHERE seq > :after AND verb IN ('register', 'transfer', 'search')
     ORDER BY seq LIMIT :most""")
_LAST = sa.text("""
    SELECT max(seq) AS last, count(*) AS entries FROM (
        SELECT seq FROM entry WHERE seq > :after AND verb IN ('register', 'transfer', 'search')
         ORDER BY seq LIMIT :most) e""")
_KEPT = sa.text("""
    SELECT entry, digest, key_id, sealed FROM disclosure WHERE entry = ANY(:entries)
     ORDER BY digest FOR KEY SHARE""").bindparams(sa.bindparam("entries", type_=postgresql.ARRAY(sa.Text)))
_SAY_SO = sa.text("SELECT set_config('registry.rehashing', 'on', true)")
_REHASH = {
    "party": sa.text("""
        UPDATE party p SET name_hash = x.name_hash, identifier_hash = x.identifier_hash
          FROM json_to_recordset(CAST(:rows AS json))
               AS x(registration text, ordinal integer, name_hash text, identifier_hash text)
         WHERE p.registration = x.registration AND p.ordinal = x.ordinal
           AND (p.name_hash, p.identifier_hash) IS DISTINCT FROM (x.name_hash, x.identifier_hash)"""),
    "inquiry": sa.text("""
        UPDATE inquiry i SET term = x.term
          FROM json_to_recordset(CAST(:rows AS json)) AS x(entry text, ordinal integer, term text)
         WHERE i.entry = x.entry AND i.ordinal = x.ordinal AND i.term IS DISTINCT FROM x.term"""),
}


@dataclass(frozen=True, slots=True)
class Hashing:
    """An entry whose rows hold hashes, with what it still discloses."""

    payload: bytes
    kept: Mapping[str, SealedValue]


def under_others(connection: sa.Connection, *, current: str, after: str) -> dict[str, SealedValue]:
    """The next disclosures that are sealed under another key, by digest."""
    asked = {"after": after, "current": current, "most": BATCH}
    with translated():
        rows = connection.execute(_UNDER_OTHERS, asked).mappings().all()
    return {row["digest"]: SealedValue(row["key_id"], bytes(row["sealed"])) for row in rows}


def reseal(connection: sa.Connection, sealed: Mapping[str, SealedValue]) -> None:
    rows = [
        {"digest": digest, "key_id": each.key_id, "sealed": f"\\x{each.sealed.hex()}"}
        for digest, each in sealed.items()
    ]
    with translated():
        connection.execute(_RESEAL, {"rows": json.dumps(rows)})


def hashing(connection: sa.Connection, *, after: int) -> tuple[int | None, list[Hashing]]:
    """The next entries whose rows hold hashes, and the number of the last; None where there is none any more."""
    asked = {"after": after, "most": BATCH}
    with translated():
        last = connection.execute(_LAST, asked).mappings().one()["last"]
        entries = connection.execute(_HASHING, asked).mappings().all()
        kept = connection.execute(_KEPT, {"entries": [each["id"] for each in entries]}).mappings().all()
    by_entry: dict[str, dict[str, SealedValue]] = {}
    for row in kept:
        by_entry.setdefault(row["entry"], {})[row["digest"]] = SealedValue(row["key_id"], bytes(row["sealed"]))
    return last, [Hashing(each["payload"].encode(), by_entry.get(each["id"], {})) for each in entries]


def rehash(connection: sa.Connection, hashed: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """Put the hashes of these rows, by table, in the place of others that stand there. How many were others."""
    changed = 0
    with translated():
        connection.execute(_SAY_SO)
        for table, rows in hashed.items():
            changed += connection.execute(_REHASH[table], {"rows": json.dumps(rows)}).rowcount
    return changed
