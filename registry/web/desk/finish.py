"""The last pages: the second person, who shows on the same screen that it is he, and what there is to print."""

from __future__ import annotations

from flask import Response, request

from registry.domain.certificate import check_code
from registry.domain.drafts.draft import COUNTER, DraftState
from registry.domain.drafts.refusals import DraftMoved, UnknownDraft
from registry.domain.errors import Refusal
from registry.schemas.drafted import filing_of
from registry.schemas.printed import Copied, printed
from registry.service import drafts
from registry.service.certificates import bundle
from registry.service.drafts import Second
from registry.service.people.showing import Shown, vouched
from registry.service.subject_report import copies
from registry.signing.jws import read_compact
from registry.store.reads import certificates
from registry.store.reads.certificates import Certified
from registry.web.desk.counter import Counter
from registry.web.desk.kept import Kept, begun, kept
from registry.web.guards import answered
from registry.web.page import page, see_other

_PDF = "application/pdf"


def second(here: Counter, draft: str) -> Response:
    """Where the second person confirms, on the screen of the first."""
    form = kept(here, draft)
    if form.draft.state_at(here.clock()) is not DraftState.WAITING:
        return see_other(here, _where(form))
    return _asked(form)


def confirm(here: Counter, draft: str) -> Response:
    """The filing is entered, once, however often this is sent: what has been entered is shown again."""
    form = kept(here, draft)
    if form.draft.state_at(here.clock()) is not DraftState.WAITING:
        return see_other(here, _where(form))

    def act() -> Response:
        if form.draft.version != here.version_sent():
            raise DraftMoved(form.draft.state)
        shown = Shown(
            login=request.form.get("login", ""),
            password=request.form.get("password", ""),
            code=request.form.get("code", ""),
        )
        person = vouched(here.store, here.authority, shown=shown, at=here.clock())
        filing = filing_of(form.draft.wanted)
        drafts.enter(here.desk, filing, draft=form.draft, second=Second(person=person), at=here.clock())
        return see_other(here, form.path("done"))

    return answered(act, again=lambda refused: _asked(form, refused=refused))


def take_back(here: Counter, draft: str) -> Response:
    """Its maker goes on with what waits: a new draft that says the same, in place of the old one."""
    form = kept(here, draft)
    wanted = form.draft.wanted
    number = form.offers.number
    drafts.withdraw(here.store, by=here.person().id, institution=here.whose(), seen=form.draft.seen, at=here.clock())
    anew = begun(here, wanted.verb, body=form.body, number=number, behalf=wanted.behalf)
    return see_other(here, f"/desk/{anew}/{form.journey.steps[0].name}")


def done(here: Counter, draft: str) -> Response:
    """What was entered, and the two copies."""
    form = kept(here, draft)
    if form.draft.entry is None:
        return see_other(here, _where(form))
    found = _certificate(form)
    code = check_code(read_compact(found.jws).payload)
    return page(here, "desk/done", form=form, found=found, code=code, copies=_copies(here, found))


def ended(here: Counter, draft: str) -> Response:
    """That nothing comes of it any more."""
    return page(here, "desk/ended", form=kept(here, draft))


def certificate(here: Counter, draft: str) -> Response:
    """The certificate on paper, for those who filed it: with every personal value that is printed. With the place of a
    grantor it is his copy, with the code by which he asks what is registered against him. Raises UnknownDraft."""
    found = _certificate(kept(here, draft))
    place = request.args.get("grantor", type=int)
    copy = next((each for each in _copies(here, found) if each[0].place == place), None)
    if place is not None and copy is None:
        raise UnknownDraft(draft)
    made = printed(here.press, bundle(here.store, here.authority, found=found, disclosed=True), copy=copy)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return Response(made, content_type=_PDF, headers=headers)


def _copies(here: Counter, found: Certified) -> list[Copied]:
    """Of a registration, one for each of its grantors."""
    return copies(here.store, here.authority, number=found.of.registration) if found.of else []


def _certificate(form: Kept) -> Certified:
    found = certificates.by_entry(form.here.store, form.draft.entry or "")
    if found is None:
        raise UnknownDraft(form.draft.id)
    return found


def _where(form: Kept) -> str:
    at = {DraftState.ENTERED: "done", DraftState.WITHDRAWN: "ended", DraftState.EXPIRED: "ended"}
    return form.path(at.get(form.draft.state_at(form.here.clock()), "check"))


def _asked(form: Kept, *, refused: Refusal | None = None) -> Response:
    status = 409 if isinstance(refused, DraftMoved) else 422 if refused else 200
    at_the_counter = form.draft.institution == COUNTER
    return page(
        form.here,
        "desk/second",
        status=status,
        form=form,
        refused=refused,
        here_too=at_the_counter,
        mine=form.draft.maker == form.here.person().id,
        login=request.form.get("login", ""),
    )
