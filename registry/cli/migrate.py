"""`registry migrate`"""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.environment import environment_of, folder_option, settings_of
from registry.cli.said import plainly
from registry.domain.errors import AlreadyEnrolled
from registry.domain.filings import Genesis
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
@folder_option
@plainly
def init(*, folder: Path) -> None:
    """写入日志首项 | Write the journal's first entry, once."""
    begin_journal(settings_of("serve", folder))
    click.echo("日志已建立 | the journal has begun")


def begin_journal(settings: Settings) -> None:
    """Write the journal's first entry, once: whose register this is, and whether what stands in it is real."""
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=1)
    issuer = authority.issuer
    try:
        genesis = Genesis(issuer=issuer.name, origin=issuer.origin, livemode=issuer.livemode)
        Desk(store, authority).file(genesis, by_the_register())
    except AlreadyEnrolled:
        pass
    finally:
        store.close()
