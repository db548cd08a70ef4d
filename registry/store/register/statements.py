"""The three statements of a filing, built once: lock, read, write."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.store import tables

# Creates the keys that are new, locks all, writes no row version. Its own statement, before any check: a check that
# shares a statement or an older snapshot with the lock lets two through (measured, and planted as bugs in the tests).
LOCK = sa.text(
    "INSERT INTO asset_key (key) SELECT unnest(CAST(:keys AS text[]))"
    " ON CONFLICT (key) DO UPDATE SET key = excluded.key WHERE false"
)

KEYS_OF = sa.text(
    "SELECT DISTINCT k.key FROM encumbrance e JOIN encumbrance_key k ON k.encumbrance = e.id"
    " WHERE e.registration = :number ORDER BY k.key"
)

# The entries that hold these values, each with the disclosures that will be left to it.
BEARING = sa.text("""
    SELECT e.payload,
           (SELECT json_agg(json_build_object('digest', d.digest, 'key_id', d.key_id,
                                              'sealed', encode(d.sealed, 'hex')))
              FROM disclosure d WHERE d.entry = e.id AND d.digest <> ALL(:digests)) AS kept
      FROM entry e WHERE e.id IN (SELECT entry FROM disclosure WHERE digest = ANY(:digests))
     ORDER BY e.seq""").bindparams(sa.bindparam("digests", type_=postgresql.ARRAY(sa.Text)))

ERASE = sa.text("DELETE FROM disclosure WHERE digest = ANY(:digests)").bindparams(
    sa.bindparam("digests", type_=postgresql.ARRAY(sa.Text))
)

# A hash vanishes where the fold no longer makes one; it never becomes another.
FORGET = sa.text("""
    UPDATE party p SET name_hash = CASE WHEN x.name_hash IS NOT NULL THEN p.name_hash END,
                       identifier_hash = CASE WHEN x.identifier_hash IS NOT NULL THEN p.identifier_hash END
      FROM json_to_recordset(CAST(:parties AS json))
           AS x(registration text, ordinal integer, name_hash text, identifier_hash text)
     WHERE p.registration = x.registration AND p.ordinal = x.ordinal
       AND (x.name_hash IS NULL OR x.identifier_hash IS NULL)""")

_DIALECT: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]

_CLOCK = """
    clock_timestamp() AS at,
    (SELECT until FROM settled) AS settled_until"""

_EARLIER = """
    (SELECT json_build_object('fingerprint', encode(i.fingerprint, 'hex'), 'payload', e.payload, 'jws', c.jws)
       FROM idempotency i JOIN entry e ON e.id = i.entry LEFT JOIN certificate c ON c.entry = i.entry
      WHERE i.client = :client AND i.key = :idempotency) AS earlier"""

_STANDING = """
    (SELECT json_build_object('institution', n.id, 'name', n.name, 'identifier', n.identifier, 'type', n.type,
                              'key_live', k.recorded_until IS NULL, 'client', k.client, 'role', k.role)
       FROM client_key k JOIN institution n ON n.id = k.institution
      WHERE k.key_id = :key_id) AS standing"""

# What lives on the keys, with all its keys; and what belongs to the registration that is followed up. A UNION and not
# an OR: no index answers an OR with a subquery in it, and the whole table would be read behind the lock.
_ENCUMBRANCES = """
    (SELECT json_agg(json_build_object(
                'id', e.id, 'registration', e.registration, 'institution', e.institution,
                'contract_number', r.contract_number, 'asset', e.asset, 'terms', e.terms,
                'recorded_from', e.recorded_from, 'expires_on', e.expires_on,
                'keys', (SELECT json_agg(json_build_object('key', k.key, 'role', k.role, 'position', k.position,
                                                           'exclusive', k.exclusive) ORDER BY k.key)
                           FROM encumbrance_key k WHERE k.encumbrance = e.id AND k.live))
             ORDER BY e.recorded_from, e.id)
       FROM encumbrance e JOIN registration r ON r.number = e.registration
      WHERE e.recorded_until IS NULL
        AND e.id IN (SELECT k.encumbrance FROM encumbrance_key k WHERE k.key = ANY(:keys) AND k.live
                     UNION SELECT o.id FROM encumbrance o WHERE o.registration = :number)) AS encumbrances"""

_POSITIONS = """
    (SELECT json_object_agg(key, last) FROM (
        SELECT key, max(position) AS last FROM encumbrance_key WHERE key = ANY(:keys) GROUP BY key) p) AS positions,
    (SELECT greatest(max(recorded_from), max(recorded_until))
       FROM encumbrance_key WHERE key = ANY(:keys)) AS last_instant"""

_REGISTRATION = """
    (SELECT json_build_object('number', v.number, 'version', v.version, 'status', v.status, 'expires_on', v.expires_on,
                              'institution', r.institution, 'registered_at', r.registered_at,
                              'recorded_from', v.recorded_from)
       FROM registration_version v JOIN registration r ON r.number = v.number
      WHERE v.number = :number AND v.recorded_until IS NULL) AS registration"""

# The record of a creditor another files for, and whose a claim is: of all who name it, one institution is the first.
_NAMED = """
    (SELECT n.type FROM institution n WHERE n.identifier = :creditor) AS creditor,
    (SELECT r.institution FROM registration r WHERE r.claim_id = :claim LIMIT 1) AS claim_holder"""

READ = sa.text(
    f"SELECT {_CLOCK}, nextval('registration_serial') AS serial, {_EARLIER}, {_STANDING}, {_ENCUMBRANCES},"
    f" {_POSITIONS}, {_REGISTRATION}, {_NAMED}, false AS enrolled"
).bindparams(sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text)))

READ_ENROLMENT = sa.text(f"""
    SELECT {_CLOCK}, 0 AS serial, {_EARLIER}, NULL AS standing, NULL AS encumbrances, NULL AS positions,
           NULL AS last_instant, NULL AS registration,
           EXISTS (SELECT FROM register WHERE 'genesis/v1:' = ANY(:keys))
        OR EXISTS (SELECT FROM institution WHERE 'institution/v1:' || identifier = ANY(:keys))
        OR EXISTS (SELECT FROM client_key WHERE recorded_until IS NULL AND 'client_key/v1:' || key_id = ANY(:keys))
           AS enrolled""").bindparams(sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text)))


def _columns(table: sa.Table) -> list[sa.Column[object]]:
    return [column for column in table.columns if column.computed is None and column.identity is None]


def _recordset(table: sa.Table, columns: list[sa.Column[object]], *, source: str) -> str:
    typed = ", ".join(f'"{column.name}" {column.type.compile(dialect=_DIALECT)}' for column in columns)
    return f"jsonb_to_recordset({source}->'{table.name}') AS x({typed})"


def _insert(table: sa.Table, *, after: str = "") -> str:
    names = ", ".join(f'"{column.name}"' for column in _columns(table))
    values = ", ".join(f'x."{column.name}"' for column in _columns(table))
    rows = _recordset(table, _columns(table), source="(SELECT added FROM doc)")
    return f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM {rows}{after}'


def _close(table: sa.Table) -> str:
    named = [table.c.recorded_until, *table.primary_key.columns]
    rows = _recordset(table, named, source="(SELECT closed FROM doc)")
    same = " AND ".join(f't."{column.name}" = x."{column.name}"' for column in table.primary_key.columns)
    return (
        f'UPDATE "{table.name}" t SET recorded_until = x.recorded_until FROM {rows}'
        f" WHERE {same} AND t.recorded_until IS NULL RETURNING 1"
    )


def _write() -> sa.TextClause:
    """Everything a filing leaves behind, in one statement with two JSON binds. Rows are closed before their successors
    enter, which the inserts see to by reading the count of what was closed."""
    parts = ["doc AS (SELECT CAST(:added AS jsonb) AS added, CAST(:closed AS jsonb) AS closed)"]
    parts += [f"closed_{table.name} AS ({_close(table)})" for table in tables.CLOSABLE]
    parts.append(f"new_entry AS ({_insert(tables.entry)} RETURNING seq, id, commitment, at, verb)")
    for table in (tables.evidence, tables.certificate, tables.disclosure, tables.idempotency, *tables.PROJECTIONS):
        closes = f", (SELECT count(*) FROM closed_{table.name}) n" if table in tables.CLOSABLE else ""
        parts.append(f"new_{table.name} AS ({_insert(table, after=closes)})")
    parts.append(
        "queued AS (INSERT INTO log_queue (seq, commitment, statement, at)"
        " SELECT e.seq, e.commitment, CAST(:statement AS bytea), e.at FROM new_entry e)"
    )
    parts.append(
        "sent AS (INSERT INTO outbox (seq, topic, entry, at) SELECT e.seq, e.verb, e.id, e.at FROM new_entry e)"
    )
    total = " + ".join(f"(SELECT count(*) FROM closed_{table.name})" for table in tables.CLOSABLE)
    return sa.text(f"WITH {', '.join(parts)} SELECT {total} AS closed")


WRITE = _write()
