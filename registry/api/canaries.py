"""What notes that somebody asked for a canary. His answer is made without knowing of it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g

from registry.api.office import office


def listen(names: Iterable[str]) -> None:
    """Remember the first canary among what is asked for, until the answer has been made (``api.trail``)."""
    if label := office().canaries.among(names):
        g.canary = label
