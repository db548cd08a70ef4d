"""The statements of a filing: what to lock beside the keys it names, where that may be anything; lock, read, write.
All but the last are built once, the last once per shape."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from registry.domain.collateral.base import CELLS
from registry.store import extents, names, tables

_KEYS = sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text))
_NAMES = sa.bindparam("names", type_=postgresql.ARRAY(sa.Text))
_EXTENTS = sa.bindparam("extents", type_=postgresql.ARRAY(sa.Text))


def _once(bind: str) -> str:
    """A bind behind a subquery: PostgreSQL then estimates the plan for these values no cheaper than the one for any,
    and keeps it. In plain sight it planned every filing anew, which was four fifths of the read's cost."""
    return f"(SELECT CAST({bind} AS text))"


# Creates the keys that are new, locks all, writes no row version. Its own statement, before any check: a check that
# shares a statement or an older snapshot with the lock lets two through (measured, and planted as bugs in the tests).
LOCK = sa.text(
    "INSERT INTO asset_key (key) SELECT unnest(CAST(:keys AS text[]))"
    " ON CONFLICT (key) DO UPDATE SET key = excluded.key WHERE false"
)

# Of what is large, one at a time for each institution, on whatever machine; given back with the transaction, however it
# ends. Asked for without waiting: whoever waited would hold a thread and a connection.
ALONE = sa.text("SELECT pg_try_advisory_xact_lock(hashtextextended('large/v1:' || CAST(:whose AS text), 0)) AS alone")

_NAMES_TO_BEGIN_WITH = f"""
        SELECT unnest(ARRAY(SELECT unnest(:names)))
         UNION SELECT k.key FROM own JOIN encumbrance_key k ON k.encumbrance = own.id AND k.role = 'identity'
                WHERE own.asset_kind IN ({names.KINDS})"""

# What a filing has to lock beside the keys it names: those of the registration or act it follows up, and all the names
# under which anything was ever entered that goes by a name of its assets.
KNOWN = sa.text(f"""
    WITH RECURSIVE own AS MATERIALIZED (
        SELECT id, asset_kind FROM encumbrance WHERE registration = {_once(":number")}
         UNION SELECT id, asset_kind FROM encumbrance WHERE act = {_once(":number")}),
    {names.known_by(_NAMES_TO_BEGIN_WITH)},
    ties AS (
        SELECT DISTINCT jsonb_agg(o.key ORDER BY o.key) AS together
          FROM encumbrance_key o JOIN encumbrance t ON t.id = o.encumbrance AND t.asset_kind IN ({names.KINDS})
         WHERE o.role = 'identity' AND o.encumbrance = ANY(ARRAY(
               SELECT h.encumbrance FROM encumbrance_key h WHERE h.key = ANY(ARRAY(SELECT key FROM name))))
         GROUP BY o.encumbrance)
    SELECT (SELECT json_agg(DISTINCT k.key) FROM own JOIN encumbrance_key k ON k.encumbrance = own.id) AS held,
           (SELECT json_agg(together) FROM ties) AS ties""").bindparams(_NAMES)

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
_FORGET_PARTIES = sa.text("""
    UPDATE party p SET name_hash = CASE WHEN x.name_hash IS NOT NULL THEN p.name_hash END,
                       identifier_hash = CASE WHEN x.identifier_hash IS NOT NULL THEN p.identifier_hash END
      FROM json_to_recordset(CAST(:rows AS json))
           AS x(registration text, ordinal integer, name_hash text, identifier_hash text)
     WHERE p.registration = x.registration AND p.ordinal = x.ordinal
       AND (x.name_hash IS NULL OR x.identifier_hash IS NULL)""")
_FORGET_INQUIRIES = sa.text("""
    UPDATE inquiry i SET term = NULL
      FROM json_to_recordset(CAST(:rows AS json)) AS x(entry text, ordinal integer, term text)
     WHERE i.entry = x.entry AND i.ordinal = x.ordinal AND x.term IS NULL""")
FORGET = {"party": _FORGET_PARTIES, "inquiry": _FORGET_INQUIRIES}


_HELD = """
    WITH held AS MATERIALIZED (
        SELECT k.encumbrance, k.key, k.position, k.recorded_from, k.recorded_until, k.live FROM encumbrance_key k
         WHERE k.key = ANY(ARRAY(SELECT unnest(:keys))))"""

# What is held under nothing but a cell of the grid is looked at where it may share ground with what is offered.
_NEAR = f"""
    (h.key NOT LIKE '{CELLS}%' OR EXISTS (
        SELECT FROM encumbrance n, unnest(:extents) x
         WHERE n.id = h.encumbrance AND {extents.of("n")} && CAST(x AS box)))"""

