"""What every process of the register has, whatever it is for: a clock, a log of JSON lines, an end with its starter."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime

import structlog
from structlog.types import Processor


def clock() -> datetime:
    """The one look at the clock. Entries never use it: theirs is the database's, read behind the lock."""
    return datetime.now(UTC)  # noqa: TID251


def log_as_json(level: str = "info", *, also: Processor | None = None) -> None:
    """One JSON line per event on standard error; no body, no path, no personal value. ``also`` sees each one first."""
    structlog.configure(
        processors=[
            *([also] if also else []),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # One write a line: print writes the newline apart, and processes would break into each other's lines.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def end_with_parent() -> None:
    """Stop when standard input ends: the demo holds its other end, and lets go even when it is killed."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
