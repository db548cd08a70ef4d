"""Check your answers: everything that was typed, what the register makes of it, the paper, and the second person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from flask import Response, request

from registry.domain.drafts.draft import Paper
from registry.domain.drafts.refusals import DraftMoved
from registry.domain.errors import Fault, Refusal
from registry.domain.text import Text
from registry.schemas.words import ENUMERATIONS
from registry.service import drafts
from registry.web.desk.counter import Counter
from registry.web.desk.kept import Kept, fault, kept
from registry.web.desk.outlook import Outlook, outlook
from registry.web.desk.steps import faults_on, moved_on
from registry.web.guards import answered
from registry.web.page import page, see_other

_UNSIGNED = Text(
    "请打印申请书，由申请人签名后勾选；或者录入申请人自带文书的摘要。",
    "Print the application, have it signed and tick so; or give the digest of the applicant's own paper.",
)
_CHANGED = Text(
    "打印申请书之后又改过内容：请重新打印并签名。",
    "Something was changed since the application was printed: print it again and have it signed.",
)


def check(here: Counter, draft: str) -> Response:
    form = kept(here, draft)
    if moved := moved_on(form):
        return see_other(here, form.path(moved))
    return _page(form)


def submit(here: Counter, draft: str) -> Response:
    """From here on it waits for a second person. Sent twice, it waits once."""
    form = kept(here, draft)
    if moved := moved_on(form):
        return see_other(here, form.path(moved))

    def act() -> Response:
        saved = form.revised(_acknowledged(form), paper=_paper(form), version=here.version_sent())
        seen = outlook(saved) if not saved.faults else Outlook()
        if saved.faults or seen.refused or not _all_ticked(saved, seen):
            return _page(saved, sent=True)
        drafts.submit(here.store, by=here.person(), seen=saved.draft.seen, at=here.clock())
        return see_other(here, saved.path("second"))

    return answered(act, again=lambda refused: _page(kept(here, draft), refused=refused, sent=True))


def application(here: Counter, draft: str) -> Response:
    """The application to print and sign, with the digest that is kept of it."""
    form = kept(here, draft)
    moved_on(form)
    return page(here, "desk/application", form=form)


def application_text(here: Counter, draft: str) -> Response:
    """The text alone, for whoever takes its digest anew."""
    form = kept(here, draft)
    moved_on(form)
    named = {"Content-Disposition": f'attachment; filename="{draft}.txt"', "Cache-Control": "no-store"}
    return Response(form.application, content_type="text/plain; charset=utf-8", headers=named)


def _acknowledged(form: Kept) -> dict[str, object]:
    if not form.journey.acknowledges:
        return form.body
    ticked = sorted(set(request.form.getlist("acknowledged")))
    rest = {name: value for name, value in form.body.items() if name != "acknowledged"}
    return {**rest, "acknowledged": ticked} if ticked else rest


def _paper(form: Kept) -> Paper:
    """The signed paper: the application printed here, or one that the applicant brought. Raises InvalidParticulars."""
    number = request.form.get("number", "").strip() or None
    if (scan := request.files.get("scan")) and (data := scan.read()):
        return Paper(sha256=hashlib.sha256(data).hexdigest(), number=number)
    if own := request.form.get("sha256", "").strip().lower():
        return Paper(sha256=_hexadecimal(own), number=number)
    signed = request.form.get("signed")
    if signed is None:
        raise fault("/signed", "missing", text=_UNSIGNED)
    if signed != form.digest:
        raise fault("/signed", "changed_since", text=_CHANGED)
    return Paper(sha256=form.digest, number=number)


def _hexadecimal(typed: str) -> str:
    if len(typed) != hashlib.sha256().digest_size * 2 or not set(typed) <= set("0123456789abcdef"):
        text = Text("摘要应为 64 位十六进制数。", "A digest has 64 hexadecimal digits.")
        raise fault("/sha256", "bad_format", text=text)
    return typed


def _all_ticked(form: Kept, seen: Outlook) -> bool:
    return {each["code"] for each in seen.to_acknowledge} <= set(form.body.get("acknowledged", ()))


def _elsewhere(form: Kept, wrong: Mapping[str, Sequence[Fault]]) -> tuple[Fault, ...]:
    """What no page of the form could put right."""
    told = {each for listed in wrong.values() for each in listed}
    return tuple(each for each in form.faults if each not in told)


def _page(form: Kept, *, refused: Refusal | None = None, sent: bool = False) -> Response:
    seen = outlook(form) if not form.faults else Outlook()
    procedure = drafts.procedure_for(form.here.store, form.draft)
    wrong = {each.name: faults_on(form, each, faults=form.faults) for each in form.journey.steps}
    status = 409 if isinstance(refused, DraftMoved) else 422 if sent else 200
    return page(
        form.here,
        "desk/check",
        status=status,
        form=form,
        seen=seen,
        wrong=wrong,
        refused=refused or seen.refused,
        sent=sent,
        severities=ENUMERATIONS["severity"],
        elsewhere=_elsewhere(form, wrong),
        ticked=request.form.getlist("acknowledged") or form.body.get("acknowledged", []),
        procedure=procedure,
        own=procedure.needs_number or "own" in request.args or "sha256" in request.form,
        number=request.form.get("number") or form.body.get("document_number", ""),
    )
