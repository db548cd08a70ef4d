"""Whether what somebody asks for is a canary. Asked beside the answer, of a list in memory: the answer is the same, and
a filing asks for nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

import structlog

from registry.domain.canary import Canaries, read, spelled
from registry.domain.errors import Unsafe
from registry.service.authority import Authority

_log = structlog.get_logger("registry.security")


class Aviary:
    """The canaries in a file, read anew when the file is another; without a file there are none."""

    def __init__(self, path: Path | None, authority: Authority) -> None:
        """Raises Unsafe for a file that is no list, or was made under another search secret."""
        self._path, self._authority = path, authority
        self._guard, self._seen = Lock(), 0
        self._kept = kept(path, authority) if path else None
        if path:
            self._seen = _stamp(path)

    def among(self, names: Iterable[str]) -> str | None:
        """The label of the canary among these names, if there is one."""
        if self._path is None:
            return None
        if (canaries := self._newest(self._path)) is None:
            return None
        return canaries.among(names, hashed=self._authority.hashed)

    def _newest(self, path: Path) -> Canaries | None:
        with self._guard:
            stamp = _stamp(path)
            if stamp != self._seen:
                self._seen = stamp
                try:
                    self._kept = kept(path, self._authority)
                except Unsafe as fault:  # those that were heard before are heard still
                    _log.error("canaries_not_read", reason=str(fault))
            return self._kept


def kept(path: Path, authority: Authority) -> Canaries:
    """The list in the file. Raises Unsafe."""
    try:
        found = read(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as fault:
        raise Unsafe(f"{path} is no list of canaries: {fault}", zh=f"{path} 不是诱饵清单。") from None
    if found.key_id != authority.hash_key_id:
        raise Unsafe(
            f"{path} was made under another search secret: make the canaries anew.",
            zh=f"{path} 由另一检索密钥生成，须重新添加诱饵。",
        )
    return found


def add(path: Path, authority: Authority, *, label: str, names: Iterable[str]) -> int:
    """Hear of these names too; returns how many names are heard of now. Raises Unsafe, and ValueError for a label that
    is none. The file is exchanged in one step: nobody reads half of it."""
    before = kept(path, authority) if path.exists() else Canaries(authority.hash_key_id, {})
    after = before.with_names(label, names, hashed=authority.hashed)
    with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix=".canaries-", delete=False) as made:
        made.write(spelled(after))
    Path(made.name).chmod(0o640)
    os.replace(made.name, path)  # noqa: PTH105
    return len(after.labels)


def _stamp(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_mtime_ns
    return 0
