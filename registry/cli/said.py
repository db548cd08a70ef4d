"""How the command line says that it cannot go on: one sentence in each language, and no traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

import click

from registry.domain.errors import Refusal, Unsafe
from registry.engine import EngineError
from registry.signing.errors import KeyRingError

P = ParamSpec("P")
R = TypeVar("R")


def stop(zh: str, en: str) -> NoReturn:
    raise click.ClickException(f"{zh}\n       {en}")


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Known faults become their sentence and exit 1."""

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (Unsafe, KeyRingError, EngineError) as wrong:
            stop(wrong.zh, wrong.en)
        except Refusal as refused:
            stop(refused.detail.zh, f"{refused.detail.en} ({refused})")

    return told
