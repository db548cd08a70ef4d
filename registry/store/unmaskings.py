"""Writing down who is about to be shown a person's values: before he sees them, and for good."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from registry.domain.party import Filer
from registry.domain.unmasking import Unmasking
from registry.store.connection import Store

_WRITE = sa.text("""
    INSERT INTO unmasking (id, at, client, institution, role, registration, fields, reason, case_number, address)
    VALUES (:id, :at, :client, :institution, :role, :registration, :fields, :reason, :case_number, :address)""")


def write(store: Store, wanted: Unmasking, *, id: str, by: Filer, at: datetime, address: str) -> None:  # noqa: A002
    """``address`` is the keyed hash of where the request came from."""
    row = {
        "id": id, "at": at, "client": by.client, "institution": by.institution, "role": by.role,
        "registration": wanted.registration, "fields": " ".join(wanted.fields), "reason": wanted.reason,
        "case_number": wanted.case_number, "address": address,
    }  # fmt: skip
    with store.reading() as connection:
        connection.execute(_WRITE, row)
