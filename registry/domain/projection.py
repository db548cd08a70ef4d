"""The pure fold of entries into rows. Filing and replay both call it; neither asks a clock, a key or today's rules.

Rows carry ``recorded_from`` and ``recorded_until``; a later entry closes a row once and never changes it otherwise.
Columns made from personal values come from disclosures and are NULL once those are erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from registry.domain import canon
from registry.domain.collateral import Mode
from registry.domain.disclosure import Disclosure
from registry.domain.enrolled_rows import ENROLMENTS
from registry.domain.entry import Entry
from registry.domain.lifecycle import Status, Verb
from registry.domain.party import normal_name
from registry.domain.registration import EncumbranceType
from registry.domain.rows import Closing, Row, Rows, key_rows, pick, recorded, with_ledgers

Reveal = Callable[[str], Disclosure | None]
"""Gives the disclosure behind a digest, or None once it is erased."""
Hashed = Callable[[str, str], str]
"""Gives the keyed hash of a value under a label; the key stays outside the database."""


@dataclass(frozen=True, slots=True)
class _Unfolding:
    """An entry, and all that a fold may ask besides."""

    entry: Entry
    reveal: Reveal
    hashed: Hashed

    def opened(self, written: Mapping[str, Any]) -> Row:
        """An object of the filing with what its digests stand for, as far as that is not erased."""
        disclosures = (self.reveal(digest) for digest in written.get("_sd", ()))
        return {**written, **dict(each.read() for each in disclosures if each)}


def rows(entry: Entry, *, reveal: Reveal, hashed: Hashed) -> Rows:
    """The rows an entry makes. The same entry and disclosures give the same rows, whoever asks and whenever."""
    made = _FOLDS[entry.verb](_Unfolding(entry, reveal, hashed))
    return with_ledgers(made, entry) if "ledgers" in entry.decided else made


def _redaction(unfolding: _Unfolding) -> Rows:
    entry = unfolding.entry
    return Rows({"redaction": [{"digest": digest, "entry": entry.id} for digest in entry.filing["digests"]]})


def _registration(unfolding: _Unfolding) -> Rows:
    entry = unfolding.entry
    filing, decided, claim = entry.filing, entry.decided, entry.filing["secured_claim"]
    agent = filing.get("filed_as", {}).get("agent_for")
    registration = {
        "number": entry.registration,
        "institution": entry.by.institution,
        "client_reference": filing.get("client_reference"),
        **_claimed(claim),
        "registered_at": canon.instant(entry.at),
        "region": decided["collateral"][0]["region"],
        "entry": entry.id,
        **({"filed_as": agent} if agent else {}),
    }
    return Rows(
        {
            "registration": [registration],
            "registration_version": [_version(entry, status=Status.ACTIVE)],
            "party": list(_parties(unfolding)),
            **_encumbrances(entry, zip(filing["collateral"], decided["collateral"], strict=True)),
        }
    )


def _further_claim(unfolding: _Unfolding) -> Rows:
    """The claim, and every item burdened once more; the row says which item, and for which of the claims."""
    entry = unfolding.entry
    claim = {
        "registration": entry.registration,
        "version": entry.version,
        "client_reference": entry.filing.get("client_reference"),
        **_claimed(entry.filing["secured_claim"]),
        "registered_at": canon.instant(entry.at),
        "entry": entry.id,
    }
    further = entry.decided["collateral"]
    burdens = _encumbrances(entry, ((each, each["entered"]) for each in further))
    for row, each in zip(burdens["encumbrance"], further, strict=True):
        row |= {"item": each["item"], "claim": entry.version}
    return _followed(entry, added={"further_claim": [claim], **burdens})


def _claimed(claim: Mapping[str, Any]) -> Row:
    return {
        "contract_number": claim["contract_number"],
        "claim_kind": claim["kind"],
        "principal_minor": claim["principal"]["minor"],
        "maximum_minor": claim.get("maximum_amount", {}).get("minor"),
        "currency": claim["principal"]["currency"],
        "due_on": claim["due_on"],
        **{name: claim[name] for name in ("claim_id",) if name in claim},
    }


def _discharge(unfolding: _Unfolding) -> Rows:
    entry = unfolding.entry
    return _followed(entry, status=Status(entry.decided["status"]), closed=_freed(entry))


def _statutory_registration(unfolding: _Unfolding) -> Rows:
    """What is agreed about an item from now on; of what was until now the row ends, and the item's first row stays."""
    entry = unfolding.entry
    at, items = canon.instant(entry.at), entry.decided["collateral"]
    terms = [
        {
            "encumbrance": each["id"],
            "version": entry.version,
            "terms": canon.encode(each["terms"]).decode(),
        }
        | recorded(entry)
        for each in items
    ]
    ended = (
        Closing("encumbrance_terms", {"encumbrance": each["id"], "version": each["before"]}, at)
        for each in items
        if "before" in each
    )
    return _followed(entry, added={"encumbrance_terms": terms}, closed=ended)


