"""`registry migrate`"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from registry.cli.administrators import named
from registry.cli.environment import environment_of, folder_option, settings_of
from registry.cli.said import plainly, stop
from registry.domain.errors import AlreadyEnrolled
from registry.domain.filings import Administrator, EnrolAdministrators, Genesis
from registry.service.authority import SERVING, Authority
from registry.service.enrolment import by_the_register
from registry.service.file import Desk
from registry.settings import Settings, database_url
from registry.signing.ring import open_ring
from registry.store import Store
from registry.store import migrate as database


@click.command()
@click.option(
    "--passwords", type=click.Path(path_type=Path, exists=True), help="口令目录：每个角色一个文件 | one file per role"
)
@folder_option
@plainly
def migrate(*, passwords: Path | None, folder: Path) -> None:
    """升级数据库到最新迁移 | Bring the database to the newest migration, in one transaction."""
    url = database_url(environment_of("migrate", folder))
    database.upgrade(url, passwords=read_passwords(passwords) if passwords else {})
    click.echo(f"数据库已在迁移 {database.head()} | the database is at migration {database.head()}")


def read_passwords(folder: Path) -> dict[str, str]:
    """One file per database role, named after it."""
    return {role: (folder / role).read_text(encoding="utf-8").strip() for role in database.ROLES}


@click.command()
@click.option(
    "--administrator", "given", multiple=True, metavar="代号=JWK文件",
    help="首批管理员，至少两人 | the first administrators, two or more: NAME=JWKFILE",
)  # fmt: skip
@folder_option
@plainly
def init(*, given: tuple[str, ...], folder: Path) -> None:
    """写入日志首项与首批管理员 | Write the journal's first entry, once, and the first administrators."""
    begin_journal(settings_of("serve", folder), tuple(map(_named, given)))
    click.echo("日志已建立 | the journal has begun")
    if not given:
        click.echo("尚无管理员，不能登记机构与密钥 | without administrators nobody can be enrolled", err=True)


def _named(text: str) -> Administrator:
    name, _, path = text.partition("=")
    if not name or not Path(path).is_file():
        stop(f"应为 代号=JWK文件：{text}。", f"Not NAME=JWKFILE: {text}.")
    return named(name, Path(path))


def begin_journal(settings: Settings, administrators: tuple[Administrator, ...] = ()) -> None:
    """Write the journal's first entry, once: whose register this is, whether what stands in it is real, and who its
    administrators are. A register that was begun without any is told of them by an entry of its own."""
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=1)
    issuer = authority.issuer
    try:
        desk = Desk(store, authority)
        with suppress(AlreadyEnrolled):
            genesis = Genesis(
                issuer=issuer.name, origin=issuer.origin, livemode=issuer.livemode, administrators=administrators
            )
            desk.file(genesis, by_the_register())
            return
        if administrators:
            desk.file(EnrolAdministrators(administrators=administrators), by_the_register())
    finally:
        store.close()
