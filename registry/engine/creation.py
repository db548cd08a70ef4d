"""Making a new, empty cluster: whole, or not at all."""

import os
import secrets
import shutil
from pathlib import Path

from registry.engine.account import Account
from registry.engine.binaries import Programs
from registry.engine.errors import EngineError
from registry.engine.place import PRIVATE, Place

# The superuser provisions databases and roles; the register itself never connects as one.
SUPERUSER = "registry_superuser"
# Compared by code point everywhere, so that no operating system's update reorders an index.
LOCALES = ("C.UTF-8", "C")


def settle_password(place: Place, wanted: str | None) -> str:
    """The superuser's password as kept in the cluster's home; generated, or as wanted, the first time."""
    try:
        kept = place.password.read_text(encoding="utf-8")
    except FileNotFoundError:
        if place.data.exists():
            raise EngineError(
                f"缺少超级用户密码文件 {place.password}。",
                f"The superuser's password file {place.password} is missing.",
            ) from None
        kept = wanted or secrets.token_urlsafe(24)
        fresh = place.password.with_suffix(".partial")
        fresh.unlink(missing_ok=True)
        _write_private(fresh, kept)
        fresh.rename(place.password)
    if wanted not in (None, kept):
        raise EngineError(
            "给定的超级用户密码与创建数据库时的不同。",
            "The superuser password given differs from the one this cluster was made with.",
        )
    return kept


def create_data(place: Place, programs: Programs, *, password: str) -> None:
    """Run initdb beside the final name and rename: a crash on the way leaves nothing that looks like a cluster."""
    place.password_for_initdb.unlink(missing_ok=True)
    _write_private(place.password_for_initdb, password)
    programs.account.give(place.password_for_initdb)
    try:
        said = _initdb(place, programs)
    finally:
        place.password_for_initdb.unlink()
    if said is not None:
        shutil.rmtree(place.partial)
        raise EngineError("PostgreSQL 无法初始化数据目录。", "PostgreSQL could not make its data folder.", log=said)
    place.partial.rename(place.data)
    _sync(place.home)


def _initdb(place: Place, programs: Programs) -> str | None:
    """None when it worked, else what initdb said."""
    said: str | None = None
    for locale in LOCALES:
        _make_empty(place.partial, programs.account)
        done = programs.account.run(programs.command("initdb", *_initdb_arguments(place, locale)))
        if done.returncode == 0:
            return None
        said = done.stdout + done.stderr
    return said


def _initdb_arguments(place: Place, locale: str) -> list[str]:
    return [
        f"--pgdata={place.partial}",
        f"--username={SUPERUSER}",
        f"--pwfile={place.password_for_initdb}",
        # Even on the demo's private socket: roles prove nothing when everybody may be anybody.
        "--auth=scram-sha-256",
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        "--encoding=UTF8",
        f"--locale={locale}",
        "--data-checksums",
        "--no-instructions",
    ]


def _make_empty(folder: Path, account: Account) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=PRIVATE)
    account.give(folder)


def _write_private(path: Path, text: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
