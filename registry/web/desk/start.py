"""The first page of the desk: what waits there, and what can be begun."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Response, request

from registry.domain.asking import by_key
from registry.domain.collateral import CLASSES
from registry.domain.drafts.draft import DraftState, standing
from registry.domain.errors import Fault, InvalidParticulars, Refusal
from registry.domain.identifiers import IdentifierFault, parse_registration_number
from registry.domain.lifecycle import Verb
from registry.domain.people.roles import PersonRole
from registry.domain.text import Text
from registry.schemas.known import wire_of
from registry.store.reads import drafts as read
from registry.store.reads.lien_status import on_keys
from registry.web.desk.counter import Counter
from registry.web.desk.journeys import FOLLOW_UPS, JOURNEYS
from registry.web.desk.kept import Kept, begun, kept, plain, written
from registry.web.desk.offers import Offers
from registry.web.guards import answered
from registry.web.page import page, see_other
from registry.web.typed import Body, found

_MOST = 40
_DESCRIBED = 12  # so many are opened, to say what they are about
_SOON = timedelta(days=5)
_A_HOUSEHOLD = {
    "type": "natural_person", "identifier": {"scheme": "citizen_id"}, "role": "household_representative",
    "category": "农户",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A line of a list on the first page."""

    path: str
    name: Text
    about: str
    row: dict[str, Any]
    is_urgent: bool


def home(here: Counter) -> Response:
    return _home(here)


def register(here: Counter) -> Response:
    """A registration is begun with the kind of the asset and, where there is one, the number on its certificate."""

    def act() -> Response:
        body, is_known = _first_item(here, "collateral")
        made = _begun_once(here, Verb.REGISTER, body={**body, "grantors": [_A_HOUSEHOLD]})
        return see_other(here, f"/desk/{made}/asset{'?known=yes' if is_known else ''}")

    return answered(act, again=lambda refused: _home(here, form="register", refused=refused))


def seize(here: Counter) -> Response:
    """So is what a court's order on paper is about."""

    def act() -> Response:
        body, is_known = _first_item(here, "assets")
        made = _begun_once(here, Verb.SEIZE, body=body)
        return see_other(here, f"/desk/{made}/asset{'?known=yes' if is_known else ''}")

    return answered(act, again=lambda refused: _home(here, form="seize", refused=refused))


def follow_up(here: Counter) -> Response:
    """What follows up a registration is begun with its number."""

    def act() -> Response:
        number, verb = _number(), _verb()
        offers = Offers(here, number=number)
        made = begun(here, verb, body={}, number=number, behalf=offers.whose.identifier)
        return see_other(here, f"/desk/{made}/{JOURNEYS[verb].steps[0].name}")

    return answered(act, again=lambda refused: _home(here, form="follow-up", refused=refused))


def _home(here: Counter, *, form: str = "", refused: Refusal | None = None) -> Response:
    me = here.person()
    return page(
        here,
        "desk/home",
        status=422 if refused else 200,
        form=form,
        refused=refused,
        kinds=[(kind, cls.name) for kind, cls in CLASSES.items()],
        follow_ups=[(str(verb), JOURNEYS[verb].name) for verb in FOLLOW_UPS],
        seizes=PersonRole.REGISTRAR in me.roles and me.institution is None,
        **_lists(here),
        names={str(verb): each.name for verb, each in JOURNEYS.items()},
        typed={name: request.form.get(name, "") for name in ("kind", "code", "number", "verb")},
    )


def _lists(here: Counter) -> dict[str, Any]:
    """What waits, by what for: his own drafts, and those of others for which he may be the second person."""
    me, at = here.person().id, here.clock()
    rows = read.listing(here.store, institution=here.whose(), limit=_MOST, filters={})
    for row in rows:
        row["state"] = standing(DraftState(row["state"]), expires_at=row["expires_at"], at=at)
    mine = [row for row in rows if row["maker"] == me]
    return {
        "written": list(_waiting(here, _in(mine, DraftState.WRITTEN, DraftState.RETURNED))),
        "waiting": list(_waiting(here, _in(mine, DraftState.WAITING))),
        "others": [row for row in _in(rows, DraftState.WAITING) if row["maker"] != me],
        "entered": list(_waiting(here, _in(mine, DraftState.ENTERED)[:5])),
    }


