"""What the register answers, made from entries and rows. The same entry gives the same answer, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.domain import canon, certificate, certificate_pages
from registry.domain.burden import Burden
from registry.domain.calendar import SHANGHAI, day_of
from registry.domain.entry import Entry
from registry.domain.identifiers import certificate_number
from registry.domain.lien_status import Flag, Layer, Lien, LienStatus, Queued, Trade, waiting
from registry.domain.lifecycle import Status, status_on
from registry.domain.measures import Measure, Quantity, Unit, amount_of, format_decimal
from registry.domain.overlap import Overlap
from registry.domain.rules import CATALOGUE
from registry.schemas.masked import amount_seen
from registry.signing.jws import read_compact

Answer = dict[str, Any]


def people_time(at: datetime | str) -> str:
    """RFC 3339 with the offset of the place where people read it."""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return instant.astimezone(SHANGHAI).isoformat(timespec="microseconds")


def both(text: Any) -> Answer:
    return {"zh": text.zh, "en": text.en}


def registration(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    """The answer to a registration: what was entered, where it ranks and why. No personal value is echoed."""
    decided = made.decided
    return {
        "object": "registration",
        "number": made.registration,
        "status": str(Status.ACTIVE),
        "flags": flags(contested=any("contests" in each for each in decided["collateral"])),
        "version": made.version,
        "livemode": livemode,
        "registered_at": people_time(made.at),
        "expires_on": decided["expires_on"],
        "evidence": str(made.evidence.kind),
        **_echoed(made.filing),
        "collateral": [
            _item(asked, became) for asked, became in zip(made.filing["collateral"], decided["collateral"], strict=True)
        ],
        **({"quantities": found} if (found := quantities(made)) else {}),
        "findings": [finding(found) for found in decided.get("findings", ())],
        "certificate": certified(made, jws),
    }


def flags(*, contested: bool) -> list[str]:
    """What a registration is marked with, beside its status."""
    return [str(Flag.TITLE_CONFLICT)] if contested else []


def rehearsed(made: Entry, *, livemode: bool) -> Answer:
    """The answer to a dry run: the same facts, and nothing promised."""
    answer = registration(made, None, livemode=livemode)
    return {**answer, "dry_run": True, "number": None, "version": None, "certificate": None}


def further_claim(made: Entry) -> Answer:
    """A claim that was added, and where it stands on each item."""
    return {
        "version": made.version,
        "registered_at": people_time(made.at),
        **_echoed(made.filing),
        "collateral": [{**_item(each, each["entered"]), "item": each["item"]} for each in made.decided["collateral"]],
    }


def quantities(made: Entry) -> list[Answer]:
    """The quantities it takes of, or changes, as it leaves them: what there is, as far as attested, and what of it
    stands as security. Of whom is nobody's business here."""
    found = []
    for each in certificate_pages.ledgers(made):
        pledged, unit = amount_of(each["pledged"], Measure(each["measure"]))
        known = each.get("capacity")
        capacity = None if known is None else amount_of(known, Measure(each["measure"]))[0]
        found.append({"key": each["key"], "unit": unit, "capacity": capacity, "pledged": pledged})
    return found


def carried_item(each: Mapping[str, Any]) -> Answer:
    """A receipt that took another's place, with the item it is instead of; of a further claim, the item it is on."""
    on = {"item": each["item"]} if "item" in each else {}
    return {**_item(each, each["entered"]), **on, "instead_of": each["instead_of"]}


def discharge(made: Entry, jws: str | None, *, livemode: bool) -> Answer:
    return {
        "object": "discharge",
        "number": made.registration,
        "status": made.decided["status"],
        "version": made.version,
        "livemode": livemode,
        "recorded_at": people_time(made.at),
        "reason": made.filing["reason"],
        "evidence": str(made.evidence.kind),
        "certificate": certified(made, jws),
    }


def lien_status(status: LienStatus, *, kind: str | None, livemode: bool, own: str, role: str) -> Answer:
    """What burdens an asset, in order of rank; of others' amounts what their role sees (``domain.masking``)."""
    return {
        "object": "lien_status",
        "livemode": livemode,
        "known": status.known,
        "recorded": "liens" if status.liens else "none",
        "flags": [str(flag) for flag in status.flags],
        "trade": _trade(status),
        "asset": {"kind": kind, "identity_keys": [layer.key for layer in status.layers]},
        "searched_keys": list(status.searched),
        "layers": [_layer(layer) for layer in status.layers],
        "liens": [_lien(lien, own=own) | _amount(lien, status, own=own, role=role) for lien in status.liens],
        "waiting_seizures": waiting(status),
        "seizures": list(map(_seizure, status.seizures)),
        "holds": list(map(_hold, status.trades)),
        "transfer_restriction": str(status.restriction),
        "linked": [_linked(burden, status.overlaps.get(burden.id)) for burden in status.linked],
        "as_of": people_time(status.as_of),
        "newer": newer(status),
    }


