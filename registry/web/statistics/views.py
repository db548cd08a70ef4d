"""/statistics, for everybody, and /regulator, for those who watch over lending; and every table of both as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from registry.domain.access import Permission
from registry.domain.calendar import add_months, day_of
from registry.domain.collateral import CLASSES
from registry.domain.errors import Refusal
from registry.domain.party import GrantorCategory, InstitutionType
from registry.domain.regions import regions_on
from registry.domain.statistics import months
from registry.domain.statistics.counties import county
from registry.domain.statistics.indicators import BY, INDICATORS, SIDES, SOURCE, TERMS, By, Indicator, Side
from registry.domain.statistics.reach import Reach
from registry.domain.statistics.tabulation import REASONS, Question
from registry.domain.text import Text
from registry.schemas import statistics as told
from registry.schemas.spreadsheet import MEDIA_TYPE
from registry.schemas.words import ENUMERATIONS
from registry.service.statistics import Asked, Table, answered, overview
from registry.store.reads import statistics as read
from registry.store.reads.statistics import Counted
from registry.web.guards import anybody, refused_altogether, signed_in
from registry.web.page import page, sealed
from registry.web.reception import Reception
from registry.web.statistics.picture import Picture, people_figure, picture, said

_MONTHS_SHOWN = 12
_PUBLIC = (
    ("kinds", "in_force", (By.KIND,)),
    ("counties", "in_force", (By.COUNTY,)),
    ("by-month", "registrations", (By.MONTH, By.KIND)),
    ("amounts", "amount", (By.MONTH,)),
)
"""The pictures of the public page: their names on it, the figure and its groups."""
_CHOICES: tuple[tuple[By, ...], ...] = (
    (By.MONTH,), (By.KIND,), (By.COUNTY,), (By.INSTITUTION_TYPE,), (By.INSTITUTION,), (By.TERM,), (By.GRANTOR,),
    (By.VERB,), (By.RULE,), (By.PURPOSE,), (By.MONTH, By.KIND), (By.MONTH, By.COUNTY), (By.MONTH, By.INSTITUTION_TYPE),
    (By.MONTH, By.TERM), (By.MONTH, By.GRANTOR), (By.MONTH, By.VERB), (By.MONTH, By.RULE), (By.COUNTY, By.KIND),
)  # fmt: skip


def pages(here: Reception, *, fewest: int) -> Blueprint:
    """The routes; ``fewest`` cases are what a figure told to everybody is made of."""
    desk = _Desk(here, fewest)
    blueprint = Blueprint("figures", __name__)
    for path, name, view in (
        ("/statistics", "public", anybody(here, desk.public, right=Permission.STATISTICS)),
        ("/statistics/<measure>.csv", "public_csv", anybody(here, desk.public_csv, right=Permission.STATISTICS)),
        ("/regulator", "regulator", signed_in(here, desk.regulator, right=Permission.SUPERVISE)),
        ("/regulator/<measure>.csv", "regulator_csv", signed_in(here, desk.regulator_csv, right=Permission.SUPERVISE)),
    ):
        blueprint.add_url_rule(path, name, view)
    blueprint.register_error_handler(Refusal, partial(refused_altogether, here))
    blueprint.register_error_handler(HTTPException, partial(refused_altogether, here))
    return blueprint


class _Desk:
    """Answers with pages and files. What is typed into an address and makes no question is passed over: a page with
    what it is about by itself helps its reader more than a refusal."""

    def __init__(self, here: Reception, fewest: int) -> None:
        self._here, self._fewest = here, fewest

    def public(self, here: Reception) -> Response:
        """What is told to everybody, of the last twelve months."""
        counted = read.counted(here.store)
        pictures = {name: self._drawn(name, measure, by=by) for name, measure, by in _PUBLIC} if counted else {}
        return page(
            here,
            "statistics/public",
            **self._state(counted),
            pictures=pictures,
            latest=self._latest(Reach.RELEASED) if counted else {},
            fewest=self._fewest,
        )

    def public_csv(self, _: Reception, measure: str) -> Response:
        """A table of the public page: by month, and county or kind where that is asked."""
        by = {"county": (By.MONTH, By.COUNTY), "kind": (By.MONTH, By.KIND)}.get(request.args.get("by", ""), (By.MONTH,))
        return self._file(Question(indicator=_known(measure), by=by, first=date.min, last=date.max), Reach.RELEASED)

    def regulator(self, here: Reception) -> Response:
        """One figure as its reader chose it, and all of them for the last month."""
        counted = read.counted(here.store)
        question = self._chosen(_known(request.args.get("measure", "in_force")))
        drawn = picture(self._told(question, Reach.ALL), name="chosen") if counted else None
        return page(
            here,
            "statistics/regulator",
            **self._state(counted),
            question=question,
            drawn=drawn,
            latest=self._latest(Reach.ALL) if counted else {},
            csv=f"/regulator/{question.indicator.code}.csv?{urlencode([*_address(question)])}",
            choices=_choices(question.indicator),
            offered=self._offered(question),
            chosen={str(by): value for by, value in question.filters.items()},
            source=SOURCE,
        )

    def regulator_csv(self, _: Reception, measure: str) -> Response:
        return self._file(self._chosen(_known(measure)), Reach.ALL)

    def _told(self, question: Question, reach: Reach) -> Table:
        today = day_of(self._here.clock())
        return answered(self._here.store, Asked(question=question, reach=reach), fewest=self._fewest, today=today)

    def _drawn(self, name: str, measure: str, *, by: tuple[By, ...]) -> Picture:
        first = add_months(day_of(self._here.clock()).replace(day=1), 1 - _MONTHS_SHOWN)
        question = Question(indicator=INDICATORS[measure], by=by, first=first, last=date.max)
        return picture(self._told(question, Reach.RELEASED), name=name)

    def _latest(self, reach: Reach) -> Mapping[Side, list[tuple[Indicator, str]]]:
        """Of every figure what it came to in the last month, by side."""
        found: dict[Side, list[tuple[Indicator, str]]] = {side: [] for side in Side}
        for indicator, line in overview(self._here.store, reach=reach, fewest=self._fewest):
            shown = f"{people_figure(line.value or 0, indicator.unit)} {said(indicator.unit_text)}"
            found[indicator.side].append((indicator, said(REASONS[line.withheld]) if line.withheld else shown))
        return found

    def _state(self, counted: tuple[Counted, ...]) -> dict[str, Any]:
        """How far is counted, and in what."""
        return {
            "as_of": counted[-1].until if counted else None,
            "months": [months.written(each.month) for each in counted],
            "is_open": bool(counted) and not counted[-1].complete,
            "sides": SIDES,
            "by_words": BY,
            "indicators": INDICATORS,
        }

    def _chosen(self, indicator: Indicator) -> Question:
        """What the form says, as far as the figure is grouped so."""
        asked = request.args
        by = tuple(each for each in By if str(each) in asked.get("by", "").split(","))
        return Question(
            indicator=indicator,
            by=by if by in _choices(indicator) else (By.MONTH,),
            first=months.read(asked.get("from", "")) or date.min,
            last=months.read(asked.get("until", "")) or date.max,
            filters=dict(self._narrowed(indicator)),
        )

    def _narrowed(self, indicator: Indicator) -> Iterator[tuple[By, str]]:
        for by, values in self._values().items():
            value = request.args.get(str(by), "")
            if by in indicator.by and value in {code for code, _ in values}:
                yield by, value

    def _offered(self, question: Question) -> list[tuple[By, Text, list[tuple[str, Text]]]]:
        """By what the figure can be narrowed, each with the values there are."""
        return [(by, BY[by], values) for by, values in self._values().items() if by in question.indicator.by]

    def _values(self) -> Mapping[By, list[tuple[str, Text]]]:
        today = day_of(self._here.clock())
        return {
            By.KIND: [(kind, cls.name) for kind, cls in CLASSES.items()],
            By.COUNTY: [(each.code, county(each.code, today)) for each in regions_on(today)],
            By.INSTITUTION_TYPE: [(str(each), ENUMERATIONS["institution_type"][each]) for each in InstitutionType],
            By.TERM: [(str(term), text) for term, text in TERMS.items()],
            By.GRANTOR: [(str(each), ENUMERATIONS["grantor_category"][each]) for each in GrantorCategory],
        }

    def _file(self, question: Question, reach: Reach) -> Response:
        made = told.spreadsheet(self._told(question, reach))
        headers = {"Content-Disposition": f'attachment; filename="{question.indicator.code}.csv"'}
        answer = Response(made, content_type=f"{MEDIA_TYPE}; charset=utf-8; header=present", headers=headers)
        return sealed(self._here, answer)


def _known(measure: str) -> Indicator:
    return INDICATORS.get(measure) or abort(404)


def _choices(indicator: Indicator) -> list[tuple[By, ...]]:
    return [each for each in _CHOICES if set(each) <= set(indicator.by)]


def _address(question: Question) -> Iterator[tuple[str, str]]:
    """The question as it stands behind an address."""
    yield "by", ",".join(question.by)
    if question.first != date.min:
        yield "from", months.written(question.first)
    if question.last != date.max:
        yield "until", months.written(question.last)
    yield from ((str(by), value) for by, value in question.filters.items())
