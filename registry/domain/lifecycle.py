"""The states of registrations, seizures and holds, and the one table of what leads where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from registry.domain.errors import RegistrationEnded


class Verb(StrEnum):
    """What can be filed; also the kind of the journal's entries."""

    GENESIS = "genesis"
    ENROL_ADMINISTRATORS = "enrol_administrators"
    REVOKE_ADMINISTRATOR = "revoke_administrator"
    ENROL_INSTITUTION = "enrol_institution"
    ENROL_KEY = "enrol_key"
    REVOKE_KEY = "revoke_key"
    LIMIT_CLIENT = "limit_client"
    ENROL_PASSKEY = "enrol_passkey"
    REVOKE_PASSKEY = "revoke_passkey"
    REGISTER = "register"
    FURTHER_CLAIM = "further_claim"
    STATUTORY_REGISTRATION = "statutory_registration"
    SUBORDINATION = "subordination"
    RELEASE = "release"
    DISCHARGE = "discharge"
    REDACT = "redact"
    SEARCH = "search"
    SEIZE = "seize"
    LIFT_SEIZURE = "lift_seizure"
    HOLD = "hold"
    RELEASE_HOLD = "release_hold"
    TRANSFER = "transfer"
    ATTEST = "attest"


class Status(StrEnum):
    """Everything else about a registration is a flag."""

    ACTIVE = "active"
    LAPSED = "lapsed"  # computed from the date; the right may live on (wording.md)
    DISCHARGED = "discharged"
    REVOKED = "revoked"


class ActStatus(StrEnum):
    """Of a seizure or a hold. That it has lapsed, waits or was disturbed is computed, never recorded."""

    ACTIVE = "active"
    LIFTED = "lifted"
    RELEASED = "released"


TRANSITIONS: Mapping[tuple[Status, Verb], Status] = {
    (Status.ACTIVE, Verb.FURTHER_CLAIM): Status.ACTIVE,  # a lapsed entry takes on nothing new
    (Status.ACTIVE, Verb.STATUTORY_REGISTRATION): Status.ACTIVE,
    (Status.LAPSED, Verb.STATUTORY_REGISTRATION): Status.LAPSED,
    (Status.ACTIVE, Verb.SUBORDINATION): Status.ACTIVE,
    (Status.LAPSED, Verb.SUBORDINATION): Status.LAPSED,
    (Status.ACTIVE, Verb.RELEASE): Status.ACTIVE,
    (Status.LAPSED, Verb.RELEASE): Status.LAPSED,
    (Status.ACTIVE, Verb.ATTEST): Status.ACTIVE,  # its receipt is split or reissued: the lien goes on
    (Status.LAPSED, Verb.ATTEST): Status.LAPSED,
    (Status.ACTIVE, Verb.DISCHARGE): Status.DISCHARGED,
    (Status.LAPSED, Verb.DISCHARGE): Status.DISCHARGED,
}


def after(status: Status, verb: Verb) -> Status:
    """The state a verb leads to. Raises RegistrationEnded where it leads nowhere."""
    try:
        return TRANSITIONS[status, verb]
    except KeyError:
        raise RegistrationEnded(f"{verb} on {status}") from None


def status_on(recorded: Status, *, expires_on: date, day: date) -> Status:
    """What an entry recorded as active is on a day: its term includes the day it expires on (民法典第203条)."""
    return Status.LAPSED if recorded is Status.ACTIVE and day > expires_on else recorded
