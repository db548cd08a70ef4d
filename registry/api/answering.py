"""Turning answers into responses: bytes that repeat, an ETag for the version, a Location for what was made."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import lru_cache

from flask import Response, g, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_accept_header

from registry.api.auth import submitted
from registry.api.office import office
from registry.domain import entry
from registry.domain.canon import encode
from registry.domain.filings import Filing
from registry.domain.ids import uuid7
from registry.schemas import answers
from registry.schemas.answers import Answer
from registry.service.file import Filed
from registry.store import searches

_json = json.JSONEncoder(ensure_ascii=False).encode
REHEARSED = "dry_run=true：同样的检查与答复，不作登记 | the same checks and answer; nothing is entered"


def answer(body: Answer, status: int = 200, **headers: str) -> Response:
    """JSON in UTF-8; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(_json(body), status, {"Cache-Control": "no-store", **named}, content_type="application/json")


def canonical(body: Answer) -> Response:
    """JSON in its one spelling (RFC 8785), for what is kept and checked byte for byte."""
    return Response(encode(body), 200, {"Cache-Control": "no-store"}, content_type="application/json")


def form_of(*forms: str) -> str:
    """Which of these media types the request accepts best, the first where it leaves that open (RFC 9110 section
    12.5.1). Raises NotAcceptable."""
    return _best(request.environ.get("HTTP_ACCEPT", ""), forms)


@lru_cache(maxsize=32)  # a client sends the same header with every question
def _best(accepted: str, forms: tuple[str, ...]) -> str:
    wanted = parse_accept_header(accepted, MIMEAccept)
    form = wanted.best_match(forms) if wanted else forms[0]
    if form is None:
        raise NotAcceptable
    return form


def registered(filing: Filing, *, dry_run: bool) -> Response:
    """Enter a registration, or rehearse it."""
    if dry_run:
        return _rehearsed(filing)
    filed = _entered(filing)
    body = answers.registration(filed.entry, filed.jws, livemode=office().livemode)
    return answer(body, 201, Location=f"/v1/registrations/{body['number']}", ETag=etag(body["version"]))


def followed_up(filing: Filing, render: Callable[..., Answer], *, dry_run: bool) -> Response:
    """Enter a change of a registration, or rehearse it."""
    if dry_run:
        made = office().desk.rehearse(filing, submitted()).entry
        _record(filing)
        body = {**render(made, None, livemode=office().livemode), "dry_run": True, "certificate": None}
        return answer(body)
    filed = _entered(filing)
    body = render(filed.entry, filed.jws, livemode=office().livemode)
    return answer(body, 201, Location=f"/v1/registrations/{body['number']}", ETag=etag(body["version"]))


def acted(filing: Filing, render: Callable[..., Answer], *, dry_run: bool) -> Response:
    """Enter what a court or an exchange files, or rehearse it."""
    if dry_run:
        made = office().desk.rehearse(filing, submitted()).entry
        _record(filing)
        return answer({**render(made, None, livemode=office().livemode), "dry_run": True})
    filed = _entered(filing)
    body = render(filed.entry, filed.jws, livemode=office().livemode)
    return answer(body, 201, Location=body["certificate"]["bundle"])


def etag(version: int) -> str:
    return f'"{version}"'


def _entered(filing: Filing) -> Filed:
    """What is refused is counted by what was filed (``trail``)."""
    g.filing = filing
    return office().desk.file(filing, submitted())


def _rehearsed(filing: Filing) -> Response:
    made: entry.Entry = office().desk.rehearse(filing, submitted()).entry
    _record(filing)
    return answer(answers.rehearsed(made, livemode=office().livemode))


def _record(filing: Filing) -> None:
    """A dry run asks what stands on the keys; that makes it a search."""
    here = office()
    number = f"srch_{uuid7(here.clock(), os.urandom)}"
    client = submitted().by.client
    searches.record(here.store, id=number, client=client, purpose="dry_run", keys=filing.locks())
