"""Certificates: by number for those who may read them, by statement for whoever verifies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from registry.signing.vault import SealedValue
from registry.store.connection import Store

_FOUND = """
    SELECT c.number, c.jws, c.entry, e.registration, e.version,
           coalesce(r.institution, CAST(e.payload AS json)->'by'->>'institution') AS institution,
           v.version AS newest, v.status, v.expires_on,
           (SELECT json_agg(json_build_object('digest', d.digest, 'key_id', d.key_id,
                                              'sealed', encode(d.sealed, 'hex')))
              FROM disclosure d WHERE d.entry = c.entry) AS disclosures
      FROM certificate c JOIN entry e ON e.id = c.entry
      LEFT JOIN registration r ON r.number = e.registration
      LEFT JOIN registration_version v ON v.number = r.number AND v.recorded_until IS NULL"""
_OF = ("registration", "version", "newest", "status", "expires_on")
_BY_STATEMENT = sa.text(f"{_FOUND} WHERE c.statement = :value")
_BY_ENTRY = sa.text(f"{_FOUND} WHERE c.entry = :value")
_BY_NUMBER = sa.text(f"""{_FOUND}
     WHERE c.number = coalesce((SELECT number FROM certificate WHERE number = :value),
                               (SELECT min(number) FROM certificate))""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """The registration a certificate is of, the version certified, and how it stands now."""

    registration: str
    version: int
    newest: int
    status: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A certificate in the journal. One of a search is of no registration and is never superseded."""

    number: str
    entry: str
    jws: str
    institution: str
    of: Of | None
    sealed: dict[str, SealedValue]


@dataclass(frozen=True, slots=True)
class Sought:
    """What was read for a number: its certificate, or another that stands in for it, so that a number nobody has takes
    as long as one that is somebody's. None only while there is no certificate at all."""

    number: str
    read: Certified | None

    @property
    def found(self) -> Certified | None:
        return self.read if self.read is not None and self.read.number == self.number else None


def by_number(store: Store, number: str) -> Sought:
    return Sought(number, _found(store, _BY_NUMBER.bindparams(value=number)))


def by_statement(store: Store, statement: bytes) -> Certified | None:
    return _found(store, _BY_STATEMENT.bindparams(value=statement))


def by_entry(store: Store, entry: str) -> Certified | None:
    return _found(store, _BY_ENTRY.bindparams(value=entry))


def _found(store: Store, query: sa.TextClause) -> Certified | None:
    with store.reading() as connection:
        row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Certified(
        **{name: row[name] for name in ("number", "entry", "jws", "institution")},
        of=Of(**{name: row[name] for name in _OF}) if row["registration"] else None,
        sealed={
            each["digest"]: SealedValue(key_id=each["key_id"], sealed=bytes.fromhex(each["sealed"]))
            for each in row["disclosures"] or ()
        },
    )
