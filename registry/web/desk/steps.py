"""The pages of a form: what was typed on one is kept before it is judged, so that nothing is ever typed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from registry.domain.drafts.draft import DraftState
from registry.domain.drafts.refusals import DraftMoved, UnknownDraft
from registry.domain.errors import Fault, Refusal
from registry.web.desk.counter import Counter
from registry.web.desk.journeys import Step
from registry.web.desk.kept import Kept, kept
from registry.web.filled import filled, stands_under, told
from registry.web.guards import answered
from registry.web.page import page, see_other
from registry.web.typed import Body, found, put, with_typed

_MOST = 50  # of one list, as the schema has it
_STANDS_AT = {
    DraftState.WAITING: "second",
    DraftState.ENTERED: "done",
    DraftState.WITHDRAWN: "ended",
    DraftState.EXPIRED: "ended",
}


def show(here: Counter, draft: str, *, step: str) -> Response:
    """A page as it was filled in last. A draft that is no longer written shows where it stands instead."""
    form = kept(here, draft)
    if moved := moved_on(form):
        return see_other(here, form.path(moved))
    if "checked" in request.args:  # come back from the check, to put right what it found
        return _page(form, _step(form, step), faults=_judged(form, _step(form, step)))
    return _page(form, _step(form, step))


def save(here: Counter, draft: str, *, step: str) -> Response:
    """What was typed is kept; then the next page follows, or this one again with what is wrong."""
    form = kept(here, draft)
    if moved := moved_on(form):
        return see_other(here, form.path(moved))
    at = _step(form, step)
    typed = _typed(form, at)

    def act() -> Response:
        saved = form.revised(typed, paper=form.draft.wanted.paper, version=here.version_sent())
        if at.several and _asks_for_more():
            return see_other(here, saved.path(step))
        if wanted := request.form.get("open"):
            return see_other(here, f"{saved.path(step)}?{urlencode({'open': wanted})}")
        if faults := _judged(saved, at):
            return _page(saved, at, faults=faults)
        return see_other(here, saved.path(saved.journey.after(at)))

    return answered(act, again=lambda refused: _page(kept(here, draft), at, refused=refused, body=typed))


def moved_on(form: Kept) -> str | None:
    """The page at which a draft stands that is written no longer. Raises UnknownDraft where another writes it."""
    state = form.draft.state_at(form.here.clock())
    if state in (DraftState.WRITTEN, DraftState.RETURNED) and form.draft.maker != form.here.person().id:
        raise UnknownDraft(form.draft.id)
    return _STANDS_AT.get(state)


def faults_on(form: Kept, step: Step, *, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Those of what is typed on this page."""
    names = [each.name for each in step.members(form.body, form.offers)]
    return tuple(each for each in faults if any(stands_under(each.pointer, name) for name in names))


def _step(form: Kept, name: str) -> Step:
    step = form.journey.step(name)
    if step is None:
        raise UnknownDraft(name)
    return step


def _judged(form: Kept, step: Step) -> tuple[Fault, ...]:
    """What the schema finds, and where that is nothing what the law of this part says of it by itself."""
    found_here = faults_on(form, step, faults=form.faults)
    return found_here or faults_on(form, step, faults=step.judged(form.body))


def _typed(form: Kept, step: Step) -> Body:
    body = with_typed(form.body, step.members(form.body, form.offers), form=request.form)
    step.completes(body, form.offers)
    if step.several is not None and _asks_for_more():
        put(body, step.several, value=_resized(found(body, step.several) or []))
    return body


def _asks_for_more() -> bool:
    """Or for less: the page is shown again, and nothing on it is judged yet."""
    return "more" in request.form or "less" in request.form


def _resized(listed: list[Any]) -> list[Any]:
    less = request.form.get("less", "")
    kept = [each for index, each in enumerate(listed) if str(index) != less or len(listed) == 1]
    return [*kept, {}] if "more" in request.form and len(kept) < _MOST else kept


def _page(
    form: Kept, step: Step, *, faults: Sequence[Fault] = (), refused: Refusal | None = None, body: Body | None = None
) -> Response:
    said = form.body if body is None else body
    members = step.members(said, form.offers)
    status = 409 if isinstance(refused, DraftMoved) else 422 if faults or refused else 200
    return page(
        form.here,
        "desk/step",
        status=status,
        form=form,
        step=step,
        members=filled(members, said, faults=faults, opened=request.args.get("open", "")),
        told=told(members, faults),
        refused=refused,
        known=request.args.get("known") == "yes",
        place=[each.name for each in form.journey.steps].index(step.name) + 1,
    )
