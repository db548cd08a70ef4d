"""Where a cluster's files lie, and who may touch them.

Normally everything is in the folder that was asked for. When root asks for a folder under a
directory that the server's account cannot enter (say, in root's own home), no mode of a directory
that is not ours is changed; the files then live in /var/lib/rural-registry, which root owns and
everyone may pass through, and the folder holds a link named `cluster` to them.
"""

import fcntl
import hashlib
import os
import re
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from registry.engine.account import Account, server_account
from registry.engine.errors import EngineBusy, EngineError

SHELF = Path("/var/lib/rural-registry")
LINK = "cluster"
PORT = 5432
PRIVATE = 0o700
PASSABLE = 0o711
# The kernel's limit is 104 to 108 bytes; initdb's temporary server and clients add a little of their own.
LONGEST_SOCKET = 90
# Commas, quotes and colons mean something to the server's setting or to the client's address.
PLAIN_PATH = re.compile(r"[\w./+-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """The names of the files in a cluster's home."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def partial(self) -> Path:
        """A data folder in the making."""
        return self.home / "data.partial"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def password(self) -> Path:
        return self.home / "superuser_password"

    @property
    def password_for_initdb(self) -> Path:
        return self.home / "superuser_password.initdb"

    @property
    def lock(self) -> Path:
        return self.home / "owner.lock"

    @property
    def socket(self) -> Path:
        return self.home / "socket"


def make_folder(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir()
        # Root's server account passes through it to reach its data; it cannot list or write it.
        folder.chmod(PASSABLE if os.geteuid() == 0 else PRIVATE)


def settle(folder: Path) -> Place:
    """The cluster's home for this folder. The caller holds the folder's lock, so no two choose differently."""
    if is_data(folder / "data"):
        return Place(folder)
    link = folder / LINK
    if not link.is_symlink():
        if server_account(folder / "data").may_enter(folder):
            return Place(folder)
        _link_to_shelf(folder, link)
    home = link.readlink()
    if home.parent != SHELF or not home.is_dir():
        raise EngineError(
            f"{link} 指向的数据目录 {home} 不存在；删除该链接即可重新开始。",
            f"{link} points to the data folder {home}, which does not exist; delete the link to start afresh.",
        )
    return Place(home)


def public_shelf() -> Path:
    """Root's own directory for what the server's account must reach."""
    with suppress(FileExistsError):
        SHELF.mkdir(parents=True)
    status = SHELF.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != 0 or status.st_mode & 0o022:
        raise EngineError(f"{SHELF} 必须只由 root 写入。", f"{SHELF} must be writable by root alone.")
    SHELF.chmod(PASSABLE)
    return SHELF


def take_lock(path: Path, folder: Path) -> int:
    """Hold the cluster for this process. The kernel lets go when the process dies, however it dies."""
    while True:
        held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            raise EngineBusy(folder) from None
        if _still_there(held, path):
            return held
        # Its last holder removed the file between our opening and our locking it.
        os.close(held)


def socket_folder(place: Place, account: Account) -> Path:
    """In the cluster's home, or a short and plain path under the temporary directory when that one is neither."""
    name = f"rural-registry-{hashlib.sha256(os.fsencode(place.home)).hexdigest()[:16]}"
    if _fits(place.socket):
        return place.socket
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  made private below, or refused
        if _fits(parent / name) and account.may_enter(parent):
            return parent / name
    raise EngineError(
        f"数据目录的路径太长：{place.home}。", f"The path of the data folder is too long for a socket: {place.home}."
    )


def make_socket_folder(place: Place, account: Account) -> Path:
    """Made so that only the account may enter it; refused if someone else made it before us."""
    folder = socket_folder(place, account)
    with suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE)
    status = folder.lstat()
    trusted = status.st_uid in {os.geteuid(), account.uid}
    if not stat.S_ISDIR(status.st_mode) or not trusted or stat.S_IMODE(status.st_mode) != PRIVATE:
        raise EngineError(
            f"{folder} 属于他人或权限过宽，拒绝使用。",
            f"{folder} belongs to someone else or is open to others; refused.",
        )
    account.give(folder)
    return folder


def is_data(folder: Path) -> bool:
    return (folder / "PG_VERSION").is_file()


def _fits(socket_folder: Path) -> bool:
    address = socket_folder / f".s.PGSQL.{PORT}"
    return len(os.fsencode(address)) <= LONGEST_SOCKET and PLAIN_PATH.fullmatch(str(address)) is not None


def _link_to_shelf(folder: Path, link: Path) -> None:
    # The random part keeps a folder that was deleted and made again from finding its former data.
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    home = public_shelf() / f"{digest}-{secrets.token_hex(4)}"
    home.mkdir()
    home.chmod(PASSABLE)
    link.symlink_to(home)


def _still_there(held: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), path.lstat())
    except FileNotFoundError:
        return False
