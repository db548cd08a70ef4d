"""Where a command's settings come from: the environment, or a demo folder that wrote down its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import click

from registry.cli.said import stop
from registry.settings import Settings, from_environment

DEMO_FILE = "environment.json"

folder_option = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(".demo"),
    show_default=True,
    help="演示目录（未设环境变量时使用） | demo folder, used where the environment sets nothing",
)


def environment_of(part: str, folder: Path) -> Mapping[str, str]:
    """The variables for a part (serve, worker, audit, migrate, erase): the process's own, else the demo's."""
    if "REGISTRY_DATABASE_URL" in os.environ or "REGISTRY_DATABASE_URL_FILE" in os.environ:
        return os.environ
    try:
        written: dict[str, dict[str, str]] = json.loads((folder / DEMO_FILE).read_text(encoding="utf-8"))
        return {**os.environ, **written[part]}
    except (OSError, ValueError, KeyError):
        stop(
            f"未设置 REGISTRY_DATABASE_URL，也没有演示目录 {folder}。",
            f"REGISTRY_DATABASE_URL is not set, and there is no demo in {folder}.",
        )


def settings_of(part: str, folder: Path) -> Settings:
    return from_environment(environment_of(part, folder))
