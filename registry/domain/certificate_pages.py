"""What a certificate says of its entry: one page of contents per kind of entry.

A page is bounded: rule codes instead of texts, above eight items a count and the digest of the list, digests for
personal values (SD-JWT).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from registry.domain import canon
from registry.domain.entry import Entry
from registry.domain.identifiers import certificate_number
from registry.domain.lifecycle import Status, Verb
from registry.domain.rules.effects import Effect
from registry.domain.share import left_of_the_whole, written

SHOWN = 8


def _registration(entry: Entry) -> dict[str, Any]:
    filing, decided = entry.filing, entry.decided
    return {
        "kind": "registration",
        "standing": str(Status.ACTIVE),
        "expires_on": decided["expires_on"],
        **_creditors(filing),
        "grantors": filing["grantors"],
        **_listed("debtors", filing.get("debtors", ())),
        "secured_claim": filing["secured_claim"],
        "findings": _counted(decided.get("findings", ())),
        **_listed("collateral", _items(filing["collateral"], decided["collateral"])),
        **_listed("quantities", ledgers(entry)),
    }


def _creditors(filing: Mapping[str, Any]) -> dict[str, Any]:
    """Who takes the security: the first, for whom, by which share beside which others, and who filed for him."""
    first, others = dict(filing["secured_creditor"]), filing.get("co_creditors", ())
    first |= _listed("beneficiaries", first.pop("beneficiaries", ()))
    if others:
        first["share"] = written(left_of_the_whole(each["share"] for each in others))
    agent = {name: filing[name] for name in ("filed_as",) if name in filing}
    return {"secured_creditor": first, **_listed("co_creditors", others), **agent}


def _discharge(entry: Entry) -> dict[str, Any]:
    filing = entry.filing
    ended = {"ended_on": filing["ended_on"]} if "ended_on" in filing else {}
    return {
        "kind": "discharge",
        "standing": entry.decided["status"],
        "reason": filing["reason"],
        "supersedes": certificate_number(filing["registration"], filing["based_on"]),
        "released": len(entry.decided.get("released", ())),
        **ended,
    }


def _release(entry: Entry) -> dict[str, Any]:
    """What went free, by its keys, and how much stays."""
    filing, decided = entry.filing, entry.decided
    ended = {"ended_on": filing["ended_on"]} if "ended_on" in filing else {}
    return {
        "kind": "release",
        **_followed(entry),
        "reason": filing["reason"],
        **_listed("released", [{name: each[name] for name in ("id", "keys")} for each in decided["released"]]),
        "left": decided["left"],
        **ended,
    }


def _further_claim(entry: Entry) -> dict[str, Any]:
    """The further claim and those secured before it, and where it stands on each item."""
    filing, decided = entry.filing, entry.decided
    further = decided["collateral"]
    return {
        "kind": "further_claim",
        **_followed(entry),
        "secured_claim": filing["secured_claim"],
        **_listed("prior_claims", decided["claims"]),
        "findings": _counted(decided.get("findings", ())),
        **_listed("collateral", [_item(each, each["entered"]) | {"item": each["item"]} for each in further]),
    }


def _statutory_registration(entry: Entry) -> dict[str, Any]:
    """What was reported, and what follows for each item; it is the filer's word."""
    items = [
        {
            "id": each["id"],
            "priority": each["priority"],
            "effect": {"entry": each["effect"], "statutory": each["statutory"]},
        }
        for each in entry.decided["collateral"]
    ]
    return {
        "kind": "statutory_registration",
        **_followed(entry),
        "statutory_registration": entry.filing["statutory_registration"],
        **_listed("collateral", items),
    }


def _subordination(entry: Entry) -> dict[str, Any]:
    """Behind whom, on what, and who is said to have consented. Rank is not spoken of: it has not changed."""
    filing, decided = entry.filing, entry.decided
    items = [
        {
            "id": each["id"],
            **_listed("consented", each.get("consented", ())),
            **_listed("without_consent", each.get("without_consent", ())),
        }
        for each in decided["collateral"]
    ]
    return {
        "kind": "subordination",
        **_followed(entry),
        "behind": decided["behind"],
        **{name: filing[name] for name in ("agreed_on",) if name in filing},
        **_listed("consents", filing.get("consents", ())),
        "findings": _counted(decided.get("findings", ())),
        **_listed("collateral", items),
    }


