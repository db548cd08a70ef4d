"""What a demo register keeps, and where: everything in one folder, secrets readable by its owner alone."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from registry.engine import EngineBusy
from registry.store import migrate


@dataclass(frozen=True, slots=True)
class Folder:
    """A demo's data folder."""

    path: Path

    @property
    def issuer(self) -> str:
        """Every demo is a register of its own: a verifier that remembers one never takes another for it."""
        return f"农村产权担保登记系统（演示 {self._name}）"

    @property
    def origin(self) -> str:
        return f"log-{self._name}.demo.invalid"  # RFC 6761: .invalid never names a real host

    @property
    def _name(self) -> str:
        path = self.path / "name"
        if not path.exists():
            self.write_private(path, secrets.token_hex(3))
        return path.read_text(encoding="utf-8")

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def log_state(self) -> Path:
        """What the log has published, kept where a restored database does not reach."""
        return self.path / "log"

    @property
    def roots(self) -> Path:
        return self.path / "roots"

    @property
    def trust(self) -> Path:
        return self.path / "trust.note"

    @property
    def credentials(self) -> Path:
        return self.path / "credentials.json"

    @property
    def environment(self) -> Path:
        return self.path / "environment.json"

    def client_key(self, name: str) -> Path:
        return self.path / "clients" / f"{name}.pem"

    def administrator_key(self, name: str) -> Path:
        return self.path / "administrators" / f"{name}.pem"

    def secret(self, name: str) -> str:
        """A password of this demo, made the first time it is asked for."""
        path = self.secret_file(name)
        if not path.exists():
            self.write_private(path, secrets.token_urlsafe(24))
        return path.read_text(encoding="utf-8")

    def secret_file(self, name: str) -> Path:
        return self.path / "secrets" / name

    def passwords(self) -> dict[str, str]:
        return {role: self.secret(role) for role in migrate.ROLES}

    def first_day(self, today: date) -> date:
        """The day the demo's data was made around: kept, because every later start files the same plan again."""
        path = self.path / "first-day"
        if not path.exists():
            self.write_private(path, today.isoformat())
        return date.fromisoformat(path.read_text(encoding="utf-8"))

    def loaded(self) -> str | None:
        """The mark of the plan that was loaded to its end, if one was."""
        path = self.path / "loaded"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def note_loaded(self, mark: str) -> None:
        self.write_private(self.path / "loaded", mark)

    def write_json(self, path: Path, content: Mapping[str, Any]) -> None:
        self.write_private(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")

    def write_private(self, path: Path, text: str) -> None:
        """Whole or not at all, and for its owner only."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        part.replace(path)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder for this process; the kernel lets go of it even after a kill. Raises EngineBusy."""
        # Passable, not readable: as root the database runs as somebody else, who must get to his own folder in it.
        self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (self.path / "demo.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise EngineBusy(self.path) from None
            yield
