"""People: who they are, by what they show it, and where they are signed in. Rows of who was entered, for what, and who
gave whom a new start are history and end once; what somebody signs in with is replaced, and leaves nothing to steal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from registry.domain.people.roles import ADMINISTRATORS, PersonRole
from registry.store.tables.base import Nature, instant, one_of, table, text

_STANDING = sa.text("recorded_until IS NULL")
_ADMINISTRATOR = ", ".join(f"'{role}'" for role in sorted(ADMINISTRATORS))


def _by() -> tuple[Any, ...]:
    """Since when and by whom; until when and by whom. ``recorded_by`` is NULL where nobody was there yet."""
    return (
        instant("recorded_from"),
        text("recorded_by", null=True),
        instant("recorded_until", null=True),
        text("ended_by", null=True),
        sa.CheckConstraint("(recorded_until IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        sa.CheckConstraint("recorded_until >= recorded_from", name="ends_after_it_begins"),
    )


person = table(
    "person",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    text("login"),
    text("name"),
    text("institution", null=True),
    text("second", null=True),  # the other of the two who entered an administrator
    *_by(),
    sa.UniqueConstraint("login"),  # for ever: a name that was one person's is never another's
    sa.CheckConstraint("second <> recorded_by", name="two_are_two"),
)

person_role = table(
    "person_role",
    Nature.OPERATIONAL,
    text("person", primary_key=True),
    text("role", primary_key=True),
    sa.Column("ceiling_minor", sa.BigInteger, nullable=True),  # up to which he enters what another drafted; NULL: any
    text("currency", null=True),
    *_by(),
    one_of("role", PersonRole),
    sa.CheckConstraint("(ceiling_minor IS NULL) = (currency IS NULL) AND ceiling_minor >= 0", name="ceiling_is_money"),
    # Nobody holds two of these: reliability.md section 4.
    sa.Index(
        "uq_person_role_one_administrator",
        "person",
        unique=True,
        postgresql_where=sa.text(f"role IN ({_ADMINISTRATOR}) AND recorded_until IS NULL"),
    ),
)

recovery = table(
    "recovery",
    Nature.OPERATIONAL,
    text("id", primary_key=True),
    text("person"),
    *_by(),
    sa.CheckConstraint(
        "recorded_by IS NOT NULL AND recorded_by <> person AND ended_by <> recorded_by AND ended_by <> person",
        name="two_others",
    ),
    sa.Index("ix_recovery_person", "person", postgresql_where=_STANDING),
)

password = table(
    "password",
    Nature.OPERATIONAL,
    text("person", primary_key=True),
    text("hash"),  # argon2id with its salt and its cost (RFC 9106), never the password
    instant("set_at"),
    sa.CheckConstraint("left(hash, 10) = '$argon2id$'", name="hashed"),
)

second_factor = table(
    "second_factor",
    Nature.OPERATIONAL,
    text("person", primary_key=True),
    text("key_id"),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("used", sa.BigInteger, nullable=False),  # the step of the last code that was believed
    instant("set_at"),
)

invitation = table(
    "invitation",
    Nature.OPERATIONAL,
    text("person", primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    text("key_id"),
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # the second factor that will be his
    instant("expires_at"),
    sa.UniqueConstraint("digest"),
    sa.CheckConstraint("length(digest) = 32", name="digest_of_a_code"),
)

session = table(
    "session",
    Nature.OPERATIONAL,
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    text("id"),
    text("person"),
    instant("began_at"),
    instant("seen_at"),
    sa.UniqueConstraint("id"),
    sa.CheckConstraint("length(digest) = 32", name="digest_of_a_token"),
    sa.Index("ix_session_person", "person"),
)

sign_in = table(  # tries are counted under a keyed hash of what was typed, whether or not anybody has that login
    "sign_in",
    Nature.OPERATIONAL,
    sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    text("login"),
    instant("at"),
    sa.Column("believed", sa.Boolean, nullable=False),
    sa.Index("ix_sign_in_login_seq", "login", "seq"),
)
