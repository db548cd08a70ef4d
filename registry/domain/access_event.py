"""What is remembered of who asked and was refused, and of who got a token: for the auditor, never for a decision.

Kept are the kind and its reason, the client, institution or person once they are proved, the route's rule, a keyed hash
of the address, and how often it came; of people who sign in, moreover, whom it was about. Never kept: a path or a
query (they name registrations and assets), a body, a name, an identity number, an address in clear, a token or a
signature. What an asker merely claims to be is not kept either: of a login that nobody has, a keyed hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from registry.domain import canon
from registry.domain.ids import Fresh, uuid7

LEAST_DAYS = 184
"""Six months, whichever they are; the database refuses to delete earlier."""


class AccessEventKind(StrEnum):
    REFUSED = "refused"  # 401 or 403
    LIMITED = "limited"  # 429
    CODE_REFUSED = "code_refused"  # a certificate was asked for without being named on it and without its check code
    CANARY = "canary"  # somebody asked for what nobody has: see domain.canary
    TOKEN_ISSUED = "token_issued"  # noqa: S105 -- a kind of event, not a password
    TOKEN_REFUSED = "token_refused"  # noqa: S105
    # What people do who sign in, and what is done to them (domain/people).
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    STEP_UP_REFUSED = "step_up_refused"  # somebody who is signed in showed a wrong code for an act
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    TELEPHONE_CHANGED = "telephone_changed"
    INVITATION_TAKEN_UP = "invitation_taken_up"
    PERSON_ENTERED = "person_entered"
    PERSON_INVITED = "person_invited"
    PERSON_DISABLED = "person_disabled"
    RECOVERY_PROPOSED = "recovery_proposed"
    RECOVERY_CONFIRMED = "recovery_confirmed"
    ROLE_PROPOSED = "role_proposed"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    GLASS_ASKED = "break_glass_asked"
    GLASS_OPENED = "break_glass_opened"
    GLASS_ENDED = "break_glass_ended"
    GLASS_REVIEWED = "break_glass_reviewed"
    PAUSE_LIFTED = "pause_lifted"
    TRAIL_READ = "trail_read"
    TRAIL_EXPORTED = "trail_exported"
    # Entries of the journal, told of here beside the rest; nothing is written of them a second time.
    INSTITUTION_ENROLLED = "institution_enrolled"
    KEY_ENROLLED = "key_enrolled"
    KEY_REVOKED = "key_revoked"
    UNMASKED = "unmasked"  # somebody was shown a person's values: written down on its own, before they are shown
    CLIENT_LIMITED = "client_limited"
    ADMINISTRATOR_ENROLLED = "administrator_enrolled"
    ADMINISTRATOR_REVOKED = "administrator_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEvent:
    kind: AccessEventKind
    reason: str
    route: str | None
    address: str
    client: str | None = None
    institution: str | None = None
    person: str | None = None
    concerning: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """An event and when it was."""

    event: AccessEvent
    at: datetime


def rows(seen: Iterable[Seen], *, fresh: Fresh) -> list[dict[str, Any]]:
    """What is written of a batch: what came again within it is one row, from its first instant, with how often. So a
    flood of refusals is as many rows as it has different askers, not as many as it has requests."""
    counted: dict[AccessEvent, list[datetime]] = {}
    for each in seen:
        counted.setdefault(each.event, []).append(each.at)
    return [
        {
            "id": f"acc_{uuid7(instants[0], fresh)}",
            "at": canon.instant(instants[0]),
            "times": len(instants),
            "kind": str(event.kind),
            "reason": event.reason,
            "route": event.route,
            "address": event.address,
            "client": event.client,
            "institution": event.institution,
            "person": event.person,
            "concerning": event.concerning,
        }
        for event, instants in counted.items()
    ]
