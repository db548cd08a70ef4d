"""May it enter? What holds for every verb stands here; the rest is the verb's own."""

from __future__ import annotations

from datetime import timedelta

from registry.domain.access import Role, require_verb
from registry.domain.errors import KeyRevoked, Unavailable
from registry.domain.filings.base import Decision, Filing
from registry.domain.ids import Fresh
from registry.domain.names import on_ground
from registry.domain.party import Filer
from registry.domain.registration import Ground

FUSE = timedelta(seconds=60)


def decide(filing: Filing, ground: Ground, *, by: Filer, fresh: Fresh) -> Decision:
    """The facts the filing becomes, or a Refusal. Pure: all it knows was read behind the lock.

    An instant that does not exceed the last of its keys, or what was already answered as settled, would contradict
    an answer given: the clock has stepped back, and nothing is entered until it has caught up. Nor is anything while an
    entry waits too long for the public log: nobody can sit on a filing unseen.
    """
    require_verb(by.role, filing.verb)
    require_live_key(ground, by=by)
    if ground.at <= ground.settled_until or (ground.last_instant is not None and ground.at <= ground.last_instant):
        raise Unavailable("the database's clock is behind the register")
    if ground.waiting_since is not None and ground.at - ground.waiting_since > FUSE:
        raise Unavailable("an entry has waited for the public log for more than a minute")
    return filing.decide(on_ground(ground), fresh)


def require_live_key(ground: Ground, *, by: Filer) -> None:
    """Raise KeyRevoked for a key that no longer counts. A repeat answers what was entered before, and even that only to
    whom it may be told, so this comes first."""
    if by.role != Role.REGISTER and (ground.standing is None or not ground.standing.key_live):
        raise KeyRevoked
