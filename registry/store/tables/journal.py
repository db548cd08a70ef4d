"""The journal: entries, what proves them, what was certified, and the personal values behind digests."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain.evidence import EvidenceKind
from registry.domain.lifecycle import Verb
from registry.domain.status_list import PLACES
from registry.store.tables.base import Nature, instant, one_of, table, text

entry = table(
    "entry",
    Nature.JOURNAL,
    sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    text("id"),
    text("verb"),
    text("registration", null=True),
    sa.Column("version", sa.Integer),
    instant("at"),
    text("payload"),
    sa.Column("commitment", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("id"),
    sa.UniqueConstraint("commitment"),
    sa.UniqueConstraint("registration", "version"),
    one_of("verb", Verb),
)

evidence = table(
    "evidence",
    Nature.JOURNAL,
    text("entry", primary_key=True),
    text("kind"),
    sa.Column("base", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    text("key_id", null=True),
    text("rule", null=True),
    text("approvals", null=True),
    one_of("kind", EvidenceKind),
)

certificate = table(
    "certificate",
    Nature.JOURNAL,
    text("number", primary_key=True),
    text("entry"),
    text("jws"),
    sa.Column("statement", sa.LargeBinary, nullable=False),
    sa.Column("status_list", sa.Integer),
    sa.Column("status_index", sa.Integer),
    sa.UniqueConstraint("entry"),
    sa.UniqueConstraint("statement"),
    sa.UniqueConstraint("status_list", "status_index"),
    sa.CheckConstraint("(status_list IS NULL) = (status_index IS NULL)", name="placed"),
    sa.CheckConstraint(f"status_index >= 0 AND status_index < {PLACES} AND status_list >= 0", name="place"),
)

disclosure = table(  # the only thing that can be erased, and only once a redaction names its digest
    "disclosure",
    Nature.JOURNAL,
    text("digest", primary_key=True),
    text("entry"),
    text("key_id"),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Index("ix_disclosure_entry", "entry"),
)