def _subordination(unfolding: _Unfolding) -> Rows:
    """One row for each encumbrance that another one stands behind from now on; positions stay as they are."""
    entry = unfolding.entry
    agreed = [
        {
            "encumbrance": each["id"],
            "behind": other,
            "registration": entry.decided["behind"],
            "version": entry.version,
            "consented": canon.encode(each.get("consented", [])).decode(),
        }
        | recorded(entry)
        for each in entry.decided["collateral"]
        for other in each["behind"]
    ]
    return _followed(entry, added={"subordination": agreed})


def _release(unfolding: _Unfolding) -> Rows:
    return _followed(unfolding.entry, closed=_freed(unfolding.entry))


def _followed(
    entry: Entry,
    *,
    status: Status = Status.ACTIVE,  # lapse is computed from the date, never stored
    added: Mapping[str, list[Row]] = MappingProxyType({}),
    closed: Iterable[Closing] = (),
) -> Rows:
    """The next version of a registration in the place of the one it was based on, and what comes and goes with it."""
    named = {"number": entry.registration, "version": entry.filing["based_on"]}
    return Rows(
        {"registration_version": [_version(entry, status=status)], **added},
        (Closing("registration_version", named, canon.instant(entry.at)), *closed),
    )


def _seizure(unfolding: _Unfolding) -> Rows:
    told = ("court", "case_number", "document_number", "kind", "entered_from", "amount")
    facts = _some(unfolding.entry.filing, *told)
    return _acted(unfolding.entry, EncumbranceType.SEIZURE, facts=facts)


def _hold(unfolding: _Unfolding) -> Rows:
    return _acted(unfolding.entry, EncumbranceType.HOLD, facts=pick(unfolding.entry.filing, "case_number"))


def _transfer(unfolding: _Unfolding) -> Rows:
    """The parties of the transfer itself; and the new holders beside the grantors of what follows the asset, so that a
    search under their names finds it."""
    entry, filing = unfolding.entry, unfolding.entry.filing
    facts = pick(filing, "case_number", "transferred_on")
    acted = _acted(entry, EncumbranceType.TRANSFER, facts=facts)
    named = [("former_holder", each) for each in filing["former_holders"]]
    named += [("holder", each) for each in filing["holders"]]
    parties = list(_party_rows(named, unfolding, of=entry.decided["number"]))
    also = [("grantor", each) for each in filing["holders"]]
    for alias in entry.decided.get("aliases", ()):
        parties += _party_rows(also, unfolding, of=alias["registration"], first=alias["ordinal"])
    return Rows({**acted.added, "party": parties})


def _lifting(unfolding: _Unfolding) -> Rows:
    """Of a seizure, or the release of a hold."""
    entry = unfolding.entry
    return Rows(closed=tuple(_freed(entry)))


