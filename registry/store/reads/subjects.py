"""What is on record of one person: by his registration's number, or by the keyed hash of his own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain.measures import Money
from registry.domain.subject import Look, Registered
from registry.signing.vault import SealedValue
from registry.store.connection import Store

MOST_LOOKS = 1000

# A number nobody has is answered from another registration, so that it takes as long as one that is somebody's.
_FIRST = sa.text("""
    SELECT r.number, e.payload,
           (SELECT json_agg(json_build_object('digest', d.digest, 'key_id', d.key_id,
                                              'sealed', encode(d.sealed, 'hex')))
              FROM disclosure d WHERE d.entry = e.id) AS disclosures
      FROM registration r JOIN entry e ON e.id = r.entry
     WHERE r.number = coalesce((SELECT number FROM registration WHERE number = :number),
                               (SELECT min(number) FROM registration))""")
_REGISTERED = sa.text("""
    SELECT r.number, array_agg(DISTINCT p.part) AS parts, r.registered_at, r.contract_number, v.status, v.expires_on,
           coalesce(r.maximum_minor, r.principal_minor) AS minor, n.name AS filed_by,
           CASE WHEN r.filed_as IS NULL THEN n.name ELSE (
               SELECT c.name FROM party c WHERE c.registration = r.number AND c.ordinal = 0) END AS secured_creditor
      FROM party p JOIN registration r ON r.number = p.registration
      JOIN institution n ON n.id = r.institution
      JOIN registration_version v ON v.number = r.number AND v.recorded_until IS NULL
     WHERE p.identifier_hash = ANY(:hashes)
     GROUP BY r.number, v.status, v.expires_on, n.name ORDER BY r.registered_at DESC, r.number""").bindparams(
    sa.bindparam("hashes", type_=postgresql.ARRAY(sa.Text))
)
# Of the assets every key, as a search looks under all of them; also of an item that went free since: who looked then
# looked.
_LOOKS = sa.text("""
    WITH mine AS (SELECT unnest(:numbers) AS number),
    term AS (
        SELECT number AS term FROM mine
         UNION SELECT k.key FROM mine m JOIN encumbrance e ON e.registration = m.number
                 JOIN encumbrance_key k ON k.encumbrance = e.id
         UNION SELECT unnest(:hashes))
    SELECT * FROM (
        SELECT 'search' AS kind, i.at, n.name AS institution, i."by", i.purpose, NULL AS reason, NULL AS case_number
          FROM (SELECT DISTINCT entry, at, institution, purpose, "by" FROM inquiry
                 WHERE term = ANY(ARRAY(SELECT term FROM term))) i
          JOIN institution n ON n.id = i.institution
        UNION ALL
        SELECT 'unmasking', u.at, n.name, NULL, NULL, u.reason, u.case_number
          FROM unmasking u JOIN institution n ON n.id = u.institution WHERE u.registration IN (SELECT number FROM mine)
        ) looked
     ORDER BY at DESC LIMIT :most""").bindparams(
    sa.bindparam("numbers", type_=postgresql.ARRAY(sa.Text)), sa.bindparam("hashes", type_=postgresql.ARRAY(sa.Text))
)
_DIGESTS = sa.text("""
    SELECT e.id AS entry, e.payload, d.digest, d.key_id, d.sealed FROM entry e JOIN disclosure d ON d.entry = e.id
     WHERE e.id IN (SELECT entry FROM party WHERE identifier_hash = ANY(:hashes)
                    UNION SELECT entry FROM inquiry WHERE term = ANY(:hashes)
                    UNION SELECT f.id FROM party p JOIN entry f ON f.registration = p.registration
                           WHERE p.identifier_hash = ANY(:hashes))
     ORDER BY e.seq""").bindparams(sa.bindparam("hashes", type_=postgresql.ARRAY(sa.Text)))


@dataclass(frozen=True, slots=True)
class First:
    """The first entry of a registration, or of another that stands in for it, with what it discloses."""

    number: str
    payload: bytes
    sealed: Mapping[str, SealedValue]


@dataclass(frozen=True, slots=True)
class Bound:
    """An entry that may name the person, with the sealed values it still keeps."""

    payload: bytes
    sealed: Mapping[str, SealedValue]


def first(store: Store, number: str) -> First | None:
    """None only while nothing is registered at all."""
    with store.reading() as connection:
        row = connection.execute(_FIRST, {"number": number}).mappings().one_or_none()
    if row is None:
        return None
    sealed = {
        each["digest"]: SealedValue(each["key_id"], bytes.fromhex(each["sealed"])) for each in row["disclosures"] or ()
    }
    return First(row["number"], row["payload"].encode(), sealed)


def registered(store: Store, hashes: Sequence[str]) -> tuple[Registered, ...]:
    """Every registration in which the number has a part, the newest first."""
    with store.reading() as connection:
        rows = connection.execute(_REGISTERED, {"hashes": list(hashes)}).mappings().all()
    return tuple(_registered(dict(row)) for row in rows)


def looks(store: Store, hashes: Sequence[str], *, numbers: Sequence[str]) -> tuple[Look, ...]:
    """Who searched for the number, for these registrations or for what they are on, and who was shown a person's values
    there: the newest."""
    asked = {"hashes": list(hashes), "numbers": list(numbers), "most": MOST_LOOKS}
    with store.reading() as connection:
        rows = connection.execute(_LOOKS, asked).mappings().all()
    return tuple(Look(**{**row, "at": row["at"].astimezone(UTC)}) for row in rows)


def bound(store: Store, hashes: Sequence[str]) -> list[Bound]:
    """The entries that name the person, and all of the registrations he has a part in, oldest first."""
    found: dict[str, tuple[bytes, dict[str, SealedValue]]] = {}
    with store.reading() as connection:
        for row in connection.execute(_DIGESTS, {"hashes": list(hashes)}).mappings():
            _, sealed = found.setdefault(row["entry"], (row["payload"].encode(), {}))
            sealed[row["digest"]] = SealedValue(row["key_id"], bytes(row["sealed"]))
    return [Bound(payload, sealed) for payload, sealed in found.values()]


def _registered(row: Mapping[str, Any]) -> Registered:
    told = ("number", "secured_creditor", "filed_by", "status", "expires_on", "contract_number")
    return Registered(
        **{name: row[name] for name in told},
        parts=tuple(sorted(row["parts"])),
        registered_at=row["registered_at"].astimezone(UTC),
        amount=Money(row["minor"]),
    )
