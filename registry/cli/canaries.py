"""`registry canaries`: what nobody has a reason to ask for, so that whoever does is reading the register through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from registry.cli.environment import folder_option, settings_of
from registry.cli.said import plainly, stop
from registry.domain import asking, canary
from registry.domain.identifiers import IdentifierFault, Scheme, normalise, parse_registration_number
from registry.domain.party import Identifier
from registry.service.authority import SERVING, Authority
from registry.service.canaries import add as added
from registry.service.canaries import kept
from registry.signing.ring import open_ring

_file_option = click.option(
    "--file", "path", type=click.Path(path_type=Path), required=True, envvar="REGISTRY_CANARIES",
    help="诱饵清单（REGISTRY_CANARIES） | the list that the service reads",
)  # fmt: skip


@click.group()
def canaries() -> None:
    """诱饵 | What stands for nobody: asking for it is noted (`canary`), and answered as anything else is."""


@canaries.command()
@click.argument("label")
@click.option("--code", multiple=True, help="担保财产的编码或标识，可多次 | a code or key of an asset; may be repeated")
@click.option("--identifier", help="证件号码，如 citizen_id:… | a person's number, with its scheme")
@click.option("--name", help="姓名或者名称 | a name")
@click.option("--number", help="登记编号 | a registration's number")
@_file_option
@folder_option
@plainly
def add(label: str, *, path: Path, folder: Path, code: tuple[str, ...], **given: str | None) -> None:
    """增加一项诱饵，LABEL 为审计所见代号 | Add one; LABEL is what the auditor sees."""
    with _authority(folder) as authority:
        names = _names([("code", each) for each in code] or [way for way in given.items() if way[1]])
        try:
            count = added(path, authority, label=label, names=names)
        except ValueError:
            stop("代号为 1 至 32 个小写字母、数字、连字符。", "A label is 1 to 32 small letters, digits, hyphens.")
    click.echo(f"{label}：清单共 {count} 个标识 | {count} names on the list")


@canaries.command(name="list")
@_file_option
@folder_option
@plainly
def listing(*, path: Path, folder: Path) -> None:
    """列出代号及标识数 | Labels, and how many names each has; what they stand for is in no file."""
    with _authority(folder) as authority:
        for label, count in sorted(Counter(kept(path, authority).labels.values()).items()):
            click.echo(f"{label} {count}")


@contextmanager
def _authority(folder: Path) -> Iterator[Authority]:
    settings = settings_of("serve", folder)
    yield Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))


def _names(given: Sequence[tuple[str, str | None]]) -> tuple[str, ...]:
    ways = {way for way, _ in given}
    if len(ways) != 1 or (len(given) > 1 and ways != {"code"}):
        stop(
            "须给出 --code、--identifier、--name、--number 之一。",
            "Give one of --code, --identifier, --name, --number.",
        )
    try:
        return tuple(name for way, value in given for name in _WAYS[way](value or ""))
    except IdentifierFault as wrong:
        stop(wrong.zh, wrong.en)


def _of_code(value: str) -> tuple[str, ...]:
    found = asking.by_code(value)
    if found is None:
        stop("不是任何一类担保财产的标识。", "Not an identity key or code of any kind of collateral.")
    return found.keys


def _of_identifier(value: str) -> tuple[str, ...]:
    scheme, _, number = value.partition(":")
    if scheme not in set(Scheme):
        stop(f"种类应为 {'、'.join(Scheme)} 之一。", f"The scheme is one of {', '.join(Scheme)}.")
    given = normalise(Scheme(scheme), number, today=date.max)
    return (canary.of_identifier(Identifier(Scheme(scheme), given)),)


_WAYS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "code": _of_code,
    "identifier": _of_identifier,
    "name": lambda value: (canary.of_person(value),),
    "number": lambda value: (parse_registration_number(value),),
}