def _in(rows: list[dict[str, Any]], *states: DraftState) -> list[dict[str, Any]]:
    return [row for row in rows if row["state"] in states]


_PAGES = {DraftState.WAITING: "second", DraftState.ENTERED: "done"}


def _waiting(here: Counter, rows: list[dict[str, Any]]) -> Iterator[Waiting]:
    soon = here.clock() + _SOON
    for index, row in enumerate(rows):
        if (verb := Verb(row["verb"])) not in JOURNEYS:
            continue
        first = JOURNEYS[verb].steps[0].name
        yield Waiting(
            path=f"/desk/{row['id']}/{_PAGES.get(row['state'], first)}",
            name=JOURNEYS[verb].name,
            about=_about(kept(here, row["id"])) if index < _DESCRIBED else "",
            row=row,
            is_urgent=row["state"] not in _PAGES and row["expires_at"] < soon,
        )


def _about(form: Kept) -> str:
    """Whose it is, in as few words as a list has room for."""
    named = (found(form.body, place) for place in ("grantors/0/name", "secured_creditor/name", "court"))
    return " · ".join(filter(None, (form.offers.number, *map(plain, named))))


def _first_item(here: Counter, listed: str) -> tuple[Body, bool]:
    """The first item of a filing, with what the register knows of the asset under that code, and whether it does."""
    kind, code = request.form.get("kind", ""), request.form.get("code", "")
    if kind not in CLASSES:
        raise InvalidParticulars(
            Fault("/kind", "unknown_kind", Text("请选择担保财产种类。", "Choose a kind of asset."))
        )
    known = _known(here, kind, code=code) if code.strip() else None
    return {listed: [known or {"kind": kind, **_placed(kind, code)}]}, known is not None


def _known(here: Counter, kind: str, *, code: str) -> Body | None:
    """The asset as whoever filed upon it last described it."""
    asked = by_key(kind, code)
    if asked is None:
        return None
    (register,) = on_keys(here.store, [asked], as_of=None)
    assets = [each.asset for each in register.recorded() if each.asset.kind == kind]
    return wire_of(assets[-1]) if assets else None


def _placed(kind: str, code: str) -> Body:
    """A number into the field whose standard it meets, or else into the first that holds some number."""
    declared = [(each.name, each.metadata["particular"]) for each in dataclasses.fields(CLASSES[kind])]  # type: ignore[arg-type]
    if not code.strip():
        return {}
    for name, particular in declared:
        if particular.normalise and _meets(particular.normalise, code):
            return {name: code}
    return next(({name: code} for name, _ in declared if name.endswith("_number")), {})


def _meets(standard: Any, code: str) -> bool:
    try:
        standard(code.strip())
    except IdentifierFault:
        return False
    return True


def _number() -> str:
    try:
        return parse_registration_number(request.form.get("number", ""))
    except IdentifierFault as wrong:
        raise InvalidParticulars(Fault("/number", wrong.code, Text(wrong.zh, wrong.en))) from None


def _verb() -> Verb:
    chosen = request.form.get("verb", "")
    if chosen not in FOLLOW_UPS:
        raise InvalidParticulars(Fault("/verb", "missing", Text("请选择办理事项。", "Choose what is filed.")))
    return Verb(chosen)


def _begun_once(here: Counter, verb: Verb, *, body: Body) -> str:
    """A new draft; or, where the page was sent twice, the one that the first began and nobody has touched since."""
    me = here.person()
    rows = read.listing(here.store, institution=here.whose(), limit=_MOST, filters={})
    mine = [row for row in rows if row["maker"] == me.id and row["verb"] == verb]
    last = here.opened(mine[0]["id"]) if mine else None
    if last and (last.version, last.wanted.body) == (1, written(body)):
        return last.id
    return begun(here, verb, body=body, behalf=last.wanted.behalf if last else None)
