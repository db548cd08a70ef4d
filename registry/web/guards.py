"""What stands before every page: who may ask for it, and whose form is believed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, request
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission, require_person
from registry.domain.errors import FilingInProgress, Refusal, TooManyRequests, Unavailable
from registry.web import onward
from registry.web.page import page, see_other
from registry.web.reception import Reception

View = Callable[..., Response]
Again = Callable[[Refusal], Response]


def anybody(here: Reception, view: View) -> View:
    """Whoever comes; his forms only from this register's own pages."""

    @wraps(view)
    def guarded(**values: str) -> Response:
        if request.method == "POST" and not (here.sent_from_here() and here.sent_with_its_word()):
            return _not_ours(here)
        return view(here, **values)

    guarded.right, guarded.access = Permission.SIGN_IN, "public"  # type: ignore[attr-defined]
    return guarded


def signed_in(
    here: Reception, view: View, *, right: Permission = Permission.ACCOUNT, keeps: tuple[str, ...] = ()
) -> View:
    """Whoever is signed in and has the right. Who is not signed in does that first and then goes on: to the page he
    asked for, or with what he typed, of which the fields that ``keeps`` names come back."""

    @wraps(view)
    def guarded(**values: str) -> Response:
        posted = request.method == "POST"
        if posted and not here.sent_from_here():
            return _not_ours(here)
        visitor = here.visitor()
        if visitor is None:
            return _sign_in_first(here, keeps=keeps) if posted else _turned_to_the_door(here)
        if posted and not here.sent_with_its_word():
            return _not_ours(here)
        require_person(visitor.person.roles, right)
        return view(here, **values)

    guarded.right, guarded.access = right, "session"  # type: ignore[attr-defined]
    return guarded


def answered(act: Callable[[], Response], *, again: Again) -> Response:
    """What an act answers, or the form once more with what is wrong. The one place in which a page meets a refusal."""
    try:
        return act()
    except Refusal as refused:
        return again(refused)


def refused_altogether(here: Reception, refused: Refusal | HTTPException) -> Response:
    """A page for what no form can put right."""
    if isinstance(refused, HTTPException):
        return page(here, "refused", status=refused.code or 500)
    if isinstance(refused, TooManyRequests):
        answer = page(here, "refused", status=429, refused=refused)
        answer.headers["Retry-After"] = str(refused.retry_after)
        return answer
    is_away = isinstance(refused, (Unavailable, FilingInProgress))
    return page(here, "refused", status=503 if is_away else 403, refused=refused)


def _not_ours(here: Reception) -> Response:
    return page(here, "not_ours", status=403)


def _turned_to_the_door(here: Reception) -> Response:
    return see_other(here, f"/sign-in?next={onward.known(request.path)}")


def _sign_in_first(here: Reception, *, keeps: tuple[str, ...]) -> Response:
    carried = onward.kept(keeps)
    return page(here, "people/sign_in", status=403, next=request.path, kept=carried, login="", notice="over")
