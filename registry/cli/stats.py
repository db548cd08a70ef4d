"""`registry stats`: the figures of the register, for whoever runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table as Grid

from registry.cli.environment import environment_of, folder_option
from registry.cli.said import plainly, stop
from registry.domain.calendar import day_of
from registry.domain.errors import InvalidParticulars
from registry.domain.statistics import months
from registry.domain.statistics.indicators import BY, INDICATORS, SIDES, By
from registry.domain.statistics.reach import Reach
from registry.domain.statistics.tabulation import REASONS, Line, Question
from registry.jobs import statistics
from registry.process import clock
from registry.schemas import statistics as told
from registry.schemas.answers import people_time
from registry.service.statistics import Asked, Table, answered
from registry.settings import database_url
from registry.store import Store
from registry.store.reads import statistics as read


@click.command()
@click.argument("measure", required=False, type=click.Choice(list(INDICATORS)))
@click.option("--by", "by", default="month", show_default=True, help="分组，逗号分隔 | groups, divided by commas")
@click.option("--from", "first", help="起始月份 | first month, 2026-11")
@click.option("--until", "last", help="截止月份 | last month")
@click.option("--where", multiple=True, help="筛选，如 kind=crop | a filter, such as kind=crop")
@click.option("--released", is_flag=True, help="只显示向社会公布的 | only what everybody is told")
@click.option(
    "--fewest", default=5, show_default=True, help="公布的数字至少由多少件构成 | cases a published figure has"
)
@click.option("--count", is_flag=True, help="先统计到此刻 | count first what is settled by now")
@click.option("--anew", is_flag=True, help="先全部重新统计 | count everything anew first")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV | print CSV")
@folder_option
@plainly
def stats(measure: str | None, **given: Any) -> None:
    """统计：不指明指标时列出全部指标及其总数 | Figures; without a measure all there are, with their totals."""
    url = database_url(environment_of("worker", given["folder"]))
    with closing(Store(url, pool_size=1)) as store:
        if given["count"] or given["anew"] or not read.counted(store):
            _count(store, anew=given["anew"])
        try:
            _print(store, measure, given=given)
        except InvalidParticulars as wrong:
            stop(" ".join(each.text.zh for each in wrong.faults), " ".join(each.text.en for each in wrong.faults))


def _count(store: Store, *, anew: bool) -> None:
    columns = (TextColumn("统计 | counting"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[month]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("count", total=None, month="")
        statistics.run(
            store,
            clock(),
            anew=anew,
            done=lambda span, due: bar.update(task, total=due, advance=1, month=months.written(span.month)),
        )


def _print(store: Store, measure: str | None, *, given: Mapping[str, Any]) -> None:
    if measure is None:
        _overview([_asked(store, each, given=given) for each in INDICATORS], as_json=given["as_json"])
        return
    table = _asked(store, measure, given=given)
    if given["as_csv"]:
        click.echo(told.spreadsheet(table), nl=False)
    elif given["as_json"]:
        click.echo(json.dumps(told.table(table), ensure_ascii=False))
    else:
        _grid(table)


def _asked(store: Store, measure: str, *, given: Mapping[str, Any]) -> Table:
    question = Question(
        indicator=INDICATORS[measure],
        by=tuple(_group(each) for each in given["by"].split(",")),
        first=_month(given["first"], date.min),
        last=_month(given["last"], date.max),
        filters=dict(_filter(each) for each in given["where"]),
    )
    asked = Asked(question=question, reach=Reach.RELEASED if given["released"] else Reach.ALL)
    return answered(store, asked, fewest=given["fewest"], today=day_of(clock()))


def _group(text: str) -> By:
    try:
        return By(text)
    except ValueError:
        known = ", ".join(By)
        stop(f"不能按 {text} 分组，可选：{known}。", f"{text} is no group; there are {known}.")


def _filter(text: str) -> tuple[By, str]:
    name, _, value = text.partition("=")
    return _group(name), value


def _month(text: str | None, default: date) -> date:
    found = months.read(text) if text else default
    return found or stop(f"{text} 不是月份，应如 2026-11。", f"{text} is no month such as 2026-11.")


def _overview(tables: list[Table], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([told.table(each) for each in tables], ensure_ascii=False))
        return
    grid = Grid("指标 measure", "", "方面 side", "最近月份 last month", "单位 unit")
    for each in tables:
        of = each.question.indicator
        last = each.lines[-1] if each.lines else None
        shown = _figure(last, each) if last else "—"
        grid.add_row(
            of.code,
            f"{of.name.zh} {of.name.en}",
            f"{SIDES[of.side].zh} {SIDES[of.side].en}",
            shown,
            f"{of.unit_text.zh} {of.unit_text.en}",
        )
    Console().print(grid)
    _state(tables[0])


def _grid(table: Table) -> None:
    question = table.question
    head = [f"{BY[By.MONTH].zh} {BY[By.MONTH].en}"] if By.MONTH in question.by else []
    grid = Grid(*head, *(f"{BY[by].zh} {BY[by].en}" for by in question.groups), title=question.indicator.name.zh)
    grid.add_column(question.indicator.unit_text.zh, justify="right")
    for line in table.lines:
        month = [months.written(line.month)] if line.month else []
        groups = (told.worded(by, code, of=table) for by, code in line.group.items())
        grid.add_row(*month, *(each.zh for each in groups), _figure(line, table))
    Console().print(grid)
    _state(table)


def _figure(line: Line, table: Table) -> str:
    if line.withheld:
        return REASONS[line.withheld].zh
    return told.figure(line.value, table.question.indicator.unit) or "—"


def _state(table: Table) -> None:
    if table.as_of:
        click.echo(f"统计截至 {people_time(table.as_of)} | counted up to then")
