"""Everything the environment decides, in one frozen value: each field a safe default or a loud refusal."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from registry.domain import pilots
from registry.domain.access_event import LEAST_DAYS
from registry.domain.collateral import CLASSES
from registry.domain.errors import Unsafe
from registry.domain.pilots import Pilot

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
    pool_size: int = 4  # threads of a worker; each keeps at most one connection for filings and one for reading
    prepare_threshold: int | None = 2  # "none" behind a pooler that shares connections between clients
    log_level: str = "info"
    proxies: int = 0  # of ours before the service; as many entries at the end of X-Forwarded-For are believed
    limit_client: int = 6_000  # a minute, of each client: far above what a lender's system sends
    limit_institution: int = 12_000
    limit_address: int = 12_000
    limit_sign_in: int = 120  # tokens asked for, and people signing in, from one address
    statistics_fewest: int = 5  # cases that a figure told to everybody is made of
    pilots: tuple[Pilot, ...] = ()  # a JSON list; what no row covers stays forbidden
    tsa_url: str | None = None  # the authority that time-stamps PDFs (RFC 3161); "none": they carry no time stamp
    fallback_font: Path | None = None  # TrueType, for characters that the letters shipped do not have
    published_trust: Path | None = None  # the trust file that /verify gives out; "none": readers bring theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What the worker has and the service must not: the keys of the log and of the status lists, and the place of the
    log's last checkpoint."""

    database_url: str  # postgresql+psycopg://registry_sequencer:…@host/registry
    public_origin: str  # the service's own: certificates name the status lists by it
    key_folder: Path  # the ring's index, and in its folder `log` the keys
    log_key_passphrase: str
    log_state_folder: (
        Path  # outside the database and not in its backup: a restored database must meet what was published
    )
    access_events_days: int = 400  # how long it is kept who was refused; never less than six months


_LIMITS = ("limit_client", "limit_institution", "limit_address", "limit_sign_in")
_MOST_A_MINUTE = 100_000_000  # as good as none
_REQUIRED = ("database_url", "public_origin", "key_folder", "key_passphrase")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings, or Unsafe with one sentence that names the variable and the reason."""
    source = os.environ if environment is None else environment
    found = {field.name: value for field in fields(Settings) if (value := _value(field.name, source)) is not None}
    for name in _REQUIRED:
        if name not in found:
            raise _not_set(name)
    settings = Settings(
        database_url=found["database_url"],
        public_origin=found["public_origin"].rstrip("/"),
        key_folder=Path(found["key_folder"]),
        key_passphrase=found["key_passphrase"],
        livemode=_yes("livemode", found.get("livemode", "false")),
        pool_size=_number("pool_size", found.get("pool_size", "4")),
        prepare_threshold=_threshold(found.get("prepare_threshold", "2")),
        log_level=found.get("log_level", "info"),
        proxies=_number("proxies", found.get("proxies", "0"), least=0),
        **_limits(found),
        statistics_fewest=_number("statistics_fewest", found.get("statistics_fewest", "5"), least=3),
        pilots=_pilots(found.get("pilots", "[]")),
        tsa_url=_address("tsa_url", found.get("tsa_url", "none")),
        fallback_font=_file("fallback_font", found.get("fallback_font", "none")),
        published_trust=_file("published_trust", found.get("published_trust", "none")),
    )
    if _value("log_key_passphrase", source) is not None:
        raise Unsafe(
            "The service must not have the log key's passphrase (REGISTRY_LOG_KEY_PASSPHRASE): it is the worker's.",
            zh="服务进程不得持有日志密钥的口令（REGISTRY_LOG_KEY_PASSPHRASE）：该口令仅供后台任务使用。",
        )
    if settings.livemode:
        _require_live(settings, source)
    return settings


def log_settings(source: Mapping[str, str]) -> LogSettings:
    """The worker's settings, or Unsafe with one sentence."""
    found = {field.name: _value(field.name, source) for field in fields(LogSettings)}
    given = {name: value for name, value in found.items() if value is not None}
    for field in fields(LogSettings):
        if field.name not in given and field.default is MISSING:
            raise _not_set(field.name)
    return LogSettings(
        database_url=given["database_url"],
        public_origin=given["public_origin"].rstrip("/"),
        key_folder=Path(given["key_folder"]),
        log_key_passphrase=given["log_key_passphrase"],
        log_state_folder=Path(given["log_state_folder"]),
        access_events_days=_number(
            "access_events_days", given.get("access_events_days", "400"), least=LEAST_DAYS, most=36_500
        ),
    )


def database_url(source: Mapping[str, str]) -> str:
    """The database alone: all that the migration needs. Raises Unsafe if it is not named."""
    if (found := _value("database_url", source)) is None:
        raise _not_set("database_url")
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """One setting as an operator may see it: no secret in it."""

    variable: str
    shown: str
    origin: Literal["environment", "file", "default", "missing"]


def sources(source: Mapping[str, str]) -> list[Source]:
    """Every setting, in order, with where its value comes from. A file's contents are never shown."""
    return [_source(field, source) for field in fields(Settings)]


def unknown(source: Mapping[str, str]) -> list[str]:
    """Variables that look like settings and are none: a mistyped one would be passed over in silence."""
    names = {_variable(field.name) for field in (*fields(Settings), *fields(LogSettings))}
    return sorted(name for name in source if name.startswith("REGISTRY_") and name.removesuffix("_FILE") not in names)


def _source(field: Field[Any], source: Mapping[str, str]) -> Source:
    variable = _variable(field.name)
    if variable in source:
        return Source(variable, _masked(field.name, source[variable]), "environment")
    if (path := source.get(f"{variable}_FILE")) is not None:
        return Source(f"{variable}_FILE", path, "file")
    if field.default is MISSING:
        return Source(variable, "—", "missing")
    return Source(variable, str(field.default).lower(), "default")


def _masked(name: str, value: str) -> str:
    if name == "database_url":  # up to the last @ before the host: a password may itself hold one
        return re.sub(r"://([^:/@]*):.*@", r"://\1:•••@", value)
    return "•••" if name == "key_passphrase" else value


def _not_set(name: str) -> Unsafe:
    return Unsafe(f"{_variable(name)} is not set.", zh=f"未设置 {_variable(name)}。")


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


def _number(name: str, text: str, *, least: int = 1, most: int = 100) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Unsafe(
            f"{_variable(name)} must be from {least} to {most}.", zh=f"{_variable(name)} 须为 {least} 至 {most}。"
        )
    return int(text)


def _limits(found: Mapping[str, str]) -> dict[str, int]:
    return {name: _number(name, found[name], most=_MOST_A_MINUTE) for name in _LIMITS if name in found}


def _address(name: str, text: str) -> str | None:
    if text.lower() == "none":
        return None
    if not text.startswith(("https://", "http://")):
        raise Unsafe(f"{_variable(name)} must be an address, or none.", zh=f"{_variable(name)} 须为网址或 none。")
    return text


def _file(name: str, text: str) -> Path | None:
    if text.lower() == "none":
        return None
    if not Path(text).is_file():
        raise Unsafe(f"{_variable(name)} names no file.", zh=f"{_variable(name)} 所指文件不存在。")
    return Path(text)


def _threshold(text: str) -> int | None:
    return None if text.lower() == "none" else _number("prepare_threshold", text)


def _pilots(text: str) -> tuple[Pilot, ...]:
    try:
        return pilots.read(text, kinds=CLASSES.keys())
    except ValueError as fault:
        raise Unsafe(
            f"REGISTRY_PILOTS is no list of pilots: {fault}", zh="REGISTRY_PILOTS 不是试点授权的列表。"
        ) from None
