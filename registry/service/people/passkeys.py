"""A person's own passkeys: he has one made, shows that he holds it, and from then on it waits for two administrators.

Why it is used once before it waits: what an authenticator says when it makes a passkey is signed by nobody, so that
whoever saw a public key could put it forward as his own. The possession is shown by a signature, which goes into the
entry, and anybody can look at it again.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.passkeys import (
    LONGEST_LABEL,
    POSSESSION,
    REGISTRATION,
    Possession,
    challenge_of,
    registration_base,
)
from registry.domain.people.refusals import PasskeyNotNew
from registry.domain.text import Text
from registry.service.passkeys import Place, ask, believed, count_on, institution_of, refused, taken
from registry.service.people.showing import Shown, vouched
from registry.signing.passkeys import (
    Owner,
    creation_options,
    read_answer,
    registered,
    request_options,
    require_assertion,
)
from registry.store import passkeys
from registry.store.reads import passkeys as read
from registry.store.reads.passkeys import Made
from registry.store.reads.people import SignedIn

_NONCE_BYTES = 16
MOST = 10
"""Of one person, so that nobody fills the register with them."""


def begin(place: Place, visitor: SignedIn, *, shown: Shown, at: datetime) -> dict[str, Any]:
    """What the browser is to make. Whoever asks has shown once more who he is: a session that was left open is not
    enough. Raises SignInRefused, NoPasskeysHere."""
    mine, origin = visitor.person, place.origin
    institution_of(mine)
    vouched(place.store, place.authority, shown=shown, at=at)
    held = read.own(place.store, mine.id)
    if len(held) >= MOST:
        raise InvalidParticulars(Fault("/label", "too_many", Text(f"最多 {MOST} 个。", f"At most {MOST}.")))
    base = registration_base(register=place.register, person=mine.id, nonce=secrets.token_bytes(_NONCE_BYTES))
    ask(place, visitor, purpose=REGISTRATION, about=mine.id, base=base, at=at)
    return creation_options(
        Owner(id=mine.id, login=mine.login, name=mine.name),
        issuer=place.authority.issuer.name,
        origin=origin,
        challenge=challenge_of(base),
        held=[each.credential for each in held],
    )


def make(place: Place, visitor: SignedIn, *, answer: str, label: str, at: datetime) -> str:
    """The name of the new passkey; it counts for nothing yet. Raises PasskeyRefused, PasskeyNotNew."""
    mine, origin = visitor.person, place.origin
    base = taken(place, visitor, purpose=REGISTRATION, about=mine.id, at=at)
    with believed():
        made = registered(answer, origin=origin, challenge=challenge_of(base))
    if not passkeys.made(place.store, made, person=mine.id, label=label_of(label), at=at):
        raise PasskeyNotNew
    return made.key_id


def begin_showing(place: Place, visitor: SignedIn, *, key_id: str, at: datetime) -> dict[str, Any]:
    """What the new passkey is to sign, by which it is shown that it is held. Raises PasskeyRefused for one that is not
    one's own."""
    mine, made = visitor.person, _own(place, visitor, key_id=key_id)
    shown = Possession(register=place.register, person=mine.id, institution=institution_of(mine), key_id=key_id)
    base = shown.base()
    ask(place, visitor, purpose=POSSESSION, about=key_id, base=base, at=at)
    return request_options(origin=made.passkey.origin, challenge=challenge_of(base), allowed=[made.passkey.credential])


def show(place: Place, visitor: SignedIn, *, key_id: str, answer: str, at: datetime) -> None:
    """The passkey waits for two administrators from now on. Raises PasskeyRefused."""
    made = _own(place, visitor, key_id=key_id)
    base = taken(place, visitor, purpose=POSSESSION, about=key_id, at=at)
    with believed():
        given = read_answer(answer).assertion
        count = require_assertion(given, made.passkey, challenge=challenge_of(base))
    count_on(place, key_id, count=count)
    if not passkeys.shown(place.store, key_id, person=visitor.person.id, possession=given.written()):
        refused("it was shown before")


def drop(place: Place, visitor: SignedIn, *, key_id: str) -> None:
    """One of his own that counts for nothing yet is no more. What is enrolled is ended by an entry."""
    passkeys.drop(place.store, key_id, person=visitor.person.id)


def _own(place: Place, visitor: SignedIn, *, key_id: str) -> Made:
    made = read.made(place.store, key_id)
    if made is None or made.person != visitor.person.id:
        refused("a passkey that is not one's own")
    return made


def label_of(typed: str) -> str:
    """What a person calls a device of his, on one line. Raises InvalidParticulars."""
    label = " ".join("".join(filter(lambda each: each.isprintable(), typed)).split())
    if not 0 < len(label) <= LONGEST_LABEL:
        said = Text(f"名称为 1 至 {LONGEST_LABEL} 个字符。", f"A name of 1 to {LONGEST_LABEL} characters.")
        raise InvalidParticulars(Fault("/label", "malformed", said))
    return label