# The queue is looked at only where the sequencer has not lately found it empty: its head is full of dead rows whenever
# a long transaction, an audit's say, keeps the vacuum from them.
WAITING_SINCE = """
    (SELECT CASE WHEN s.logged IS NULL OR s.logged < clock_timestamp() - interval '30 seconds'
                 THEN (SELECT q.at FROM log_queue q ORDER BY q.seq LIMIT 1) END FROM settled s) AS waiting_since"""

_CLOCK = f"""
    clock_timestamp() AS at,
    (SELECT until FROM settled) AS settled_until, {WAITING_SINCE}"""

_EARLIER = f"""
    (SELECT json_build_object('fingerprint', encode(i.fingerprint, 'hex'), 'of', i.entry, 'payload', e.payload,
                              'jws', c.jws)
       FROM idempotency i LEFT JOIN entry e ON e.id = i.entry LEFT JOIN certificate c ON c.entry = i.entry
      WHERE i.client = {_once(":client")} AND i.key = {_once(":idempotency")}) AS earlier"""

# What a client may file rides in what is read of who it is.
ALLOWANCE = "'verbs', a.verbs, 'ceiling_minor', a.ceiling_minor, 'currency', a.currency"

_STANDING = f"""
    (SELECT json_build_object('institution', n.id, 'name', n.name, 'identifier', n.identifier, 'type', n.type,
                              'key_live', k.recorded_until IS NULL, 'client', k.client, 'role', k.role,
                              {ALLOWANCE})
       FROM client_key k JOIN institution n ON n.id = k.institution
       LEFT JOIN client_allowance a ON a.client = k.client AND a.recorded_until IS NULL
      WHERE k.key_id = {_once(":key_id")}) AS standing"""

_ADMINISTRATORS = """
    (SELECT json_object_agg(a.key_id, a.name) FROM administrator a WHERE a.recorded_until IS NULL) AS administrators"""

# Whose key is enrolled or revoked, or who is to be allowed something.
_CLIENT = """
    (SELECT json_build_object('client', k.client, 'institution', k.institution, 'role', k.role,
                              'allowed', (SELECT count(*) FROM client_allowance a WHERE a.client = k.client))
       FROM client_key k
      WHERE 'client_key/v1:' || k.key_id = ANY(:keys) OR 'client/v1:' || k.client = ANY(:keys) LIMIT 1) AS client"""


# Of what has ended: nothing; everything, so that a second lifting is told from one of what never was; or the seizures,
# for what one has fixed stays so when it is lifted.
_LIVING, _EVER, _OR_SEIZED = "e.recorded_until IS NULL AND", "", "(e.recorded_until IS NULL OR e.type = 'seizure') AND"


def _encumbrances(which: str) -> str:
    """What lives on the keys, with all its keys, and what belongs to the registration or act that is followed up. A
    UNION and not an OR: no index answers an OR with a subquery in it, and the whole table would be read behind the
    lock."""
    return f"""
    (SELECT json_agg(json_build_object(
                'id', e.id, 'type', e.type, 'registration', e.registration, 'institution', e.institution,
                'contract_number', coalesce(f.contract_number, r.contract_number),
                'maximum', CASE WHEN e.claim IS NULL THEN r.maximum_minor ELSE f.maximum_minor END IS NOT NULL,
                'asset', e.asset, 'terms', coalesce(t.terms, e.terms),
                'act', e.act, 'facts', e.facts, 'served_at', e.served_at,
                'recorded_from', e.recorded_from, 'recorded_until', e.recorded_until, 'expires_on', e.expires_on,
                'item', e.item, 'claim', e.claim, 'terms_version', t.version,
                'passed_at', e.passed_at, 'determined_at', e.determined_at,
                'behind', (SELECT json_agg(s.behind ORDER BY s.behind) FROM subordination s
                            WHERE s.encumbrance = e.id AND s.recorded_until IS NULL),
                'parties', CASE WHEN e.type = 'transfer' THEN (
                    SELECT json_agg(json_build_array(p.part, p.identifier_hash))
                      FROM party p WHERE p.registration = e.act) END,
                'givers', (SELECT json_agg(p.identifier_hash) FROM party p
                            WHERE p.registration = r.number AND p.part = 'grantor' AND p.entry = r.entry
                              AND p.identifier_hash IS NOT NULL),
                'keys', (SELECT json_agg(json_build_object('key', k.key, 'role', k.role, 'position', k.position,
                                                           'exclusive', k.exclusive, 'takes', k.takes,
                                                           'measure', k.measure, 'part', k.part) ORDER BY k.key)
                           FROM encumbrance_key k
                          WHERE k.encumbrance = e.id AND k.recorded_until IS NOT DISTINCT FROM e.recorded_until))
             ORDER BY e.recorded_from, e.id)
       FROM encumbrance e LEFT JOIN registration r ON r.number = e.registration
       LEFT JOIN further_claim f ON f.registration = e.registration AND f.version = e.claim
       LEFT JOIN encumbrance_terms t ON t.encumbrance = e.id AND t.recorded_until IS NULL
      WHERE {which}
            e.id IN (SELECT h.encumbrance FROM held h WHERE {"h.live AND" if which is _LIVING else ""} {_NEAR}
                     UNION SELECT o.id FROM encumbrance o WHERE o.registration = {_once(":number")}
                     UNION SELECT a.id FROM encumbrance a WHERE a.act = {_once(":number")})) AS encumbrances"""