def _followed(entry: Entry) -> dict[str, Any]:
    """How the registration stands after a follow-up, and the certificate that no longer says so."""
    filing, decided = entry.filing, entry.decided
    return {
        "standing": decided["status"],
        "expires_on": decided["expires_on"],
        "supersedes": certificate_number(filing["registration"], filing["based_on"]),
    }


def _search(entry: Entry) -> dict[str, Any]:
    """What was asked, as keys or behind digests, and what was found: numbers, and of many their count and digest."""
    filing, decided = entry.filing, entry.decided
    numbers = [each["registration"] for each in decided.get("found", ())]
    found = {"found": numbers} if len(numbers) <= SHOWN else {"found_digest": _digest(numbers)}
    keys = filing.get("keys", [])
    asked = {"keys": keys} if len(keys) <= SHOWN else {"keys_digest": _digest(keys)}
    told = {name: filing[name] for name in ("registration_number", "_sd") if name in filing}
    return {
        "kind": "search",
        "by": filing["by"],
        "purpose": filing["purpose"],
        "as_of": decided["as_of"],
        "count": len(numbers),
        **found,
        **asked,
        **told,
    }


def _seizure(entry: Entry) -> dict[str, Any]:
    """The receipt a court is given (协助执行回执): what it served, its place in each queue, and what precedes it."""
    filing, decided = entry.filing, entry.decided
    told = ("court", "case_number", "document_number", "served_at", "until", "amount")
    assets = [
        {**_burdened(asked, became), "position": len(behind := became.get("behind", [])), "behind": behind[:SHOWN],
         **_listed("precedes", became.get("precedes", ()))}
        for asked, became in zip(filing["assets"], decided["assets"], strict=True)
    ]  # fmt: skip
    return {
        "kind": "seizure",
        "measure": filing["kind"],
        **{name: filing[name] for name in told if name in filing},
        "findings": _counted(decided.get("findings", ())),
        **_listed("assets", assets),
    }


def _lifting(entry: Entry) -> dict[str, Any]:
    return {
        "kind": "seizure_lifting",
        "seizure": entry.filing["seizure"],
        "document_number": entry.filing["document_number"],
        "released": len(entry.decided["released"]),
        **_listed("next", entry.decided.get("next", ())),
    }


def _hold(entry: Entry) -> dict[str, Any]:
    """A slip: between the exchange's parties it is what they agreed, here it is notice only."""
    filing, decided = entry.filing, entry.decided
    assets = [_burdened(asked, became) for asked, became in zip(filing["assets"], decided["assets"], strict=True)]
    return {
        "kind": "hold",
        "effect": str(Effect.NOTICE),
        "case_number": filing["case_number"],
        "until": filing["until"],
        "findings": _counted(decided.get("findings", ())),
        **_listed("assets", assets),
    }


def _hold_release(entry: Entry) -> dict[str, Any]:
    filing, released = entry.filing, entry.decided["released"]
    return {"kind": "hold_release", "hold": filing["hold"], "reason": filing["reason"], "released": len(released)}


def _transfer(entry: Entry) -> dict[str, Any]:
    filing, decided = entry.filing, entry.decided
    assets = [
        {**_burdened(asked, became), **_listed("follows", became.get("follows", ()))}
        for asked, became in zip(filing["assets"], decided["assets"], strict=True)
    ]
    return {
        "kind": "transfer",
        "effect": str(Effect.NOTICE),
        **_listed("former_holders", filing["former_holders"]),
        **_listed("holders", filing["holders"]),
        "case_number": filing["case_number"],
        "transferred_on": filing["transferred_on"],
        "findings": _counted(decided.get("findings", ())),
        **_listed("assets", assets),
    }


