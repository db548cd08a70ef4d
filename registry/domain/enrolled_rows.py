"""The rows of who may file: administrators, institutions, clients' keys and what each client may do, people's
passkeys. Nothing in these
entries is a person's, so that nothing of them is ever erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from registry.domain import canon
from registry.domain.entry import Entry
from registry.domain.lifecycle import Verb
from registry.domain.rows import Closing, Row, Rows, pick, recorded


def _genesis(entry: Entry) -> Rows:
    register = {"only": 1, **pick(entry.filing, "issuer", "origin", "livemode"), "entry": entry.id}
    named = {"administrator": _persons(entry)} if "administrators" in entry.filing else {}
    return Rows({"register": [register], **named})


def _administrators(entry: Entry) -> Rows:
    return Rows({"administrator": _persons(entry)})


def _persons(entry: Entry) -> list[Row]:
    return [pick(each, "key_id", "name") | _jwk(each) | recorded(entry) for each in entry.filing["administrators"]]


def _institution(entry: Entry) -> Rows:
    licence = entry.filing.get("licence", {})
    row = {
        "id": entry.decided["institution"],
        **pick(entry.filing, "name", "identifier", "type"),
        "licence_number": licence.get("number"),
        "licence_authority": licence.get("authority"),
        "licence_from": licence.get("valid_from"),
        "licence_until": licence.get("valid_until"),
    }
    return Rows({"institution": [row | recorded(entry)]})


def _key(entry: Entry) -> Rows:
    row = pick(entry.filing, "key_id", "client", "institution", "role") | _jwk(entry.filing) | recorded(entry)
    allowed = {"client_allowance": [_allowance(entry, version=1)]} if "allowance" in entry.filing else {}
    return Rows({"client_key": [row], **allowed})


def _limited(entry: Entry) -> Rows:
    """The allowance from now on, in the place of the one before, where there was one."""
    client, version = entry.filing["client"], entry.filing["version"]
    before = Closing("client_allowance", {"client": client, "version": version - 1}, canon.instant(entry.at))
    return Rows({"client_allowance": [_allowance(entry, version=version)]}, (before,) if version > 1 else ())


def _allowance(entry: Entry, *, version: int) -> Row:
    allowance = entry.filing["allowance"]
    ceiling = allowance.get("ceiling", {})
    return {
        "client": entry.filing["client"],
        "version": version,
        "verbs": canon.encode(allowance.get("verbs", [])).decode(),
        "ceiling_minor": ceiling.get("minor"),
        "currency": ceiling.get("currency"),
    } | recorded(entry)


def _passkey(entry: Entry) -> Rows:
    named = pick(entry.filing, "key_id", "person", "institution", "credential", "origin")
    return Rows({"passkey": [named | _jwk(entry.filing) | recorded(entry)]})


def _revoked(table: str) -> Callable[[Entry], Rows]:
    """The key's row ends, and which entry ended it is kept beside."""

    def fold(entry: Entry) -> Rows:
        named = pick(entry.filing, "key_id")
        return Rows(
            {"key_revocation": [named | {"entry": entry.id}]}, (Closing(table, named, canon.instant(entry.at)),)
        )

    return fold


def _jwk(source: Mapping[str, Any]) -> Row:
    return {"jwk": canon.encode(source["jwk"]).decode()}


ENROLMENTS: Mapping[Verb, Callable[[Entry], Rows]] = {
    Verb.GENESIS: _genesis,
    Verb.ENROL_ADMINISTRATORS: _administrators,
    Verb.REVOKE_ADMINISTRATOR: _revoked("administrator"),
    Verb.ENROL_INSTITUTION: _institution,
    Verb.ENROL_KEY: _key,
    Verb.REVOKE_KEY: _revoked("client_key"),
    Verb.LIMIT_CLIENT: _limited,
    Verb.ENROL_PASSKEY: _passkey,
    Verb.REVOKE_PASSKEY: _revoked("passkey"),
}
