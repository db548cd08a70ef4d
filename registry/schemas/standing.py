"""A registration as it stands: its first entry, brought up to what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from registry.domain import entry
from registry.domain.calendar import day_of
from registry.domain.collateral import CLASSES
from registry.domain.entry import Entry
from registry.domain.identifiers import certificate_number
from registry.domain.lifecycle import Status, Verb, status_on
from registry.schemas.answers import (
    Answer,
    carried_item,
    certificate_of,
    flags,
    further_claim,
    people_time,
    place_and_effect,
    registration,
)
from registry.store.reads.registrations import Seen


def standing(seen: Seen, *, as_of: datetime | None, livemode: bool) -> Answer:
    """A registration as it stands at an instant: its first entry, with what has become of it."""
    first, at = entry.read(seen.payload), as_of or max(seen.settled_until, seen.recorded_from)
    answer = registration(first, seen.jws, livemode=livemode)
    for made in map(entry.read, seen.later):
        if follow := _LATER.get(made.verb):
            follow(answer, made)
    expires_on = date.fromisoformat(first.decided["expires_on"])
    status = status_on(Status(seen.status), expires_on=expires_on, day=day_of(at))
    for item in (*answer["collateral"], *_further_items(answer)):
        item["ahead"] = _ahead(item, seen.ahead.get(item["id"], []))
        item["rank"] = len(item["ahead"]) + 1
    return {
        **answer,
        "status": str(status),
        "flags": flags(contested=seen.contested),
        "version": seen.version,
        "as_of": people_time(at),
        "certificate": certificate_of(certificate_number(seen.number, seen.version), seen.jws),
    }


def _ahead(item: Answer, standing: Sequence[str]) -> list[str]:
    """Those before it that stand: of what was when it was entered, and of what was under other names of the asset."""
    known = CLASSES[item["kind"]].several_names
    return [each for each in standing if known or each in item["ahead"]]


def given(seen: Seen, *, at: datetime) -> dict[str, Mapping[str, Any]]:
    """The assets that a registration is on at an instant, by the ids of their items: without what was released, and
    with what took a receipt's place. What a discharge freed is there still."""
    first, *later = (entry.read(payload) for payload in (seen.payload, *seen.later))
    pairs = zip(first.decided["collateral"], first.filing["collateral"], strict=True)
    found = {became["id"]: asked["asset"] for became, asked in pairs}
    for made in later:
        if made.at <= at:
            found = dict(_given_on(found, made))
    return found


def _given_on(found: Mapping[str, Mapping[str, Any]], made: Entry) -> Iterator[tuple[str, Mapping[str, Any]]]:
    carried = made.decided.get("carried") or {"collateral": ()}
    gone = _gone(made) if made.verb is Verb.RELEASE else set()
    for item, asset in found.items():
        came = ((each["entered"]["id"], each["asset"]) for each in carried["collateral"] if each["instead_of"] == item)
        if item not in gone:
            yield from dict(came).items() or ((item, asset),)


def _gone(made: Entry) -> set[str]:
    return {each["id"] for each in made.decided["released"]}  # further claims' burdens among them


def _released(answer: Answer, made: Entry) -> None:
    """What went free is no longer among the collateral of any claim."""
    gone = _gone(made)
    for claim in (answer, *answer.get("further_claims", ())):
        claim["collateral"] = [item for item in claim["collateral"] if item["id"] not in gone]
    answer.setdefault("released", []).extend(each["id"] for each in made.decided["released"])


def _furthered(answer: Answer, made: Entry) -> None:
    answer.setdefault("further_claims", []).append(further_claim(made))


def _reported(answer: Answer, made: Entry) -> None:
    told = {each["id"]: place_and_effect(each) for each in made.decided["collateral"]}
    for item in (*answer["collateral"], *_further_items(answer)):
        item.update(told.get(item["id"], {}))


def _subordinated(answer: Answer, made: Entry) -> None:
    own = {each["id"] for each in made.decided["collateral"]}
    for item in (*answer["collateral"], *_further_items(answer)):
        behind = item.get("subordinated_to", [])
        if item["id"] in own and made.decided["behind"] not in behind:
            item["subordinated_to"] = [*behind, made.decided["behind"]]


def _carried(answer: Answer, made: Entry) -> None:
    """What took a receipt's place stands where that stood, for each of the claims."""
    if (carried := made.decided.get("carried")) is None:
        return
    came = [carried_item(each) for each in carried["collateral"]]
    for claim in (answer, *answer.get("further_claims", ())):
        claim["collateral"] = [
            one for item in claim["collateral"] for one in [c for c in came if c["instead_of"] == item["id"]] or [item]
        ]


# Each brings an answer up to a later entry. What a discharge freed is shown still: the status says so.
_LATER: Mapping[Verb, Callable[[Answer, Entry], None]] = {
    Verb.RELEASE: _released,
    Verb.FURTHER_CLAIM: _furthered,
    Verb.STATUTORY_REGISTRATION: _reported,
    Verb.SUBORDINATION: _subordinated,
    Verb.ATTEST: _carried,
}


def _further_items(answer: Answer) -> Iterator[Answer]:
    for claim in answer.get("further_claims", ()):
        yield from claim["collateral"]
