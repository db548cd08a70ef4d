"""The browser remembers that somebody was believed in it (``domain.people.device``). One cookie for each person, by no
name that says who he is; it opens nothing."""

from __future__ import annotations

from functools import partial
from secrets import token_bytes

from flask import Response, request

from registry.domain.people.device import KNOWN_FOR, NONCE_BYTES, given_to
from registry.domain.people.login import normalised
from registry.web.reception import Reception


def shown(here: Reception, login: str) -> str:
    """What this browser shows for the login that was typed into it."""
    return request.cookies.get(_name(here, normalised(login)), "")


def remember(here: Reception, answer: Response, *, login: str) -> Response:
    """A new one each time, so that one that was stolen is worth nothing after the next sign-in."""
    login, mark = normalised(login), partial(here.authority.hashed, "device")
    made = given_to(login, nonce=token_bytes(NONCE_BYTES), at=here.clock(), mark=mark)
    answer.set_cookie(
        _name(here, login), made, max_age=KNOWN_FOR, path="/", secure=here.has_cover, httponly=True, samesite="Strict"
    )
    return answer


def _name(here: Reception, login: str) -> str:
    prefix = "__Host-" if here.has_cover else ""
    return f"{prefix}registry-device-{here.authority.hashed('device_of', login)[:16]}"
