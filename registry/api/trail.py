"""What is noted for the auditor of an answer: that it was a refusal, or a token. How it is kept: ``service.trail``."""

from __future__ import annotations

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
        return response


def _count(office: Office) -> None:
    """A filing that was refused, for the statistics."""
    institution = g.submitted.by.institution
    counted = refused(g.refusal, g.filing, institution=institution, at=office.clock())
    if counted is not None:
        office.tally.note(counted)


def _kind(status: int, *, signs_in: bool) -> AccessEventKind | None:
    if "code_refused" in g:
        return AccessEventKind.CODE_REFUSED
    if signs_in and status == 200:  # noqa: PLR2004
        return AccessEventKind.TOKEN_ISSUED
    kind = _KINDS.get(status)
    return AccessEventKind.TOKEN_REFUSED if signs_in and kind is AccessEventKind.REFUSED else kind


def _event(office: Office, kind: AccessEventKind) -> AccessEvent:
    client, institution = _proved()
    matched = request.url_rule
    return AccessEvent(
        kind=kind,
        reason=g.get("reason") or g.get("problem") or str(kind),
        route=f"{request.method} {matched.rule}" if matched else None,
        address=office.authority.hashed("address", office.limits.address())[:16],
        client=client,
        institution=institution,
    )


def _proved() -> tuple[str | None, str | None]:
    """The client and the institution of whom it is known; of what somebody only claims to be, nothing."""
    if "submitted" in g:
        return g.submitted.by.client, g.submitted.by.institution
    if "caller" in g:
        return g.caller.client_id, g.caller.institution
    return None, None
