"""An answer as it is shown: what `/v1/lien-status` says, with its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from registry.domain import lien_status as law
from registry.domain.access import Role
from registry.domain.calendar import day_of
from registry.domain.on_record import Register
from registry.domain.outline import Outline
from registry.domain.text import Text
from registry.geometry import ground_shared
from registry.schemas import answers
from registry.web.drawing import ladder, parcel_map, timeline
from registry.web.drawing.svg import said
from registry.web.drawing.timeline import Line
from registry.web.language import language

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """One right over the asset: its key, its liens, and their picture."""

    key: str
    liens: tuple[Mapping[str, Any], ...]
    picture: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    answer: Answer
    layers: tuple[Layer, ...]
    times: Markup | None
    map: Markup | None
    overlaps: tuple[Mapping[str, Any], ...]  # by the numbers they have on the map


@dataclass(frozen=True, slots=True)
class Whose:
    """For which institution an answer is, and in which role it asks."""

    institution: str
    role: Role


def told(register: Register, *, whose: Whose, livemode: bool) -> Answer:
    """What the register says, as the API says it."""
    kind, own, role = register.asked.kind, whose.institution, whose.role
    return answers.lien_status(law.status(register), kind=kind, livemode=livemode, own=own, role=role)


def shown(register: Register, answer: Answer) -> Shown:
    """The answer with its pictures, in the reader's language."""
    shared = _shared(register, answer)
    return Shown(
        answer=answer,
        layers=tuple(_layers(answer)),
        times=_times(answer),
        map=_map(register, shared) if register.outlines() else None,
        overlaps=tuple(each for each in answer["linked"] if each["registration"] in shared),
    )


def _layers(answer: Answer) -> Iterator[Layer]:
    """Each right over the asset with the liens on it; what is seized is the asset, so that stands above each."""
    every = iter(answer["liens"])  # layer by layer
    for place, layer in enumerate(answer["layers"]):
        liens = tuple(next(every) for _ in layer["liens"])
        drawn = ladder.drawn(liens, answer["seizures"], name=f"ladder-{place}", language=language())
        yield Layer(layer["key"], liens, drawn)


def _times(answer: Answer) -> Markup | None:
    lines = list(_lines(answer))
    if not lines:
        return None
    newer = [_day(each["at"]) for each in answer["newer"]]
    return timeline.drawn(lines, as_of=_day(answer["as_of"]), newer=newer, language=language())


def _lines(answer: Answer) -> Iterator[Line]:
    for lien in answer["liens"]:
        creditor = lien["secured_creditor"] or said(ladder.A_PERSON, language())
        yield Line(creditor, "lien", _day(lien["registered_at"]), date.fromisoformat(lien["expires_on"]))
    for seizure in answer["seizures"]:
        name = f"{said(Text('查封', 'seizure'), language())} {seizure['court']}"
        yield Line(name, "seizure", _day(seizure["served_at"]), date.fromisoformat(seizure["until"]))
    for hold in answer["holds"]:
        name = f"{said(Text('交易预留', 'hold'), language())} {hold['case_number']}"
        yield Line(name, "hold", _day(hold["recorded_at"]), date.fromisoformat(hold["until"]))


def _shared(register: Register, answer: Answer) -> Mapping[str, tuple[Outline, ...]]:
    """The ground that the asset shares, by the registrations that the answer links for it."""
    told = [each["registration"] for each in answer["linked"] if "overlap" in each]
    near = {each.registration: outline for each in register.burdened() if (outline := each.asset.outline)}
    return ground_shared(register.outlines(), {number: near[number] for number in told if number in near})


def _map(register: Register, shared: Mapping[str, tuple[Outline, ...]]) -> Markup:
    return parcel_map.drawn(register.outlines(), shared, language=language())


def _day(instant: str) -> date:
    return day_of(datetime.fromisoformat(instant))