def _acted(entry: Entry, kind: EncumbranceType, *, facts: Row, assets: Sequence[Any] = ()) -> Rows:
    """What an act holds of each of its assets."""
    filing = entry.filing
    encumbrances = [
        {
            "id": became["id"],
            "act": entry.decided["number"],
            "institution": entry.by.institution,
            "type": str(kind),
            "asset_kind": asked["kind"],
            "mode": str(Mode.RANKED),  # it keeps no entry out by itself
            "asset": canon.encode(asked).decode(),
            "facts": canon.encode(facts).decode(),
            "served_at": filing.get("served_at"),
            "expires_on": filing.get("until"),
            "region": became["region"],
        }
        | recorded(entry)
        for asked, became in zip(assets or filing["assets"], entry.decided["assets"], strict=True)
    ]
    keys = [key for became in entry.decided["assets"] for key in key_rows(became, entry)]
    return Rows({"encumbrance": encumbrances, "encumbrance_key": keys})


def _freed(entry: Entry, *, decided: Mapping[str, Any] | None = None) -> Iterator[Closing]:
    at, released = canon.instant(entry.at), (decided or entry.decided).get("released", ())
    yield from (Closing("encumbrance", {"id": each["id"]}, at) for each in released)
    for each in released:
        yield from (Closing("encumbrance_key", {"encumbrance": each["id"], "key": key}, at) for key in each["keys"])
        if "terms" in each:
            yield Closing("encumbrance_terms", {"encumbrance": each["id"], "version": each["terms"]}, at)
        for other in each.get("behind", ()):
            yield Closing("subordination", {"encumbrance": each["id"], "behind": other}, at)


def _attestation(unfolding: _Unfolding) -> Rows:
    """What was said of an asset; and where a receipt took another's place, the liens that go on on it."""
    entry, filing = unfolding.entry, unfolding.entry.filing
    facts = _some(filing, "statement", "stated_on", "quantity", "document_number")
    said = _acted(entry, EncumbranceType.ATTESTATION, facts=facts, assets=[filing["asset"]])
    if (carried := entry.decided.get("carried")) is None:
        return said
    came = carried["collateral"]
    burdens = _encumbrances(entry, ((each, each["entered"]) for each in came), by=carried)
    for row, each in zip(burdens["encumbrance"], came, strict=True):
        row.update(_some(each, "item", "claim", "passed_at", "determined_at"))
    named = {"number": entry.registration, "version": carried["based_on"]}
    ended = Closing("registration_version", named, canon.instant(entry.at))
    return Rows(
        {
            "registration_version": [_version(entry, status=Status.ACTIVE, decided=carried)],
            **{table: [*added, *said.added[table]] for table, added in burdens.items()},
        },
        (ended, *_freed(entry, decided=carried)),
    )


def _search(unfolding: _Unfolding) -> Rows:
    """A search changes nothing on the register. What was asked for is kept beside its entry, so that a person can be
    told who looked."""
    entry = unfolding.entry
    filing = unfolding.opened(entry.filing)
    told = {"entry": entry.id, "institution": entry.by.institution, "at": canon.instant(entry.at)}
    told |= pick(filing, "by", "purpose")
    terms = enumerate(_terms(filing, unfolding.hashed))
    return Rows({"inquiry": [{**told, "ordinal": ordinal, "term": term} for ordinal, term in terms]})


def _terms(filing: Mapping[str, Any], hashed: Hashed) -> Iterator[str | None]:
    """What a search asked for, as it is looked up: of a person the hash, None once that is erased."""
    if keys := filing.get("keys"):
        yield from keys
    elif number := filing.get("grantor_identifier"):
        yield hashed("identifier", f"{number['scheme']}:{number['value']}")
    elif name := filing.get("grantor_name"):
        yield hashed("name", normal_name(name))
    else:
        yield filing.get("registration_number")


def _without_disclosures(fold: Callable[[Entry], Rows]) -> Callable[[_Unfolding], Rows]:
    return lambda unfolding: fold(unfolding.entry)


