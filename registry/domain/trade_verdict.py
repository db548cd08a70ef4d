"""Whether a trade of an asset may go on, and what was found that says so. It never says free."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum


class Verdict(StrEnum):
    """What the register says of a trade."""

    NOTHING_FOUND = "nothing_found"
    LIENS_FOLLOW = "liens_follow"  # 民法典第406条: they travel with the asset
    CONSENT_NEEDED = "consent_needed"  # a registered covenant, or the law, asks for the creditor's consent
    STOP = "stop"  # a seizure, two holders, a registered prohibition, an asset disowned or that cannot be told


class Reason(StrEnum):
    UNKNOWN_ASSET = "unknown_asset"
    SEIZED = "seized"
    TITLE_CONFLICT = "title_conflict"
    OVERPLEDGED = "overpledged"
    DISOWNED = "disowned"
    HELD = "held"
    NEWER_ENTRIES = "newer_entries"
    LIENS_ON_RECORD = "liens_on_record"
    OVERLAPPING_LIENS = "overlapping_liens"
    TRANSFER_CONSENT = "transfer_consent"
    TRANSFER_PROHIBITED = "transfer_prohibited"


_VERDICTS: Mapping[Reason, Verdict] = {
    Reason.SEIZED: Verdict.STOP,
    Reason.TITLE_CONFLICT: Verdict.STOP,
    Reason.OVERPLEDGED: Verdict.STOP,
    Reason.DISOWNED: Verdict.STOP,
    Reason.TRANSFER_PROHIBITED: Verdict.STOP,
    Reason.TRANSFER_CONSENT: Verdict.CONSENT_NEEDED,
    Reason.LIENS_ON_RECORD: Verdict.LIENS_FOLLOW,
    Reason.OVERLAPPING_LIENS: Verdict.LIENS_FOLLOW,
    Reason.HELD: Verdict.NOTHING_FOUND,  # a hold reserves nothing
    Reason.NEWER_ENTRIES: Verdict.LIENS_FOLLOW,
}
_GRAVER = frozenset({Reason.SEIZED, Reason.TITLE_CONFLICT, Reason.TRANSFER_PROHIBITED, Reason.TRANSFER_CONSENT})
_OF_LIENS = frozenset({Reason.LIENS_ON_RECORD, Reason.OVERLAPPING_LIENS})


def verdict(*, known: bool, found: Mapping[Reason, bool]) -> tuple[Verdict, tuple[Reason, ...]]:
    """The strictest of what each reason asks for. That there are liens is not said beside graver reasons."""
    raised = {reason for reason, holds in found.items() if holds}
    if not known:
        return Verdict.STOP, (Reason.UNKNOWN_ASSET, *_in_order(raised & _OF_LIENS))
    reasons = _in_order(raised - _OF_LIENS if raised & _GRAVER else raised)
    verdicts = map(_VERDICTS.__getitem__, reasons)
    return max(verdicts, key=list(Verdict).index, default=Verdict.NOTHING_FOUND), reasons


def _in_order(reasons: Collection[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in _VERDICTS if reason in reasons)
