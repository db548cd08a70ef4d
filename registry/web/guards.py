"""What stands before every page: who may ask for it, and whose form is believed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission, person_may
from registry.domain.errors import (
    FilingInProgress,
    LargeFilingUnderWay,
    NotPermitted,
    Refusal,
    TooManyRequests,
    Unavailable,
)
from registry.domain.people.roles import Person
from registry.web import onward
from registry.web.page import page, see_other
from registry.web.reception import Reception

View = Callable[..., Response]
_STATUS = (((Unavailable, FilingInProgress), 503), ((LargeFilingUnderWay,), 429))  # of what may be tried again
Again = Callable[[Refusal], Response]


def anybody(here: Reception, view: View, *, right: Permission = Permission.SIGN_IN) -> View:
    """Whoever comes; his forms only from this register's own pages. ``right`` is one that the table gives the
    public."""

    @wraps(view)
    def guarded(**values: str) -> Response:
        if request.method == "POST" and not (here.sent_from_here() and here.sent_with_its_word()):
            return _not_ours(here)
        return view(here, **values)

    guarded.right, guarded.access = right, "public"  # type: ignore[attr-defined]
    return guarded


def signed_in(
    here: Reception,
    view: View,
    *,
    right: Permission = Permission.ACCOUNT,
    keeps: tuple[str, ...] = (),
    otherwise: Callable[[Person], bool] = lambda _: False,
) -> View:
    """Whoever is signed in and has the right, or to whom it is open ``otherwise``. Who is not signed in does that first
    and then goes on: to the page he asked for, or with what he typed, of which the fields that ``keeps`` names come
    back."""

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
        if not (person_may(visitor.person.roles, right) or otherwise(visitor.person)):
            raise NotPermitted(f"no role of this person has a right to {right}")
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
    """A page for what no form can put right; the trail is told by which rule."""
    if isinstance(refused, Refusal):
        g.problem = refused.code
    if isinstance(refused, HTTPException):
        return page(here, "refused", status=refused.code or 500)
    if isinstance(refused, TooManyRequests):
        answer = page(here, "refused", status=429, refused=refused)
        answer.headers["Retry-After"] = str(refused.retry_after)
        return answer
    status = next((status for kinds, status in _STATUS if isinstance(refused, kinds)), 403)
    return page(here, "refused", status=status, refused=refused)


def _not_ours(here: Reception) -> Response:
    return page(here, "not_ours", status=403)


def _turned_to_the_door(here: Reception) -> Response:
    return see_other(here, f"/sign-in?next={onward.known(request.path)}")


def _sign_in_first(here: Reception, *, keeps: tuple[str, ...]) -> Response:
    carried = onward.kept(keeps)
    return page(here, "people/sign_in", status=403, next=request.path, kept=carried, login="", notice="over")
