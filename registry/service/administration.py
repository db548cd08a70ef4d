"""Whether what decides who may file was decided by those who may: two administrators, or a client for its own keys.

The same is asked of an act that is about to be entered and, by the audit and before a key is believed, of one that was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from registry.domain import canon
from registry.domain.access import Role
from registry.domain.administration import Done, unapproved
from registry.domain.entry import Entry
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import EnrolPasskey
from registry.domain.lifecycle import Verb
from registry.domain.passkeys import Possession, challenge_of
from registry.service.known import Known
from registry.signing.encoding import parse_json_object
from registry.signing.errors import BadSignature, Reason, SigningError
from registry.signing.http_signature import base_covers, content_digest
from registry.signing.keys import PublicKey
from registry.signing.passkeys import read_assertion, require_assertion
from registry.signing.possession import Challenge, require_possession

KEYS_PATH = "/v1/client-keys"


def faults(made: Entry, kept: Evidence, *, known: Known) -> Iterator[str]:
    """What is wrong with an entry that says who may file. Before there were administrators the register's own word was
    all there was, and of what was entered then nothing more is asked."""
    if kept.kind is EvidenceKind.HTTP_SIGNATURE:
        yield from _own_key_faults(made, kept, known=known)
    elif kept.kind is EvidenceKind.TWO_PERSON or known.administrators or made.verb in _SINCE_ADMINISTRATORS:
        yield from _approval_faults(made, kept, known=known)
    else:
        return
    if held := HELD.get(made.verb):
        yield from _said(lambda: held(made.filing, known))


def require_signatures(kept: Evidence, known: Known) -> None:
    """Raise BadSignature unless each approval is a signature of an administrator's key over the proposal."""
    for each in kept.approvals:
        administrator = known.administrators.get(each.key_id)
        if administrator is None:
            raise BadSignature(Reason.UNKNOWN_KEY, "no administrator's key")
        administrator.public.verify(each.signature, kept.base, alg=administrator.public.algorithm)


def require_held(filing: Mapping[str, Any], known: Known) -> None:
    """Raise BadSignature unless it is shown that the private half of the key enrolled is held, for this client of this
    institution of this register."""
    key = PublicKey.from_jwk(filing["jwk"])
    if key.key_id != filing["key_id"]:
        raise BadSignature(Reason.UNKNOWN_KEY, "the key is not the one it is called")
    challenge = Challenge(
        institution=known.institutions.get(filing["institution"], ""), client=filing["client"], register=known.register
    )
    require_possession(filing.get("possession", ""), key, challenge=challenge)


def require_passkey_held(filing: Mapping[str, Any], known: Known) -> None:
    """Raise BadSignature unless the passkey itself has signed that it is this person's here, and is called by its own
    name."""
    made = canon.build(EnrolPasskey, filing)
    if made.key_id != made.passkey.key_id:
        raise BadSignature(Reason.UNKNOWN_KEY, "the passkey is not the one it is called")
    shown = Possession(register=known.register, person=made.person, institution=made.institution, key_id=made.key_id)
    require_assertion(read_assertion(made.possession or b""), made.passkey, challenge=challenge_of(shown.base()))


HELD: Mapping[Verb, Callable[[Mapping[str, Any], Known], None]] = {
    Verb.ENROL_KEY: require_held,
    Verb.ENROL_PASSKEY: require_passkey_held,
}
"""How it is shown that what is enrolled is held by whom it is enrolled for."""
_SINCE_ADMINISTRATORS = frozenset({Verb.ENROL_PASSKEY, Verb.REVOKE_PASSKEY})  # nothing of it is older than they are


def _approval_faults(made: Entry, kept: Evidence, *, known: Known) -> Iterator[str]:
    names = {key_id: each.name for key_id, each in known.administrators.items()}
    done = Done(register=known.register, verb=made.verb, at=made.at, filing=made.filing)
    if why := unapproved(kept, done, administrators=names):
        yield why
    if made.by.role != Role.REGISTER:
        yield "approved by administrators and filed by another"
    if made.verb is Verb.ENROL_KEY and "letter" not in made.filing:
        yield "no letter of the institution behind a key"
    yield from _said(lambda: require_signatures(kept, known))


def _own_key_faults(made: Entry, kept: Evidence, *, known: Known) -> Iterator[str]:
    """A client changes keys of its own, by the very request that it signed."""
    signer = known.key(kept.key_id or "")
    if signer is None or made.by != signer.by or made.verb not in _OWN:
        yield "a key changed by another than its client"
    else:
        yield from _said(lambda: _OWN[made.verb](made, kept, known=known))


def _enrolled_by_request(made: Entry, kept: Evidence, *, known: Known) -> None:  # noqa: ARG001
    """The body stands in the entry, for what it says of the new key must outlast whatever is erased."""
    filing = made.filing
    if (filing["client"], filing["institution"], filing["role"]) != (made.by.client, made.by.institution, made.by.role):
        raise BadSignature(Reason.UNKNOWN_KEY, "a key enrolled for another client")
    body, covers = canon.unb64(filing["request"]), base_covers(kept.base)
    if (_path(covers), covers["content-digest"]) != (KEYS_PATH, content_digest(body)) or "allowance" in filing:
        raise BadSignature(Reason.DIGEST_MISMATCH, "the signed request enrols something else")
    if PublicKey.from_jwk(parse_json_object(body)["jwk"]).key_id != filing["key_id"]:
        raise BadSignature(Reason.DIGEST_MISMATCH, "the signed request names another key")


def _revoked_by_request(made: Entry, kept: Evidence, *, known: Known) -> None:
    ended = known.key(made.filing["key_id"])
    if ended is None or ended.by.client != made.by.client:
        raise BadSignature(Reason.UNKNOWN_KEY, "a key of another client")
    if _path(base_covers(kept.base)) != f"{KEYS_PATH}/{made.filing['key_id']}/revoke":
        raise BadSignature(Reason.DIGEST_MISMATCH, "the signed request revokes something else")


_OWN = {Verb.ENROL_KEY: _enrolled_by_request, Verb.REVOKE_KEY: _revoked_by_request}


def _path(covers: Mapping[str, str]) -> str:
    return urlsplit(covers["@target-uri"]).path if covers["@method"] == "POST" else ""


def _said(check: Any) -> Iterator[str]:
    """What a check raises, said as the audit says it."""
    try:
        check()
    except (SigningError, canon.NotCanonical, KeyError, TypeError) as fault:
        yield f"who may file is not shown ({fault})"
