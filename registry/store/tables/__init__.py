"""The tables, as SQLAlchemy Core. Each declares its nature: journal (never changes), projection (made from the journal
by one fold, audited column by column), log (what the public was told of the journal, audited leaf by leaf), standing
(what the public is told of how certificates stand, audited place by place) or operational (checked by constraints, no
truth of its own)."""

from __future__ import annotations

from registry.store.tables.access import access_event
from registry.store.tables.base import Nature, metadata, nature_of
from registry.store.tables.break_glass import break_glass
from registry.store.tables.drafts import draft, draft_step
from registry.store.tables.journal import certificate, disclosure, entry, evidence
from registry.store.tables.log import log_leaf, log_tile, log_tree
from registry.store.tables.operational import (
    assertion,
    asset_key,
    feed,
    idempotency,
    log_queue,
    outbox,
    search,
    settled,
)
from registry.store.tables.passkeys import ceremony, made_passkey, passkey_count
from registry.store.tables.people import (
    invitation,
    password,
    person,
    person_role,
    recovery,
    role_change,
    second_factor,
    session,
    sign_in,
)
from registry.store.tables.privacy import inquiry, unmasking
from registry.store.tables.projection import (
    CLOSABLE,
    PROJECTIONS,
    administrator,
    client_allowance,
    client_key,
    encumbrance,
    encumbrance_key,
    encumbrance_terms,
    further_claim,
    institution,
    key_revocation,
    party,
    passkey,
    quantity,
    redaction,
    register,
    registration,
    registration_version,
    subordination,
)
from registry.store.tables.standing import status_list, status_told
from registry.store.tables.statistics import refused_filing, statistic, statistic_month

__all__ = [
    "CLOSABLE", "PROJECTIONS", "Nature", "access_event", "administrator", "assertion", "asset_key", "break_glass",
    "ceremony", "certificate", "client_allowance", "client_key", "disclosure", "draft", "draft_step", "encumbrance",
    "encumbrance_key", "encumbrance_terms", "entry", "evidence", "feed", "further_claim", "idempotency", "inquiry",
    "institution", "invitation", "key_revocation", "log_leaf", "log_queue", "log_tile", "log_tree", "made_passkey",
    "metadata", "nature_of", "outbox", "party", "passkey", "passkey_count", "password", "person", "person_role",
    "quantity", "recovery", "redaction", "refused_filing", "register", "registration", "registration_version",
    "role_change", "search", "second_factor", "session", "settled", "sign_in", "statistic", "statistic_month",
    "status_list", "status_told", "subordination", "unmasking",
]  # fmt: skip
