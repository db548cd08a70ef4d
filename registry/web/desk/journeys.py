"""The pages of each verb that is filed at the desk: one table. What stands on them is the schemas' to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import marshmallow as ma

from registry.domain.claim import ConsentKind
from registry.domain.collateral import CLASSES
from registry.domain.errors import Fault
from registry.domain.lifecycle import Verb
from registry.domain.text import Text
from registry.schemas import acts, follow_ups, registrations
from registry.schemas.collateral import ITEMS
from registry.web.desk.offers import Offers, named
from registry.web.desk.papers import PAPERS
from registry.web.forms import Field, Member, Part, Widget, members_of, words_of
from registry.web.typed import Body, found, put

TERMS = (
    "interest", "statutory_registration", "transfer_restriction", "delivered_at", "contract_effective_at",
    "allocated_amount", "prior_lease",
)  # fmt: skip
_OF_THE_PAGES = ("client_reference", "documents", "acknowledged", "claim_id")  # typed nowhere, or on a page of its own
Members = Callable[[Body, Offers], tuple[Member, ...]]
Completes = Callable[[Body, Offers], None]
"""Adds to what was typed what the register knows already."""
Judged = Callable[[Body], tuple[Fault, ...]]
"""What the law of one part has to say of it before the rest is typed."""


def _nothing(_body: Body, _offers: Offers) -> None:
    return


def _unjudged(_: Body) -> tuple[Fault, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page of a form. ``several`` is the list of which another can be added there."""

    name: str
    title: Text
    members: Members
    completes: Completes = _nothing
    judged: Judged = _unjudged
    several: str | None = None
    hint: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """How a verb is filed. ``path`` is where the API takes it, after the registration it follows up if it does."""

    name: Text
    steps: tuple[Step, ...]
    path: str
    acknowledges: bool = False  # whether findings can be acknowledged in it
    behalf: Callable[[Body, Offers], str | None] = field(default=lambda _, offers: offers.whose.identifier)

    def step(self, name: str) -> Step | None:
        return next((each for each in self.steps if each.name == name), None)

    def after(self, step: Step) -> str:
        """The name of the page that comes next; behind the last one everything is checked."""
        names = [*(each.name for each in self.steps), "check"]
        return names[names.index(step.name) + 1]


# --- what is given ----------------------------------------------------------------------------------------------------


def _asset(at: str) -> Members:
    def members(body: Body, _: Offers) -> tuple[Member, ...]:
        kind = found(body, f"{at}/kind")
        return members_of(ITEMS[kind], at, without=("kind", *TERMS)) if kind in ITEMS else ()

    return members


def _of_the_asset(at: str) -> Judged:
    def judged(body: Body) -> tuple[Fault, ...]:
        item = _loaded(ITEMS[found(body, f"{at}/kind")], found(body, at))
        return tuple(item.asset.faults(f"/{at}")) if item else ()

    return judged


def _of_the_claim(body: Body) -> tuple[Fault, ...]:
    claim = _loaded(registrations.ClaimIn(), found(body, "secured_claim"))
    return tuple(claim.faults()) if claim else ()


def _loaded(schema: Any, value: Any) -> Any:
    """What a part says, once it says what it must."""
    try:
        return schema.load(value)
    except ma.ValidationError:
        return None


def _asset_step(at: str, title: Text) -> Step:
    return Step(name="asset", title=title, members=_asset(at), judged=_of_the_asset(at))


# --- who gives, who lends ---------------------------------------------------------------------------------------------


def _grantors(body: Body, _: Offers) -> tuple[Member, ...]:
    count = max(1, len(found(body, "grantors") or ()))
    return tuple(
        Part(
            name=f"grantors/{index}",
            label=Text(f"担保人 {index + 1}", f"Grantor {index + 1}"),
            required=True,
            members=members_of(registrations.GrantorIn(), f"grantors/{index}"),
        )
        for index in range(count)
    )


def _claim(_: Body, offers: Offers) -> tuple[Member, ...]:
    lender = Field(
        name="secured_creditor/identifier/value",
        label=Text("担保权人", "Secured creditor"),
        widget=Widget.CHOICE,
        required=True,
        options=named(offers.lenders),
    )
    whole = members_of(registrations.RegisterIn(), "", without=(*_OF_THE_PAGES, "secured_creditor", "filed_as"))
    return (lender, *_flattened(whole, "secured_claim"), *_of_the_term(whole))


def _flattened(members: tuple[Member, ...], name: str) -> tuple[Member, ...]:
    part = next(each for each in members if each.name == name and isinstance(each, Part))
    return tuple(each for each in part.members if not each.name.endswith("/claim_id"))


def _of_the_term(members: tuple[Member, ...]) -> Iterator[Member]:
    yield from (each for each in members if each.name == "expires_on")


def _with_lender(body: Body, offers: Offers) -> None:
    """A lender is who his record says."""
    code = found(body, "secured_creditor/identifier/value")
    if lender := next((each for each in offers.lenders if each.identifier == code), None):
        creditor = {"type": "organization", "name": lender.name}
        put(body, "secured_creditor", value={**creditor, "identifier": {"scheme": "uscc", "value": code}})


# --- papers -----------------------------------------------------------------------------------------------------------