_FOLDS: Mapping[Verb, Callable[[_Unfolding], Rows]] = {
    **{verb: _without_disclosures(fold) for verb, fold in ENROLMENTS.items()},
    Verb.REGISTER: _registration,
    Verb.FURTHER_CLAIM: _further_claim,
    Verb.STATUTORY_REGISTRATION: _statutory_registration,
    Verb.SUBORDINATION: _subordination,
    Verb.RELEASE: _release,
    Verb.DISCHARGE: _discharge,
    Verb.REDACT: _redaction,
    Verb.SEARCH: _search,
    Verb.SEIZE: _seizure,
    Verb.LIFT_SEIZURE: _lifting,
    Verb.HOLD: _hold,
    Verb.RELEASE_HOLD: _lifting,
    Verb.TRANSFER: _transfer,
    Verb.ATTEST: _attestation,
}


def _version(entry: Entry, *, status: Status, decided: Mapping[str, Any] | None = None) -> Row:
    return {
        "number": entry.registration,
        "version": entry.version,
        "status": str(status),
        "expires_on": (decided or entry.decided)["expires_on"],
    } | recorded(entry)


def _encumbrances(
    entry: Entry,
    collateral: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
    *,
    by: Mapping[str, Any] | None = None,
) -> dict[str, list[Row]]:
    """The rows of items, each given as what is said of it and what it became; of whose registration and until when,
    ``by`` says where its own institution does not file."""
    burdens: list[Row] = []
    held: list[Row] = []
    for asked, became in collateral:
        row = {
            "id": became["id"],
            "registration": entry.registration,
            "institution": by["institution"] if by else entry.by.institution,
            "type": str(EncumbranceType.SECURITY),
            "asset_kind": asked["asset"]["kind"],
            "mode": became["mode"],
            "asset": canon.encode(_legible(asked["asset"])).decode(),
            "terms": canon.encode(_legible(asked["terms"])).decode(),
            "expires_on": (by or entry.decided)["expires_on"],
            "region": became["region"],
            **({"contests": canon.encode(became["contests"]).decode()} if "contests" in became else {}),
        } | recorded(entry)
        burdens.append(row)
        held += key_rows(became, entry)
    return {"encumbrance": burdens, "encumbrance_key": held}


def _parties(unfolding: _Unfolding) -> Iterator[Row]:
    return _party_rows(filed_parties(unfolding.entry.filing), unfolding, of=unfolding.entry.registration)


def _party_rows(
    named: Iterable[tuple[str, Mapping[str, Any]]], unfolding: _Unfolding, *, of: str | None, first: int = 0
) -> Iterator[Row]:
    hashed = unfolding.hashed
    for ordinal, (part, party) in enumerate(named, start=first):
        known = unfolding.opened(party)
        identifier = known.get("identifier")
        yield {
            "registration": of,
            "ordinal": ordinal,
            "part": part,
            "type": party["type"],
            "name": party.get("name"),
            "identifier": party["identifier"]["value"] if "identifier" in party else None,
            "name_hash": hashed("name", normal_name(known["name"])) if "name" in known else None,
            "identifier_hash": (
                hashed("identifier", f"{identifier['scheme']}:{identifier['value']}") if identifier else None
            ),
            "entry": unfolding.entry.id,
        }


def filed_parties(filing: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Part and party of everybody with a part in the entry, always in this order: a place in it is a row's key."""
    creditor = filing["secured_creditor"]
    yield "secured_creditor", creditor
    yield from (("grantor", grantor) for grantor in filing["grantors"])
    yield from (("debtor", debtor) for debtor in filing.get("debtors", ()))
    yield from (("co_creditor", other["party"]) for other in filing.get("co_creditors", ()))
    yield from (("beneficiary", each) for each in creditor.get("beneficiaries", ()))


def _legible(written: Mapping[str, Any]) -> Row:
    """What can be read of an object: rows hold no digests."""
    told = {name: each for name, each in written.items() if name != "_sd"}
    return {name: _legible(each) if isinstance(each, Mapping) else each for name, each in told.items()}


def _some(source: Mapping[str, Any], *names: str) -> Row:
    """Those of the names that are there."""
    return {name: source[name] for name in names if name in source}
