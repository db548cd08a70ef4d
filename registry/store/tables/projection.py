"""Rows made from the journal by ``domain.projection.rows``; closed once, never changed."""

from __future__ import annotations

import sqlalchemy as sa

from registry.domain.collateral import KeyRole, Mode
from registry.domain.lifecycle import Status
from registry.domain.measures import Measure
from registry.domain.party import AgentFor, InstitutionType, PartyType
from registry.domain.registration import EncumbranceType
from registry.store.tables.base import Nature, instant, one_of, recorded, table, text
from registry.store.tables.privacy import inquiry

register = table(
    "register",
    Nature.PROJECTION,
    sa.Column("only", sa.SmallInteger, primary_key=True, autoincrement=False),
    text("issuer"),
    text("origin"),
    sa.Column("livemode", sa.Boolean, nullable=False),
    text("entry"),
    sa.CheckConstraint('"only" = 1', name="one_register"),
)

institution = table(
    "institution",
    Nature.PROJECTION,
    text("id", primary_key=True),
    text("name"),
    text("identifier"),
    text("type"),
    *recorded(),
    text("licence_number", null=True),
    text("licence_authority", null=True),
    sa.Column("licence_from", sa.Date),
    sa.Column("licence_until", sa.Date),
    sa.UniqueConstraint("identifier"),
    one_of("type", InstitutionType),
    sa.CheckConstraint(
        "(licence_number IS NULL) = (licence_authority IS NULL) AND (licence_number IS NULL) = (licence_from IS NULL)"
        " AND (licence_until IS NULL OR licence_until >= licence_from)",
        name="licence_is_whole",
    ),
)

administrator = table(
    "administrator",
    Nature.PROJECTION,
    text("key_id", primary_key=True),
    text("name"),
    text("jwk"),
    *recorded(),
)

client_key = table(
    "client_key",
    Nature.PROJECTION,
    text("key_id", primary_key=True),
    text("client"),
    text("institution"),
    text("role"),
    text("jwk"),
    *recorded(),
    sa.Index("ix_client_key_client", "client"),
)

passkey = table(  # a person's, by his id: who he is stands in no entry
    "passkey",
    Nature.PROJECTION,
    text("key_id", primary_key=True),
    text("person"),
    text("institution"),
    text("credential"),
    text("origin"),
    text("jwk"),
    *recorded(),
    sa.UniqueConstraint("credential"),  # an authenticator is one person's (WebAuthn section 7.1 step 26)
    sa.Index("ix_passkey_person", "person"),
)

# Which entry ended a key, an administrator's, a client's or a person's; that it has ended, and when, stands in its row.
key_revocation = table("key_revocation", Nature.PROJECTION, text("key_id", primary_key=True), text("entry"))