_POSITIONS = """
    (SELECT json_object_agg(key, last) FROM (
        SELECT key, max(position) AS last FROM held GROUP BY key) p) AS positions,
    (SELECT greatest(max(recorded_from), max(recorded_until)) FROM held) AS last_instant"""

_CLAIMS = """(
        SELECT json_agg(c ORDER BY c.version)
          FROM (SELECT 1 AS version, r.claim_kind, r.contract_number, r.principal_minor, r.maximum_minor, r.currency,
                       r.due_on
                UNION ALL
                SELECT f.version, f.claim_kind, f.contract_number, f.principal_minor, f.maximum_minor, f.currency,
                       f.due_on FROM further_claim f WHERE f.registration = r.number) c)"""


# A person's number stands in no row, so that a creditor without one is a person.
def _registrations(which: str) -> str:
    return f"""
    SELECT json_build_object('number', v.number, 'version', v.version, 'status', v.status, 'expires_on', v.expires_on,
                              'institution', r.institution, 'registered_at', r.registered_at,
                              'recorded_from', v.recorded_from, 'creditor_is_person', p.identifier IS NULL,
                              'creditor_number', p.identifier,
                              'grantors', (SELECT CAST(x.payload AS json) #> '{{filing,grantors}}'
                                             FROM entry x WHERE x.id = r.entry),
                              'for_another', EXISTS (
                                  SELECT FROM party d WHERE d.registration = r.number AND d.part = 'debtor'
                                     AND NOT EXISTS (SELECT FROM party g
                                                      WHERE g.registration = r.number AND g.part = 'grantor'
                                                        AND g.entry = r.entry
                                                        AND g.identifier_hash = d.identifier_hash)),
                              'creditor', (SELECT n.type FROM institution n WHERE n.identifier = p.identifier),
                              'claims', {_CLAIMS}) AS registration
       FROM registration_version v JOIN registration r ON r.number = v.number
       JOIN party p ON p.registration = r.number AND p.ordinal = 0
      WHERE v.number {which} AND v.recorded_until IS NULL"""


_REGISTRATION = f"""
    ({_registrations("= " + _once(":number"))}) AS registration"""
_ON_THE_KEYS = "IN (SELECT e.registration FROM held h JOIN encumbrance e ON e.id = h.encumbrance WHERE h.live)"

# The record of a creditor another files for, and whose a claim is: of all who name it, one institution is the first.
_NAMED = f"""
    (SELECT n.type FROM institution n WHERE n.identifier = {_once(":creditor")}) AS creditor,
    coalesce((SELECT r.institution FROM registration r WHERE r.claim_id = {_once(":claim")} LIMIT 1),
             (SELECT r.institution FROM further_claim f JOIN registration r ON r.number = f.registration
               WHERE f.claim_id = {_once(":claim")} LIMIT 1)) AS claim_holder"""

_LEDGERS = """
    (SELECT json_agg(json_build_object('key', q.key, 'measure', q.measure, 'number', q.number, 'pledged', q.pledged,
                                       'capacity', q.capacity))
       FROM quantity q WHERE q.key = ANY(ARRAY(SELECT unnest(:keys))) AND q.recorded_until IS NULL) AS ledgers"""

READ = sa.text(
    f"{_HELD} SELECT {_CLOCK}, nextval('registration_serial') AS serial, {_EARLIER}, {_STANDING},"
    f" {_encumbrances(_LIVING)}, {_POSITIONS}, {_REGISTRATION}, {_NAMED}, {_LEDGERS}, false AS enrolled"
).bindparams(_KEYS, _EXTENTS)