def _attestation(entry: Entry) -> dict[str, Any]:
    """What was said of which asset; and where its registration goes on on others, on which and in which place."""
    filing, (became,) = entry.filing, entry.decided["assets"]
    told = ("statement", "stated_on", "quantity", "document_number")
    return {
        "kind": "attestation",
        "effect": str(Effect.NOTICE),
        **{name: filing[name] for name in told if name in filing},
        **_burdened(filing["asset"], became),
        **_listed("into", filing.get("into", ())),
        "findings": _counted(entry.decided.get("findings", ())),
        **_listed("quantities", ledgers(entry)),
        **(_carried(entry) if "carried" in entry.decided else {}),
    }


def _carried(entry: Entry) -> dict[str, Any]:
    carried = entry.decided["carried"]
    items = [
        _item(each, each["entered"]) | {"instead_of": each["instead_of"]} | {n: each[n] for n in ("item",) if n in each}
        for each in carried["collateral"]
    ]
    return {
        "standing": carried["status"],
        "expires_on": carried["expires_on"],
        "supersedes": certificate_number(str(entry.registration), carried["based_on"]),
        **_listed("collateral", items),
    }


def ledgers(entry: Entry) -> list[dict[str, Any]]:
    """The quantities as an entry left them: what is pledged and, where attested, what there is."""
    names = ("key", "measure", "pledged", "capacity")
    return [{name: each[name] for name in names if name in each} for each in entry.decided.get("ledgers", ())]


def _burdened(asked: Mapping[str, Any], became: Mapping[str, Any]) -> dict[str, Any]:
    keys = [key["key"] for key in became["keys"] if key["role"] == "identity"]
    return {"id": became["id"], **_asset(asked), "identity_keys": keys}


def _digest(listed: Any) -> str:
    return canon.b64(hashlib.sha256(canon.encode(listed)).digest())


def _listed(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """A list as far as it is short, of a long one the count and digest, and nothing of none."""
    if len(values) <= SHOWN:
        return {name: values} if values else {}
    return {f"{name}_count": len(values), f"{name}_digest": _digest(values)}


def _items(filed: Sequence[Mapping[str, Any]], entered: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [_item(asked, became) for asked, became in zip(filed, entered, strict=True)]


def _item(asked: Mapping[str, Any], became: Mapping[str, Any]) -> dict[str, Any]:
    ahead = became.get("ahead", [])
    return {
        "id": became["id"],
        **_asset(asked["asset"]),
        "interest": asked["terms"]["interest"],
        **{name: asked["terms"][name] for name in ("allocated_amount", "prior_lease") if name in asked["terms"]},
        "identity_keys": [key["key"] for key in became["keys"] if key["role"] == "identity"],
        "rank": len(ahead) + 1,
        "ahead": ahead[:SHOWN],
        **_listed("overlaps", became.get("overlaps", ())),
        **{name: became[name] for name in ("measured",) if name in became},
        **({"seizures": seizures[:SHOWN]} if (seizures := became.get("seizures", [])) else {}),
        **_listed("contests", became.get("contests", ())),
        "priority": became["priority"],
        "effect": {"entry": became["effect"], "statutory": became["statutory"]},
    }


def _asset(written: Mapping[str, Any]) -> dict[str, Any]:
    """An outline may have thousands of corners; its digest says which one it was."""
    if "geometry" not in written:
        return {"asset": written}
    rest = {name: each for name, each in written.items() if name != "geometry"}
    return {"asset": rest, "geometry_digest": _digest(written["geometry"])}


def _counted(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter((found["code"], found["severity"]) for found in findings)
    return [{"code": code, "severity": severity, "count": count} for (code, severity), count in counts.items()]


PAGES: Mapping[Verb, Callable[[Entry], dict[str, Any]]] = {
    Verb.REGISTER: _registration,
    Verb.FURTHER_CLAIM: _further_claim,
    Verb.STATUTORY_REGISTRATION: _statutory_registration,
    Verb.SUBORDINATION: _subordination,
    Verb.RELEASE: _release,
    Verb.DISCHARGE: _discharge,
    Verb.SEARCH: _search,
    Verb.SEIZE: _seizure,
    Verb.LIFT_SEIZURE: _lifting,
    Verb.HOLD: _hold,
    Verb.RELEASE_HOLD: _hold_release,
    Verb.TRANSFER: _transfer,
    Verb.ATTEST: _attestation,
}