def search(made: Entry, jws: str, *, livemode: bool) -> Answer:
    """What a search found: of others' registrations who, what kind and how it ranks; no personal value is echoed."""
    filing, decided = made.filing, made.decided
    found = [_found(each) for each in decided.get("found", ())]
    return {
        "object": "search",
        "number": decided["number"],
        "livemode": livemode,
        "purpose": filing["purpose"],
        "by": filing["by"],
        "searched_keys": [*filing.get("keys", ()), *filter(None, [filing.get("registration_number")])],
        "searched_at": people_time(made.at),
        "as_of": people_time(decided["as_of"]),
        "evidence": str(made.evidence.kind),
        "count": len(found),
        "data": found,
        "certificate": certificate_of(decided["number"], jws),
    }


def _found(each: Mapping[str, Any]) -> Answer:
    own = each.get("own")
    return {
        **{name: each.get(name) for name in ("registration", "version", "secured_creditor", "status", "expires_on")},
        "registered_at": people_time(each["registered_at"]),
        "collateral": [{"kind": item["kind"], "rank": item.get("rank")} for item in each.get("collateral", ())],
        "own": {"client_reference": None, **own} if own else None,
    }


def listed(row: Mapping[str, Any], *, at: datetime, livemode: bool) -> Answer:
    """One line of a list."""
    status = status_on(Status(row["status"]), expires_on=row["expires_on"], day=day_of(at))
    return {
        "object": "registration",
        "number": row["number"],
        "status": str(status),
        "version": row["version"],
        "livemode": livemode,
        "client_reference": row["client_reference"],
        "contract_number": row["contract_number"],
        "registered_at": people_time(row["registered_at"]),
        "due_on": row["due_on"].isoformat(),
        "expires_on": row["expires_on"].isoformat(),
    }


def event(row: Mapping[str, Any]) -> Answer:
    """One line of a registration's history."""
    evidence = canon.loads(row["payload"].encode())["evidence"]["kind"]
    return {
        "id": row["id"],
        "event": row["verb"],
        "version": row["version"],
        "at": people_time(row["at"]),
        "evidence": evidence,
        "certificate": row["certificate"],
    }


def told(row: Mapping[str, Any]) -> Answer:
    """One entry, as somebody is told of it who has something on the asset."""
    return {
        "id": row["entry"],
        "event": row["verb"],
        "at": people_time(row["at"]),
        **{name: row[name] for name in ("registration", "act", "about", "contested")},
    }


def _echoed(filing: Mapping[str, Any]) -> Answer:
    claim = filing["secured_claim"]
    return {
        "client_reference": filing.get("client_reference"),
        "contract_number": claim["contract_number"],
        "due_on": claim["due_on"],
        **({"claim_id": claim["claim_id"]} if "claim_id" in claim else {}),
    }


def _item(asked: Mapping[str, Any], became: Mapping[str, Any]) -> Answer:
    ahead = became.get("ahead", [])
    return {
        "id": became["id"],
        "kind": asked["asset"]["kind"],
        "interest": asked["terms"]["interest"],
        "identity_keys": [key["key"] for key in became["keys"] if key["role"] == "identity"],
        "mode": became["mode"],
        "rank": len(ahead) + 1,
        "ahead": ahead,
        **{name: became[name] for name in ("seizures", "contests") if name in became},
        "linked": became.get("linked", []),
        **_on_the_ground(became),
        **place_and_effect(became),
    }


def place_and_effect(became: Mapping[str, Any]) -> Answer:
    """The reckoned order of payment, and the two effect lines."""
    priority, statutory = became["priority"], became["statutory"]
    return {
        "priority": {
            "position": priority["position"],
            "basis": priority["basis"],
            "evidence": priority["evidence"],
            "reasons": [reason(code) for code in priority["reasons"]],
        },
        "effect": {
            "entry": became["effect"],
            "statutory": {
                "registry": statutory["registry"],
                "effect": statutory["effect"],
                "number": statutory.get("number"),
            },
        },
    }


def reason(code: str) -> Answer:
    """A rule that was applied, in words."""
    rule = CATALOGUE[code]
    return {"code": code, "article": rule.article, "text": both(rule.text)}