# How the registrations on the keys stand: who attests to a receipt does not know which one it carries. That has its
# next version then, and the version a certificate with a place of its own, drawn from the serial.
READ_STATES = sa.text(
    f"{_HELD} SELECT {_CLOCK}, nextval('registration_serial') AS serial, {_EARLIER}, {_STANDING},"
    f" {_encumbrances(_OR_SEIZED)}, {_POSITIONS}, {_LEDGERS}, NULL AS registration, false AS enrolled,"
    f" (SELECT json_agg(s.registration) FROM ({_registrations(_ON_THE_KEYS)}) s) AS states"
).bindparams(_KEYS, _EXTENTS)

# How many parties a registration on the keys names, so that those who join them get places of their own.
_PARTIES = """
    (SELECT json_object_agg(n.registration, n.places) FROM (
        SELECT p.registration, max(p.ordinal) + 1 AS places FROM party p
         WHERE p.registration IN (SELECT e.registration FROM held h JOIN encumbrance e ON e.id = h.encumbrance)
         GROUP BY p.registration) n) AS parties"""

READ_EVER = sa.text(
    f"{_HELD} SELECT {_CLOCK}, 0 AS serial, {_EARLIER}, {_STANDING}, {_encumbrances(_EVER)}, {_POSITIONS},"
    f" {_PARTIES}, NULL AS registration, false AS enrolled"
).bindparams(_KEYS, _EXTENTS)

READ_ENROLMENT = sa.text(f"""
    SELECT {_CLOCK}, 0 AS serial, {_EARLIER}, {_STANDING}, {_ADMINISTRATORS}, {_CLIENT},
           NULL AS encumbrances, NULL AS positions, NULL AS last_instant, NULL AS registration,
           EXISTS (SELECT FROM register WHERE 'genesis/v1:' = ANY(:keys))
        OR EXISTS (SELECT FROM institution WHERE 'institution/v1:' || identifier = ANY(:keys))
        OR EXISTS (SELECT FROM administrator WHERE 'administrator/v1:' || key_id = ANY(:keys))
        OR EXISTS (SELECT FROM client_key WHERE recorded_until IS NULL AND 'client_key/v1:' || key_id = ANY(:keys))
        OR EXISTS (SELECT FROM passkey WHERE recorded_until IS NULL AND 'passkey/v1:' || key_id = ANY(:keys))
           AS enrolled""").bindparams(_KEYS)


@lru_cache(maxsize=64)  # as many as there are shapes of filings
def writing(filled: frozenset[str], closing: frozenset[str]) -> sa.TextClause:
    """One statement for everything a filing leaves behind: it fills these tables, each from a JSON bind of its own
    name, and closes rows of those, from a bind ``closed_`` and the name. Rows are closed before their successors enter,
    which the inserts see to by reading the count of what was closed. PostgreSQL starts every part of a statement
    whether it has rows or not, so a statement for all tables cost a filing a third more than its own."""
    closes = [_closes(table) for table in tables.CLOSABLE if table.name in closing]
    enters = [_enters(tables.entry, after=" RETURNING seq, id, commitment, at, verb")]
    for table in _ENTERED:
        if table.name in filled:
            waits = f", (SELECT count(*) FROM closed_{table.name}) n" if table.name in closing else ""
            enters.append(_enters(table, after=waits))
    total = " + ".join(f"(SELECT count(*) FROM closed_{name})" for name in sorted(closing)) or "0"
    return sa.text(f"WITH {', '.join([*closes, *enters, *_QUEUES])} SELECT {total} AS closed")


_ENTERED = (tables.evidence, tables.certificate, tables.disclosure, tables.idempotency, *tables.PROJECTIONS)
_QUEUES = (
    """queued AS (INSERT INTO log_queue (seq, commitment, statement, at)
                  SELECT e.seq, e.commitment, CAST(:statement AS bytea), e.at FROM new_entry e)""",
    "sent AS (INSERT INTO outbox (seq, topic, entry, at) SELECT e.seq, e.verb, e.id, e.at FROM new_entry e)",
)


def _enters(table: sa.Table, *, after: str) -> str:
    name = table.name
    columns = ", ".join(f'"{each.name}"' for each in table.columns if each.computed is None and each.identity is None)
    rows = f'json_populate_recordset(CAST(NULL AS "{name}"), CAST(:{name} AS json))'
    return f'new_{name} AS (INSERT INTO "{name}" ({columns}) SELECT {columns} FROM {rows} x{after})'


def _closes(table: sa.Table) -> str:
    name = table.name
    rows = f'json_populate_recordset(CAST(NULL AS "{name}"), CAST(:closed_{name} AS json))'
    same = " AND ".join(f't."{column.name}" = x."{column.name}"' for column in table.primary_key.columns)
    return (
        f'closed_{name} AS (UPDATE "{name}" t SET recorded_until = x.recorded_until FROM {rows} x'
        f" WHERE {same} AND t.recorded_until IS NULL RETURNING 1)"
    )
