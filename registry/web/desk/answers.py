"""The answers of a form in plain words, page by page, for whoever checks or signs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.domain.measures import Unit
from registry.domain.text import Text
from registry.web.desk.journeys import Journey, Step
from registry.web.desk.offers import Offers
from registry.web.filled import Filled, FilledField, FilledPart, filled
from registry.web.forms import Field, Widget, words_of
from registry.web.typed import Body

_YES, _NO = Text("是", "yes"), Text("否", "no")
_YUAN = Text("元", "yuan")
_BESIDE = {
    "wan": Text("{} 万元", "{} × 10,000 yuan"), "m2": Text("{} 平方米", "{} m²"), "mu": Text("{} 亩", "{} mu"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer."""

    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Answered:
    """A page of the form with what was answered on it."""

    step: Step
    answers: tuple[Answer, ...]


def answered(journey: Journey, body: Body, *, offers: Offers) -> tuple[Answered, ...]:
    return tuple(Answered(step, tuple(_answers(filled(step.members(body, offers), body)))) for step in journey.steps)


def _answers(members: tuple[Filled, ...], *, of: Text | None = None) -> Iterator[Answer]:
    """Of one part among several, and of one that could be left out, each question says what part it is of."""
    parts = sum(isinstance(each, FilledPart) for each in members)
    for each in members:
        if isinstance(each, FilledField):
            if each.values:
                yield Answer(_within(of, each.field.label), said(each))
        else:
            is_told = parts > 1 or not each.part.required
            yield from _answers(each.members, of=_within(of, each.part.label) if is_told else of)


def _within(of: Text | None, label: Text) -> Text:
    return Text(f"{of.zh} · {label.zh}", f"{of.en} · {label.en}") if of else label


def said(each: FilledField) -> Text:
    """What stands in a field, as people read it."""
    field, values = each.field, each.values
    if field.widget is Widget.TRUTH:
        return {"true": _YES, "false": _NO}.get(each.value, _plain(each.value))
    if field.widget is Widget.MONEY:
        return _measured(each.value, _YUAN, beside=each.beside)
    if field.widget is Widget.QUANTITY:
        return _measured(each.value, _unit(values), beside=each.beside)
    if field.options:
        return _listed([_chosen(field, code) for code in values])
    return _plain("；".join(values).replace("T", " ") if field.widget is Widget.INSTANT else "；".join(values))


def _chosen(field: Field, code: str) -> Text:
    return next((words for each, words in field.options if each == code), _plain(code))


def _listed(words: list[Text]) -> Text:
    return Text("、".join(each.zh for each in words), ", ".join(each.en for each in words))


def _measured(value: str, unit: Text, *, beside: tuple[str, str] | None) -> Text:
    made = Text(f"{value} {unit.zh}", f"{value} {unit.en}")
    if beside is None:
        return made
    also = _BESIDE[beside[1]]
    return Text(f"{made.zh}（{also.zh.format(beside[0])}）", f"{made.en} ({also.en.format(beside[0])})")


def _unit(values: tuple[str, ...]) -> Text:
    code = values[1] if len(values) > 1 else ""
    return words_of([code])[0][1] if code in set(Unit) else _plain(code)


def _plain(text: str) -> Text:
    return Text(text, text)