def finding(found: Mapping[str, Any]) -> Answer:
    """A finding with the text of its rule."""
    return {
        "code": found["code"],
        "severity": found["severity"],
        "pointer": found["pointer"],
        "related": found.get("related", []),
        **{name: value for name, value in reason(found["code"]).items() if name != "code"},
    }


def certified(made: Entry, jws: str | None) -> Answer | None:
    """The certificate of an entry; a rehearsal has none."""
    if jws is None or made.registration is None or made.version is None:
        return None
    return certificate_of(certificate_number(made.registration, made.version), jws)


def certificate_of(number: str, jws: str) -> Answer:
    """Where a certificate is found, and the certificate itself."""
    return {
        "number": number,
        "check_code": certificate.check_code(read_compact(jws).payload),
        "jws": jws,
        "bundle": f"/v1/certificates/{number}",
    }


def _trade(status: LienStatus) -> Answer:
    return {"verdict": str(status.verdict), "reasons": [str(reason) for reason in status.reasons]}


def _layer(layer: Layer) -> Answer:
    return {"key": layer.key, "liens": [lien.burden.registration for lien in layer.liens]}


def _lien(lien: Lien, *, own: str) -> Answer:
    burden = lien.burden
    return {
        "registration": burden.registration,
        "rank": lien.rank,
        "secured_creditor": burden.creditor,
        **({"filed_by": burden.agent} if burden.agent else {}),
        **({"further_claim": burden.claim} if burden.claim else {}),
        "own": burden.institution == own,
        "interest": str(burden.terms.interest),
        "status": str(Status.LAPSED if lien.lapsed else Status.ACTIVE),
        "registered_at": people_time(burden.recorded_from),
        "expires_on": burden.expires_on.isoformat(),
        "transfer_restriction": str(burden.terms.transfer_restriction),
        **({"determined_at": people_time(lien.determined_at)} if lien.determined_at else {}),
        "priority": {
            "position": lien.priority.position,
            "basis": lien.priority.basis,
            "evidence": lien.priority.evidence,
            "reasons": [reason(code) for code in lien.priority.reasons],
        },
        **({"subordinated_to": list(lien.behind)} if lien.behind else {}),
    }


def _amount(lien: Lien, status: LienStatus, *, own: str, role: str) -> Answer:
    return amount_seen(lien.burden, own=lien.burden.institution == own, role=role, as_of=status.as_of)


def _seizure(queued: Queued) -> Answer:
    seizure = queued.seizure
    return {
        "id": seizure.act,
        "position": queued.position,
        **{name: seizure.facts[name] for name in ("kind", "court", "case_number")},
        "served_at": people_time(seizure.served_at),
        "recorded_at": people_time(seizure.recorded_from),
        "until": seizure.until.isoformat(),
    }


def _hold(trade: Trade) -> Answer:
    hold = trade.hold
    return {
        "id": hold.act,
        "case_number": hold.facts["case_number"],
        "recorded_at": people_time(hold.recorded_from),
        "until": hold.until.isoformat(),
        "disturbed": trade.disturbed,
    }


def newer(status: LienStatus) -> list[Answer]:
    """What was entered since the instant answered for: a registration, or an act under its own id."""
    return [
        {
            "registration": each.registration,
            **({"act": each.act} if each.act else {}),
            "event": str(each.event),
            "at": people_time(each.at),
        }
        for each in status.newer
    ]


def _linked(burden: Burden, overlap: Overlap | None) -> Answer:
    return {
        "registration": burden.registration,
        "kind": burden.asset.kind,
        "secured_creditor": burden.creditor,
        "identity_keys": [key.key for key in burden.keys if key.role == "identity"],
        **({"overlap": _overlap(overlap)} if overlap else {}),
    }


def _overlap(overlap: Overlap) -> Answer:
    """What is shared, and which part of the smaller parcel that is."""
    percent = format_decimal(overlap.share, digits=2, shown=2)
    return {"area": _square_metres(overlap.area), "percent_of_smaller": percent}


def _square_metres(cm2: int) -> Answer:
    area = Quantity(cm2, Unit.SQUARE_METRE)
    return {"value": area.value, "unit": str(area.unit)}


def _on_the_ground(became: Mapping[str, Any]) -> Answer:
    """What was measured of an item that is drawn, and whose ground it shares."""
    measured = {"measured_area": _square_metres(became["measured"])} if "measured" in became else {}
    shared = [
        {
            "registration": each["registration"],
            "ahead": each["ahead"],
            **_overlap(Overlap(area=each["area"], smaller=each["smaller"])),
        }
        for each in became.get("overlaps", ())
    ]
    return {**measured, **({"overlaps": shared} if shared else {})}