def _papers(body: Body, _: Offers) -> tuple[Member, ...]:
    seen = Field(
        name="documents", label=Text("已核验原件", "Originals seen"), widget=Widget.TICKS, options=PAPERS, of="kind"
    )
    given = Field(
        name="consents", label=Text("已取得的同意和备案", "Consents and filings that were given"),
        widget=Widget.TICKS, options=words_of(map(str, ConsentKind)), of="kind",
    )  # fmt: skip
    return (seen, given, *_terms(body))


def _terms(body: Body) -> Iterator[Member]:
    """What is agreed about the asset; the interest only where its kind takes several."""
    kind = found(body, "collateral/0/kind")
    if kind not in ITEMS:
        return
    allowed = CLASSES[kind].interests
    for each in members_of(ITEMS[kind], "collateral/0"):
        name = each.name.rpartition("/")[2]
        if name == "interest" and isinstance(each, Field):
            if len(allowed) > 1:
                yield replace(each, options=words_of(map(str, allowed)))
        elif name in TERMS:
            yield each


def _with_papers(body: Body, offers: Offers) -> None:
    """Whoever ticks a paper has seen it; it is filed under the contract's number."""
    contract = found(body, "secured_claim/contract_number")
    reference = contract if isinstance(contract, str) and contract.strip() else "原件"
    seen = {"reference": reference, "original_seen_by": offers.here.person().name}
    ticked = found(body, "documents") or ()
    put(body, "documents", value=[{"kind": each["kind"], **seen} for each in ticked] or None)


# --- what follows up --------------------------------------------------------------------------------------------------


def _items(offers: Offers, *, of: str = "") -> Field:
    return Field(
        name="collateral", label=Text("担保财产", "Items of collateral"), widget=Widget.TICKS, required=True,
        options=offers.items, of=of,
    )  # fmt: skip


def _follow_up(schema: Any, *, of: str = "", items: bool = True) -> Step:
    def members(_: Body, offers: Offers) -> tuple[Member, ...]:
        typed = members_of(schema, "", without=(*_OF_THE_PAGES, "collateral"))
        return (*((_items(offers, of=of),) if items else ()), *typed)

    return Step(name="particulars", title=Text("申请内容", "What is filed"), members=members)


# --- what a court has ordered -----------------------------------------------------------------------------------------


def _writ(_: Body, offers: Offers) -> tuple[Member, ...]:
    courts = tuple((each.name, Text(each.name, each.name)) for each in offers.courts)
    return tuple(
        replace(each, widget=Widget.CHOICE, options=courts)
        if each.name == "court" and isinstance(each, Field)
        else each
        for each in members_of(acts.SeizeIn(), "", without=("assets",))
    )


def _court(body: Body, offers: Offers) -> str | None:
    return next((each.identifier for each in offers.courts if each.name == body.get("court")), None)


JOURNEYS: Mapping[Verb, Journey] = {
    Verb.REGISTER: Journey(
        name=Text("登记", "Registration"),
        path="/v1/registrations",
        acknowledges=True,
        behalf=lambda body, _: found(body, "secured_creditor/identifier/value"),
        steps=(
            _asset_step("collateral/0", Text("担保财产", "The asset")),
            Step(
                name="grantors",
                title=Text("担保人", "Who gives"),
                members=_grantors,
                several="grantors",
                hint=Text("以家庭承包的，填写承包方代表。", "Of a household, its representative."),
            ),
            Step(
                name="claim",
                title=Text("担保权人与债权", "Who lends, and what"),
                members=_claim,
                completes=_with_lender,
                judged=_of_the_claim,
            ),
            Step(
                name="papers",
                title=Text("材料与同意", "Papers and consents"),
                members=_papers,
                completes=_with_papers,
                hint=Text("只需勾选已当面核验的材料，无须上传。", "Tick what you have seen; nothing is uploaded."),
            ),
        ),
    ),
    Verb.FURTHER_CLAIM: Journey(
        name=Text("追加债权", "Further claim"), path="further-claims", acknowledges=True,
        steps=(_follow_up(follow_ups.FurtherClaimIn(), of="id"),),
    ),
    Verb.STATUTORY_REGISTRATION: Journey(
        name=Text("法定登记情况申报", "Report of the statutory registration"), path="statutory-registrations",
        steps=(_follow_up(follow_ups.StatutoryReportIn()),),
    ),
    Verb.SUBORDINATION: Journey(
        name=Text("顺位变更", "Subordination"), path="subordinations",
        steps=(_follow_up(follow_ups.SubordinationIn()),),
    ),
    Verb.RELEASE: Journey(
        name=Text("部分解除", "Release of part"), path="releases", steps=(_follow_up(follow_ups.ReleaseIn()),),
    ),
    Verb.DISCHARGE: Journey(
        name=Text("注销登记", "Discharge"), path="discharge",
        steps=(_follow_up(registrations.DischargeIn(), items=False),),
    ),
    Verb.SEIZE: Journey(
        name=Text("查封登记（法院纸质文书）", "Seizure (a court's order on paper)"), path="/v1/seizures", behalf=_court,
        steps=(
            _asset_step("assets/0", Text("被查封的财产", "What is seized")),
            Step(name="writ", title=Text("法院文书", "The court's order"), members=_writ),
        ),
    ),
}  # fmt: skip
"""By verb; the desk files these and no others."""

FOLLOW_UPS = tuple(verb for verb, each in JOURNEYS.items() if not each.path.startswith("/"))
