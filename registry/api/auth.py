"""Who is asking. Every route names its right in the table of ``domain.access`` and how it is shown: by nobody, by a
bearer token, or by the signature of a filing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from flask import g, request

from registry.api.client_certificate import thumbprint
from registry.api.office import office
from registry.domain.access import TABLE, Permission, Right, Role, require
from registry.domain.errors import Fault, InvalidParticulars, KeyRevoked, NotPermitted, VersionRequired
from registry.domain.evidence import Evidence, EvidenceKind
from registry.domain.filings import Submitted
from registry.domain.lifecycle import Verb
from registry.domain.text import Text
from registry.signing.errors import BadSignature, Reason
from registry.signing.http_signature import CHANGE, FILING, SignedRequest, check_signature, read_signature
from registry.signing.tokens import AccessToken

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]

_LONGEST_KEY = 128
_PLAIN_IN_A_PATH = "/:@!$&'()*+,;="  # RFC 3986 section 3.3; WSGI hands paths over decoded, signers sign them encoded


def public(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Anybody may ask, for the table says so."""
    if Role.PUBLIC not in TABLE[permission]:
        raise ValueError(f"the table does not open {permission} to the public")

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            limits = office().limits
            with limits.one_large(limits.address()):
                return view(*args, **kwargs)

        return _declared(guarded, permission, access="public")

    return declare


def reads(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A bearer token whose scopes hold the permission."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            asking = g.caller = _bearer()
            limits = office().limits
            personal = permission is Permission.UNMASK
            limits.admit(client=asking.client_id, institution=asking.institution, personal=personal)
            if permission not in asking.scopes:
                raise NotPermitted(permission)
            require(asking.role, permission)  # a token is good for ten minutes, the table as it stands
            with limits.one_large(asking.institution):
                return view(*args, **kwargs)

        return _declared(guarded, permission, access="reads")

    return declare


def files(verb: Verb, *, changes: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A filing under the filer's own signature (RFC 9421) and a once-only token; ``changes`` asks for If-Match too. Who
    does not file the verb is told so before his filing is read or takes a lock."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            g.submitted = _signed(changes=changes)
            by, limits = g.submitted.by, office().limits
            limits.admit(client=by.client, institution=by.institution)
            require(by.role, verb)
            try:
                with limits.one_large(by.institution):
                    return view(*args, **kwargs)
            except KeyRevoked:
                office().signers.forget(str(g.submitted.evidence.key_id))
                raise

        return _declared(guarded, verb, access="changes" if changes else "files")

    return declare


def _declared(view: Callable[P, R], right: Right, *, access: str) -> Callable[P, R]:
    """What the specification, the meters and the matrix of the tests read of a route."""
    view.right, view.access = right, access  # type: ignore[attr-defined]
    return view


def caller() -> AccessToken:
    found: AccessToken = g.caller
    return found


def submitted() -> Submitted:
    found: Submitted = g.submitted
    return found


def _bearer() -> AccessToken:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadSignature(Reason.MISSING, "no bearer token")
    here = office()
    found = here.tokens.read(token.strip(), at=here.clock())
    here.revocations.require_standing(found.key_id, at=here.clock())
    if here.certificates and found.certificate != thumbprint():
        raise BadSignature(Reason.UNKNOWN_KEY, "the token was given out on another certificate")
    return found


def _signed(*, changes: bool) -> Submitted:
    here, body = office(), request.get_data(cache=True)
    query = request.query_string.decode("latin-1")  # as it arrived: what is decoded first is no longer what was signed
    path = quote(request.path, safe=_PLAIN_IN_A_PATH)
    target = f"{here.origin}{path}?{query}" if query else here.origin + path
    arrived = SignedRequest(request.method, target, dict(request.headers), body)
    if "Signature" not in request.headers:
        raise BadSignature(Reason.MISSING)
    _require_headers(changes=changes)
    signature = read_signature(arrived, required=CHANGE if changes else FILING)
    signer = here.signers.signer(signature.key_id)
    if signer is None:
        raise BadSignature(Reason.UNKNOWN_KEY)
    check_signature(signature, signer.public, at=here.clock())
    if "Authorization" in request.headers and _bearer().client_id != signer.by.client:
        raise BadSignature(Reason.UNKNOWN_KEY, "the bearer is another client's")
    return Submitted(
        by=signer.by,
        evidence=Evidence(
            kind=EvidenceKind.HTTP_SIGNATURE,
            base=signature.base,
            signature=signature.signature,
            key_id=signature.key_id,
        ),
        request=body,
        idempotency_key=request.headers["Idempotency-Key"],
        fingerprint=_fingerprint(body),
    )


def _require_headers(*, changes: bool) -> None:
    key = request.headers.get("Idempotency-Key", "")
    if not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise InvalidParticulars(
            Fault(
                "/headers/Idempotency-Key",
                "idempotency_key_required",
                Text("申请须携带 Idempotency-Key（1 至 128 个可打印 ASCII 字符）。",
                     "A filing needs an Idempotency-Key of 1 to 128 printable ASCII characters."),
            )
        )  # fmt: skip
    if changes and "If-Match" not in request.headers:
        raise VersionRequired


def _fingerprint(body: bytes) -> bytes:
    """What must be the same for a repeat to be one: method, path and query, If-Match and body. Not the signature,
    which is made anew, and not the register's own address, which may change while tokens are kept for ever."""
    target = request.full_path if request.query_string else request.path
    parts = (request.method, target, request.headers.get("If-Match", ""), hashlib.sha256(body).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).digest()


def bearer_or_nobody() -> AccessToken | None:
    """The caller where a token is sent; a bad one is refused, none is nobody."""
    if "Authorization" not in request.headers:
        return None
    asking = g.caller = _bearer()
    office().limits.admit(client=asking.client_id, institution=asking.institution)
    return asking
