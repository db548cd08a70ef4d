"""What a page did that the auditor is told of, in the trail of access: by whom, about whom, and why. From where, and by
which route, is added to it at the answer (``api.trail``)."""

from __future__ import annotations

from flask import g

from registry.domain.access_event import AccessEventKind


def note(kind: AccessEventKind, reason: object = "", *, person: str | None, concerning: str | None = None) -> None:
    """``person`` is who acted, ``concerning`` whom it was about, both by their ids."""
    noted = g.setdefault("noted", [])
    noted.append({"kind": kind, "reason": str(reason or kind), "person": person, "concerning": concerning})