# What a client may file; one that was enrolled before there were allowances has none, and files what its role does.
client_allowance = table(
    "client_allowance",
    Nature.PROJECTION,
    text("client", primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    text("verbs"),
    sa.Column("ceiling_minor", sa.BigInteger),
    text("currency", null=True),
    *recorded(),
    sa.CheckConstraint("(ceiling_minor IS NULL) = (currency IS NULL) AND ceiling_minor >= 0", name="ceiling_is_money"),
    sa.Index("uq_client_allowance_standing", "client", unique=True, postgresql_where=sa.text("recorded_until IS NULL")),
)

registration = table(
    "registration",
    Nature.PROJECTION,
    text("number", primary_key=True),
    text("institution"),
    text("client_reference", null=True),
    text("contract_number"),
    text("claim_kind"),
    sa.Column("principal_minor", sa.BigInteger, nullable=False),
    sa.Column("maximum_minor", sa.BigInteger),
    text("currency"),
    sa.Column("due_on", sa.Date, nullable=False),
    instant("registered_at"),
    text("region"),
    text("entry"),
    text("filed_as", null=True),
    text("claim_id", null=True),
    one_of("filed_as", AgentFor),
    sa.Index("ix_registration_claim_id", "claim_id", postgresql_where=sa.text("claim_id IS NOT NULL")),
    sa.Index("ix_registration_institution_number", "institution", "number"),
)

registration_version = table(
    "registration_version",
    Nature.PROJECTION,
    text("number", primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    text("status"),
    sa.Column("expires_on", sa.Date, nullable=False),
    *recorded(),
    one_of("status", Status),
    sa.Index(
        "uq_registration_version_standing", "number", unique=True, postgresql_where=sa.text("recorded_until IS NULL")
    ),
)

party = table(
    "party",
    Nature.PROJECTION,
    text("registration", primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    text("part"),
    text("type"),
    text("name", null=True),
    text("identifier", null=True),
    text("name_hash", null=True),
    text("identifier_hash", null=True),
    text("entry"),
    one_of("type", PartyType),
    sa.Index("ix_party_name_hash", "name_hash"),
    sa.Index("ix_party_identifier_hash", "identifier_hash"),
)

encumbrance = table(
    "encumbrance",
    Nature.PROJECTION,
    text("id", primary_key=True),
    text("registration", null=True),
    text("institution"),
    text("type"),
    text("asset_kind"),
    text("mode"),
    text("asset"),
    text("terms", null=True),
    sa.Column("expires_on", sa.Date),
    text("region"),
    *recorded(),
    text("act", null=True),  # the seizure, hold or transfer it belongs to, where it is no security
    text("facts", null=True),
    instant("served_at", null=True),
    text("item", null=True),
    sa.Column("claim", sa.Integer),
    text("contests", null=True),  # the registrations and the transfer that say another is the holder
    instant("passed_at", null=True),  # on the document whose place its own has taken
    instant("determined_at", null=True),  # there, too
    one_of("mode", Mode),
    one_of("type", EncumbranceType),
    sa.CheckConstraint(
        f"(type = '{EncumbranceType.SECURITY}') = (registration IS NOT NULL AND terms IS NOT NULL AND act IS NULL)",
        name="security_is_of_a_registration",
    ),
    sa.CheckConstraint(
        f"type = '{EncumbranceType.SECURITY}' OR (act IS NOT NULL AND facts IS NOT NULL)", name="others_are_of_an_act"
    ),
    sa.CheckConstraint(f"type <> '{EncumbranceType.SEIZURE}' OR served_at IS NOT NULL", name="seizure_was_served"),
    sa.CheckConstraint(
        f"type IN ('{EncumbranceType.TRANSFER}', '{EncumbranceType.ATTESTATION}') OR expires_on IS NOT NULL",
        name="burden_ends",
    ),
    sa.Index("ix_encumbrance_registration", "registration"),
    sa.Index("ix_encumbrance_act", "act", postgresql_where=sa.text("act IS NOT NULL")),
)

encumbrance_key = table(
    "encumbrance_key",
    Nature.PROJECTION,
    text("encumbrance", primary_key=True),
    text("key", primary_key=True),
    text("role"),
    sa.Column("exclusive", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    *recorded(),
    sa.Column("live", sa.Boolean, sa.Computed("recorded_until IS NULL", persisted=True)),
    sa.Column("takes", sa.BigInteger),  # of the quantity there is under the key
    text("measure", null=True),
    text("part", null=True),
    one_of("role", KeyRole),
    one_of("measure", Measure),
    sa.CheckConstraint("(takes IS NULL) = (measure IS NULL) AND takes > 0", name="taken_is_measured"),
    sa.CheckConstraint("part IS NULL OR takes IS NOT NULL", name="part_is_taken"),
    sa.CheckConstraint("position > 0", name="position_above_zero"),
    sa.Index("ix_encumbrance_key_key", "key"),
    # The invariant of the house, repeated where no code can forget it: one live exclusive encumbrance per key.
    sa.Index("uq_encumbrance_key_exclusive", "key", unique=True, postgresql_where=sa.text("exclusive AND live")),
)

# What a later entry agreed about an encumbrance, in the place of the terms it was entered with.
encumbrance_terms = table(
    "encumbrance_terms",
    Nature.PROJECTION,
    text("encumbrance", primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    text("terms"),
    *recorded(),
    sa.Index(
        "uq_encumbrance_terms_standing", "encumbrance", unique=True, postgresql_where=sa.text("recorded_until IS NULL")
    ),
)

# An agreement to stand behind an encumbrance of another registration, with the registrations said to have consented.
subordination = table(
    "subordination",
    Nature.PROJECTION,
    text("encumbrance", primary_key=True),
    text("behind", primary_key=True),
    text("registration"),
    sa.Column("version", sa.Integer, nullable=False),
    text("consented"),
    *recorded(),
)

further_claim = table(
    "further_claim",
    Nature.PROJECTION,
    text("registration", primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    text("client_reference", null=True),
    text("contract_number"),
    text("claim_kind"),
    sa.Column("principal_minor", sa.BigInteger, nullable=False),
    sa.Column("maximum_minor", sa.BigInteger),
    text("currency"),
    sa.Column("due_on", sa.Date, nullable=False),
    text("claim_id", null=True),
    instant("registered_at"),
    text("entry"),
    sa.Index("ix_further_claim_claim_id", "claim_id", postgresql_where=sa.text("claim_id IS NOT NULL")),
)

# What stands as security of the quantity under a key: a row for each change, so that of two filings which read one row
# only one can follow it. What adds never exceeds what is attested. Only an attestation, or a release that does not free
# enough, leaves more pledged than there is, and the row says so.
quantity = table(
    "quantity",
    Nature.PROJECTION,
    text("key", primary_key=True),
    text("measure", primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("pledged", sa.BigInteger, nullable=False),
    sa.Column("change", sa.BigInteger, nullable=False),
    sa.Column("capacity", sa.BigInteger),  # NULL: nobody has attested how much there is
    sa.Column("overpledged", sa.Boolean, sa.Computed("coalesce(pledged > capacity, false)", persisted=True)),
    *recorded(),
    one_of("measure", Measure),
    sa.CheckConstraint("pledged >= 0 AND capacity >= 0", name="not_below_nothing"),
    sa.CheckConstraint("capacity IS NULL OR pledged <= capacity OR change <= 0", name="within_capacity"),
    sa.Index("uq_quantity_standing", "key", "measure", unique=True, postgresql_where=sa.text("recorded_until IS NULL")),
)

redaction = table("redaction", Nature.PROJECTION, text("digest", primary_key=True), text("entry"))

PROJECTIONS = (
    register, institution, administrator, client_key, passkey, key_revocation, client_allowance, registration,
    registration_version, party, encumbrance, encumbrance_key, encumbrance_terms, subordination, further_claim,
    quantity, redaction, inquiry,
)  # fmt: skip
CLOSABLE = (
    administrator, client_key, passkey, client_allowance, registration_version, encumbrance, encumbrance_key,
    encumbrance_terms, subordination, quantity,
)  # fmt: skip
