"""What is noted for the auditor of an answer: that it was a refusal, a token, of a canary, or what a page did. How it
is kept: ``service.trail``."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, g, request

from registry.api.office import Office
from registry.domain.access import Permission
from registry.domain.access_event import AccessEvent, AccessEventKind, Seen
from registry.domain.statistics.refusals import refused

_KINDS = {
    401: AccessEventKind.REFUSED,
    403: AccessEventKind.REFUSED,
    429: AccessEventKind.LIMITED,
}


def install(app: Flask, office: Office) -> None:
    """Note what this application refuses and to whom it gives tokens."""

    @app.after_request
    def end(response: Response) -> Response:
        view = app.view_functions.get(request.endpoint or "")
        signs_in = getattr(view, "right", None) is Permission.TOKEN
        if kind := _kind(response.status_code, signs_in=signs_in):
            office.trail.note(Seen(_event(office, kind), office.clock()))
        if "filing" in g and "refusal" in g:
            _count(office)
        for each in g.get("noted", ()):  # what a page did (``web.noted``)
            office.trail.note(Seen(replace(_event(office, each["kind"]), **each), office.clock()))
        return response


def _count(office: Office) -> None:
    """A filing that was refused, for the statistics."""
    institution = g.submitted.by.institution
    counted = refused(g.refusal, g.filing, institution=institution, at=office.clock())
    if counted is not None:
        office.tally.note(counted)


def _kind(status: int, *, signs_in: bool) -> AccessEventKind | None:
    if "canary" in g:
        return AccessEventKind.CANARY
    if "code_refused" in g:
        return AccessEventKind.CODE_REFUSED
    if signs_in and status == 200:  # noqa: PLR2004
        return AccessEventKind.TOKEN_ISSUED
    kind = _KINDS.get(status)
    return AccessEventKind.TOKEN_REFUSED if signs_in and kind is AccessEventKind.REFUSED else kind


def _event(office: Office, kind: AccessEventKind) -> AccessEvent:
    matched = request.url_rule
    return AccessEvent(
        kind=kind,
        reason=g.get("canary") or g.get("reason") or g.get("problem") or str(kind),
        route=f"{request.method} {matched.rule}" if matched else None,
        address=office.authority.hashed("address", office.limits.address())[:16],
        **_proved(),
    )


def _proved() -> dict[str, str | None]:
    """The client or person, and the institution, of whom it is known; of what somebody only claims to be, nothing."""
    if "submitted" in g:
        return {"client": g.submitted.by.client, "institution": g.submitted.by.institution}
    if "caller" in g:
        return {"client": g.caller.client_id, "institution": g.caller.institution}
    if visitor := g.get("visitor"):
        return {"person": visitor.person.id, "institution": visitor.person.institution}
    return {}
