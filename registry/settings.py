"""Everything the environment decides, in one frozen value: each field a safe default or a loud refusal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from registry.domain.errors import Unsafe

_FOLDER_OF_THE_DEMO = ".demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``REGISTRY_`` and the field's name in capitals is the variable. A variable ending in ``_FILE`` names a file that
    holds the value: the way for secrets."""

    database_url: str  # postgresql+psycopg://registry_app:…@host/registry
    public_origin: str  # https://register.example: what clients sign and tokens are for
    key_folder: Path  # the encrypted key ring, outside the database
    key_passphrase: str
    livemode: bool = False
    pool_size: int = 8  # one connection per thread of a worker
    prepare_threshold: int | None = 2  # "none" behind a pooler that shares connections between clients
    log_level: str = "info"


_REQUIRED = ("database_url", "public_origin", "key_folder", "key_passphrase")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings, or Unsafe with one sentence that names the variable and the reason."""
    source = os.environ if environment is None else environment
    found = {field.name: value for field in fields(Settings) if (value := _value(field.name, source)) is not None}
    for name in _REQUIRED:
        if name not in found:
            raise Unsafe(f"{_variable(name)} is not set.", zh=f"未设置 {_variable(name)}。")
    settings = Settings(
        database_url=found["database_url"],
        public_origin=found["public_origin"].rstrip("/"),
        key_folder=Path(found["key_folder"]),
        key_passphrase=found["key_passphrase"],
        livemode=_yes("livemode", found.get("livemode", "false")),
        pool_size=_number("pool_size", found.get("pool_size", "8")),
        prepare_threshold=_threshold(found.get("prepare_threshold", "2")),
        log_level=found.get("log_level", "info"),
    )
    if settings.livemode:
        _require_live(settings, source)
    return settings


def _require_live(settings: Settings, source: Mapping[str, str]) -> None:
    """What is convenient in a demo and negligent in earnest."""
    if _variable("key_passphrase") in source:
        raise Unsafe(
            "In live mode the passphrase comes from a file (REGISTRY_KEY_PASSPHRASE_FILE), never from the environment.",
            zh="正式模式下口令须来自文件（REGISTRY_KEY_PASSPHRASE_FILE），不得来自环境变量。",
        )
    if not settings.public_origin.startswith("https://"):
        raise Unsafe(
            "In live mode REGISTRY_PUBLIC_ORIGIN must be https.", zh="正式模式下 REGISTRY_PUBLIC_ORIGIN 须为 https。"
        )
    if _FOLDER_OF_THE_DEMO in settings.key_folder.parts or _FOLDER_OF_THE_DEMO in settings.database_url:
        raise Unsafe(
            "Live mode refuses the demo's keys and its embedded database.", zh="正式模式不得使用演示密钥或内嵌数据库。"
        )


def _variable(name: str) -> str:
    return f"REGISTRY_{name.upper()}"


def _value(name: str, source: Mapping[str, str]) -> str | None:
    variable = _variable(name)
    if variable in source:
        return source[variable]
    if (path := source.get(f"{variable}_FILE")) is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        raise Unsafe(f"{variable}_FILE cannot be read.", zh=f"无法读取 {variable}_FILE 所指文件。") from None


def _yes(name: str, text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise Unsafe(f"{_variable(name)} must be true or false.", zh=f"{_variable(name)} 须为 true 或 false。")
    return text.lower() == "true"


def _number(name: str, text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:  # noqa: PLR2004
        raise Unsafe(f"{_variable(name)} must be from 1 to 100.", zh=f"{_variable(name)} 须为 1 至 100。")
    return int(text)


def _threshold(text: str) -> int | None:
    return None if text.lower() == "none" else _number("prepare_threshold", text)
