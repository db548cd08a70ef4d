"""What courts and exchanges are answered, made from entries alone: a repeat renders the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.domain import canon
from registry.domain.certificate import number_of
from registry.domain.collateral import Collateral, KeyRole
from registry.domain.entry import Entry
from registry.domain.lifecycle import ActStatus
from registry.schemas.answers import Answer, carried_item, certificate_of, finding, people_time, quantities


def seizure(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """The receipt: the place in the queue of each asset, and what keeps its rank before the seizure."""
    filing, decided = made.filing, made.decided
    return {
        **_head("seizure", made, livemode=livemode),
        "status": str(ActStatus.ACTIVE),
        **{name: filing[name] for name in ("court", "case_number", "document_number", "kind", "until")},
        "served_at": people_time(filing["served_at"]),
        "assets": [
            {**_asset(asked, became), **_place(became)}
            for asked, became in zip(filing["assets"], decided["assets"], strict=True)
        ],
        "findings": [finding(found) for found in decided.get("findings", ())],
        "certificate": _certificate(made, jws),
    }


def lifting(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    return {
        **_head("seizure_lifting", made, livemode=livemode),
        "seizure": made.filing["seizure"],
        "status": str(ActStatus.LIFTED),
        "next": made.decided.get("next", []),
        "certificate": _certificate(made, jws),
    }


def hold(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    filing, decided = made.filing, made.decided
    return {
        **_head("hold", made, livemode=livemode),
        "status": str(ActStatus.ACTIVE),
        "case_number": filing["case_number"],
        "until": filing["until"],
        "assets": [
            {**_asset(asked, became), **{name: became.get(name, []) for name in ("precedes", "seizures")}}
            for asked, became in zip(filing["assets"], decided["assets"], strict=True)
        ],
        "findings": [finding(found) for found in decided.get("findings", ())],
        "certificate": _certificate(made, jws),
    }


def release(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    return {
        **_head("hold_release", made, livemode=livemode),
        "hold": made.filing["hold"],
        "status": str(ActStatus.RELEASED),
        "reason": made.filing["reason"],
        "certificate": _certificate(made, jws),
    }


def transfer(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """What follows the asset to its new holders; no personal value is echoed."""
    filing, decided = made.filing, made.decided
    return {
        **_head("transfer", made, livemode=livemode),
        "case_number": filing["case_number"],
        "transferred_on": filing["transferred_on"],
        "assets": [
            {**_asset(asked, became), "follows": became.get("follows", [])}
            for asked, became in zip(filing["assets"], decided["assets"], strict=True)
        ],
        "findings": [finding(found) for found in decided.get("findings", ())],
        "certificate": _certificate(made, jws),
    }


def attestation(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """What was recorded, whom it concerns, and how much there is now; of receipts that took another's place, which
    registration goes on on them."""
    filing, (became,) = made.filing, made.decided["assets"]
    carried = made.decided.get("carried")
    return {
        **_head("attestation", made, livemode=livemode),
        "statement": filing["statement"],
        "stated_on": filing["stated_on"],
        "document_number": filing.get("document_number"),
        "asset": {**_asset(filing["asset"], became), "concerns": became.get("concerns", [])},
        "into": [each for asset in filing.get("into", ()) for each in _identity(asset)],
        "quantities": quantities(made),
        "carried": {
            "registration": made.registration,
            "version": made.version,
            "collateral": [carried_item(each) for each in carried["collateral"]],
        }
        if carried
        else None,
        "findings": [finding(found) for found in made.decided.get("findings", ())],
        "certificate": _certificate(made, jws),
    }


def _identity(asset: Mapping[str, Any]) -> list[str]:
    keys = canon.build(Collateral, asset).asset_keys()
    return [next(key.key for key in keys if key.role is KeyRole.IDENTITY)]


def _head(name: str, made: Entry, *, livemode: bool) -> Answer:
    return {
        "object": name,
        "id": made.decided["number"],
        "livemode": livemode,
        "recorded_at": people_time(made.at),
        "evidence": str(made.evidence.kind),
    }


def _asset(asked: Mapping[str, Any], became: Mapping[str, Any]) -> Answer:
    keys = [key["key"] for key in became["keys"] if key["role"] == "identity"]
    return {"id": became["id"], "kind": asked["kind"], "identity_keys": keys}


def _place(became: Mapping[str, Any]) -> Answer:
    behind = became.get("behind", [])
    rest = {name: became.get(name, []) for name in ("precedes", "since_service", "determined")}
    return {"position": len(behind), "behind": behind, **rest}


def _certificate(made: Entry, jws: str | None) -> Answer | None:
    return certificate_of(number_of(made), jws) if jws else None
