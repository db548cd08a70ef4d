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
from registry.domain.canon import encode
from registry.domain.drafts.draft import Draft
from registry.domain.drafts.refusals import UnknownDraft
from registry.domain.entry import Entry
from registry.domain.filings import Filing
from registry.domain.ids import uuid7
from registry.schemas import answers
from registry.schemas import drafts as told
from registry.schemas.answers import Answer
from registry.schemas.drafted import wanted_of
from registry.service.drafts import opened
from registry.service.file import Filed
from registry.service.handing_in import handed_in, tried
from registry.store import searches
from registry.store.reads import drafts as read

_json = json.JSONEncoder(ensure_ascii=False).encode
WAITS = "超出该系统的权限，待本机构人员复核 | more than the client may file: it waits for a person of its institution"
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
        return _rehearsed(filing, lambda made: answers.rehearsed(made, livemode=office().livemode))
    return _handed_in(filing, lambda filed: _version_of(answers.registration, filed))


def followed_up(filing: Filing, render: Callable[..., Answer], *, dry_run: bool) -> Response:
    """Enter a change of a registration, or rehearse it."""
    if dry_run:
        return _rehearsed(filing, lambda made: {**_of(render, made), "dry_run": True, "certificate": None})
    return _handed_in(filing, lambda filed: _version_of(render, filed))


def acted(filing: Filing, render: Callable[..., Answer], *, dry_run: bool) -> Response:
    """Enter what a court or an exchange files, or rehearse it."""
    if dry_run:
        return _rehearsed(filing, lambda made: {**_of(render, made), "dry_run": True})

    def entered(filed: Filed) -> Response:
        body = _of(render, filed.entry, jws=filed.jws)
        return answer(body, 201, Location=body["certificate"]["bundle"])

    return _handed_in(filing, entered)


def drafted(draft: str, *, institution: str) -> Answer:
    """Where a draft stands. Raises UnknownDraft for any of another institution."""
    here = office()
    row = read.shown(here.store, draft, institution=institution)
    if row is None:
        raise UnknownDraft(draft)
    reason = opened(here.store, here.authority, draft=draft, institution=institution).reason
    return told.listed(row, at=here.clock(), livemode=here.livemode, reason=reason)


def etag(version: int) -> str:
    return f'"{version}"'


def _handed_in(filing: Filing, entered: Callable[[Filed], Response]) -> Response:
    """The entry; or, where it is more than the client may file by itself, the draft it waits as. What is refused is
    counted by what was filed (``trail``)."""
    g.filing = filing
    here, by = office(), submitted()
    wanted = wanted_of(filing, by.request)
    found = handed_in(here.desk, filing, submitted=by, wanted=wanted, at=here.clock())
    if isinstance(found, Draft):
        body = drafted(found.id, institution=by.by.institution)
        return answer(body, 202, Location=f"/v1/drafts/{found.id}", ETag=etag(body["version"]))
    return entered(found)


def _rehearsed(filing: Filing, render: Callable[[Entry], Answer]) -> Response:
    here, by = office(), submitted()
    found = tried(here.desk, filing, submitted=by, wanted=wanted_of(filing, by.request), at=here.clock())
    _record(filing)
    if isinstance(found, Draft):
        return answer(told.rehearsed(found, livemode=here.livemode), 202)
    return answer(render(found.entry))


def _of(render: Callable[..., Answer], made: Entry, *, jws: str | None = None) -> Answer:
    return render(made, jws, livemode=office().livemode)


def _version_of(render: Callable[..., Answer], filed: Filed) -> Response:
    body = _of(render, filed.entry, jws=filed.jws)
    return answer(body, 201, Location=f"/v1/registrations/{body['number']}", ETag=etag(body["version"]))


def _record(filing: Filing) -> None:
    """A dry run asks what stands on the keys; that makes it a search."""
    here = office()
    number = f"srch_{uuid7(here.clock(), os.urandom)}"
    client = submitted().by.client
    searches.record(here.store, id=number, client=client, purpose="dry_run", keys=filing.locks())
