"""Where somebody goes once he has signed in: to a page of ours that needs it, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import current_app, request
from werkzeug.exceptions import HTTPException

HOME = "/account"
_MOST_FIELDS = 200


def known(path: str, *, method: str = "GET") -> str:
    """The path, if it is one of those pages; else ``HOME``. An address of another host is none of them, however it is
    spelled, for what is not a path of a route of ours is never repeated."""
    if not path.startswith("/") or path.startswith("//"):
        return HOME
    routes = current_app.url_map.bind("")
    try:
        endpoint, _ = routes.match(path, method=method)
    except HTTPException:
        return HOME
    needs_a_session = getattr(current_app.view_functions[endpoint], "access", "") == "session"
    return path if needs_a_session else HOME


def kept(names: tuple[str, ...]) -> str:
    """What was typed into a form that nobody is signed in for any more, to be carried over the sign-in. Only what the
    form says may be: never a password, a code or the word of a session that is over."""
    return urlencode([(name, value) for name in names for value in request.form.getlist(name)])


def read_kept(text: str) -> list[tuple[str, str]]:
    """What a form carried over; of what nobody would have typed, nothing."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []
