"""Whoever administers shows a code of his telephone for every act: a session that was left open is not enough."""

from __future__ import annotations

from datetime import datetime

from registry.domain.errors import Fault, InvalidParticulars
from registry.domain.people import one_time_code
from registry.domain.people.roles import Person
from registry.domain.text import Text
from registry.service.authority import Authority
from registry.service.people.trying import counted
from registry.store import Store
from registry.store.people import changing
from registry.store.reads.people import known


class StepUpRefused(InvalidParticulars):
    """The code was none, was used before, or too many were wrong."""

    def __init__(self) -> None:
        said = Text(
            "验证码不正确、已用过，或者因连续失败暂停：请待手机显示下一个验证码后再试。",
            "The code is wrong, was used before, or there is a pause after failures: wait for the next one.",
        )
        super().__init__(Fault("/code", "wrong_code", said))


def step_up(store: Store, authority: Authority, *, person: Person, code: str, at: datetime) -> None:
    """Raises StepUpRefused unless it is the code of this person's telephone now, which is used up by it. Counted apart
    from his sign-ins: whoever fails at these does not sit before his session."""
    tried = authority.hashed("step_up", person.id)
    is_open, found = counted(store, tried, at=at), known(store, person.login)
    if not (is_open and found):
        raise StepUpRefused
    secret = authority.kept(found.secret, of=found.person.id)
    step = one_time_code.step_shown(secret, code, at=at, used=found.used)
    if step is None:
        raise StepUpRefused
    with changing(store) as people:
        if not people.use_code(person.id, step, kept=found.hash):
            raise StepUpRefused
        people.note_try(tried, at=at, believed=True)
