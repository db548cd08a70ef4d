"""The trust file: whose certificates to believe. A signed note (c2sp.org/signed-note) by officers' offline keys.

It is installed beforehand or given by hand, never taken from the party that is checked. A newer file replaces an
older one only if a threshold of the *older* file's officers signed it; it never goes back. That a log was begun anew,
under another origin, is theirs to say too: it is the officers who vouch that the former one was lost and not hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.signing.encoding import canonical_json, parse_canonical_json
from registry.signing.errors import BadSignature, KeyRingError, Reason, malformed
from registry.signing.key_files import check_folder, make_folder, read_closed, read_key, write_key, write_whole
from registry.signing.keys import (
    PUBLISHED_STATES,
    PUBLISHED_USES,
    KeyState,
    PrivateKey,
    PublicKey,
    RingListing,
    Use,
    algorithm_of,
)
from registry.signing.notes import (
    Verifier,
    add_signature,
    make_vkey,
    open_note_with,
    parse_vkey,
    sign_note,
    unverified_text,
)

HEADING = "registry-trust/v1"
_MEMBERS = frozenset({"version", "issuer", "origin", "livemode", "roots", "threshold", "keys"})
FORMER = "former"  # absent where there are none, so that the file of a log that was never lost has one spelling
_KEY_MEMBERS = frozenset({"kid", "use", "state", "jwk"})


@dataclass(frozen=True, slots=True)
class RootKey:
    """An officer's key. It signs trust files and nothing else, and is kept away from every server."""

    name: str
    key: PrivateKey

    @property
    def vkey(self) -> str:
        return make_vkey(self.name, self.key.public)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    use: Use
    state: KeyState
    public: PublicKey


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust file that was opened: every statement in it is signed by its officers."""

    version: int
    issuer: str
    origin: str
    livemode: bool
    threshold: int
    roots: tuple[Verifier, ...]
    keys: Mapping[str, TrustedKey]
    text: str
    former: tuple[str, ...] = ()  # the origins of the logs before the one in force, oldest first

    def certificate_key(self, kid: str) -> tuple[PublicKey, KeyState] | None:
        return self.key(kid, Use.CERTIFICATE)

    def statement_key(self, kid: str) -> tuple[PublicKey, KeyState] | None:
        return self.key(kid, Use.STATEMENT)

    def paper_key(self, kid: str) -> tuple[PublicKey, KeyState] | None:
        return self.key(kid, Use.PAPER)

    def status_key(self, kid: str) -> tuple[PublicKey, KeyState] | None:
        return self.key(kid, Use.STATUS)

    def key(self, kid: str, use: Use) -> tuple[PublicKey, KeyState] | None:
        """The key of this thumbprint, if it is listed for exactly this use."""
        found = self.keys.get(kid)
        return (found.public, found.state) if found is not None and found.use is use else None

    def log_verifiers(self, origin: str | None = None) -> tuple[Verifier, ...]:
        """The keys under which a checkpoint of a log may be signed: all that are not revoked, named by the origin.

        ``origin`` is that of the log in force, which it is by default, or of a former one. Of any other log none is.
        """
        named = self.origin if origin is None else origin
        if named not in (self.origin, *self.former):
            return ()
        return tuple(
            Verifier(named, key.public)
            for key in self.keys.values()
            if key.use is Use.LOG and key.state is not KeyState.REVOKED
        )


def create_roots(folder: Path, n: int, *, passphrase: str, name: str) -> tuple[RootKey, ...]:
    """Make officers' keys `name/1` to `name/n`: encrypted PKCS#8 files, each with its verifier key beside it."""
    make_folder(folder)
    roots = []
    for number in range(1, n + 1):
        key = Ed25519PrivateKey.generate()
        root = RootKey(f"{name}/{number}", PrivateKey(key))
        vkey = root.vkey
        write_key(folder / f"root-{number}.pem", key, passphrase=passphrase)
        write_whole(folder / f"root-{number}.vkey", f"{vkey}\n".encode())
        roots.append(root)
    return tuple(roots)


def load_root(folder: Path, number: int, *, passphrase: str) -> RootKey:
    """Open one officer's key."""
    check_folder(folder)
    stored = read_key(folder / f"root-{number}.pem", passphrase=passphrase)
    verifier = parse_vkey(read_closed(folder / f"root-{number}.vkey").decode().rstrip("\n"))
    if not isinstance(stored, Ed25519PrivateKey) or PrivateKey(stored).public != verifier.public:
        raise KeyRingError(
            f"The files of root key {number} do not belong together.", zh=f"第 {number} 号根密钥的文件互不对应。"
        )
    return RootKey(verifier.name, PrivateKey(stored))


def listed_roots(folder: Path) -> dict[int, str]:
    """The officers of a folder by number, as verifier keys: those too whose own key is lost or kept elsewhere."""
    check_folder(folder)
    found = {int(path.stem.removeprefix("root-")): path for path in folder.glob("root-*.vkey")}
    return {number: read_closed(found[number]).decode().rstrip("\n") for number in sorted(found)}


def make_trust_note(
    listing: RingListing,
    *,
    signers: Sequence[RootKey],
    threshold: int,
    version: int,
    roots: Sequence[str] | None = None,
) -> str:
    """A trust file for the published keys of a ring, signed by these officers.

    `roots` are the verifier keys of all officers, by default those who sign now; the others may add their
    signatures with `cosign`. A file that replaces the officers is signed by enough of the old and of the new ones.
    """
    body = {
        "version": version,
        "issuer": listing.issuer,
        "origin": listing.log,
        "livemode": listing.livemode,
        "roots": [root.vkey for root in signers] if roots is None else list(roots),
        "threshold": threshold,
        "keys": [
            {"kid": key.kid, "use": str(key.use), "state": str(key.state), "jwk": dict(key.jwk)}
            for key in listing.keys
            if key.use in PUBLISHED_USES
        ],
        **({FORMER: list(listing.former)} if listing.former else {}),
    }
    text = f"{HEADING}\n{canonical_json(body).decode()}\n"
    _parsed(text)  # what no reader would accept is not signed
    first, *others = signers
    note = sign_note(text, name=first.name, key=first.key)
    for root in others:
        note = cosign(note, root)
    return note


def own_trust(listing: RingListing) -> Trust:
    """What a trust file would say of a ring, for the register itself: it needs no officer to tell it its own keys."""
    keys = {
        key.kid: TrustedKey(key.use, key.state, PublicKey.from_jwk(key.jwk))
        for key in listing.keys
        if key.use in PUBLISHED_USES
    }
    return Trust(
        version=0,
        issuer=listing.issuer,
        origin=listing.log,
        livemode=listing.livemode,
        threshold=0,
        roots=(),
        keys=keys,
        text="",
        former=listing.former,
    )


def cosign(note: str, root: RootKey) -> str:
    """The same trust file with one more officer's signature."""
    return add_signature(note, name=root.name, key=root.key)


def open_trust_note(text: str, *, pinned: Trust | None) -> Trust:
    """Open a trust file, as the first one (`pinned` is None) or as the successor of the one in force.

    The first one vouches for itself: whoever installs it must have it from a source of his own.
    """
    trust = _parsed(unverified_text(text))
    _require_threshold(text, roots=trust.roots, threshold=trust.threshold)
    if pinned is not None:
        _require_successor(trust, pinned)
        _require_threshold(text, roots=pinned.roots, threshold=pinned.threshold)
    return trust


def _require_threshold(note: str, *, roots: Sequence[Verifier], threshold: int) -> None:
    _, signed_by = open_note_with(note, roots)
    if len(signed_by) < threshold:
        raise BadSignature(Reason.BELOW_THRESHOLD, f"{len(signed_by)} of {threshold} needed signatures")


def _require_successor(trust: Trust, pinned: Trust) -> None:
    if trust.issuer != pinned.issuer:
        raise BadSignature(Reason.WRONG_ISSUER, "the trust file is another register's")
    if trust.livemode != pinned.livemode:
        raise BadSignature(Reason.WRONG_MODE, "test and live registers never vouch for each other")
    if trust.version < pinned.version or (trust.version == pinned.version and trust.text != pinned.text):
        raise BadSignature(Reason.DOWNGRADED, "the trust file in force is newer, or says otherwise under one version")
    for kid, key in trust.keys.items():
        former = pinned.keys.get(kid)
        if former is not None and former.state is KeyState.REVOKED and key.state is not KeyState.REVOKED:
            raise BadSignature(Reason.DOWNGRADED, "a revoked key never comes back")
    ended = pinned.former if trust.origin == pinned.origin else (*pinned.former, pinned.origin)
    if trust.former[: len(ended)] != ended:
        raise BadSignature(Reason.DOWNGRADED, "a former log is neither forgotten nor in force again")


def _parsed(text: str) -> Trust:
    heading, _, line = text.partition("\n")
    if heading != HEADING or not line.endswith("\n"):
        raise malformed("not a trust file")
    body = parse_canonical_json(line[:-1].encode())
    try:
        return _trust(body, text)
    except (TypeError, ValueError, KeyError):
        raise malformed("a trust file with a member of the wrong kind") from None


def _trust(body: Mapping[str, Any], text: str) -> Trust:
    roots = tuple(parse_vkey(vkey) for vkey in body["roots"])
    keys = {item["kid"]: _trusted_key(item) for item in body["keys"]}
    version, threshold, livemode = body["version"], body["threshold"], body["livemode"]
    if (
        body.keys() - {FORMER} != _MEMBERS
        or type(version) is not int
        or type(threshold) is not int
        or type(livemode) is not bool
        or not all(type(body[name]) is list for name in ("roots", "keys"))
        or not all(isinstance(body[name], str) and body[name] for name in ("issuer", "origin"))
    ):
        raise TypeError("a member of the wrong kind")
    _check_counts(roots, threshold, version=version)
    if len(keys) != len(body["keys"]):
        raise ValueError("a key is listed twice")
    former = _former(body[FORMER], origin=body["origin"]) if FORMER in body else ()
    return Trust(version, body["issuer"], body["origin"], livemode, threshold, roots, keys, text, former)


def _former(said: Any, *, origin: str) -> tuple[str, ...]:
    """The logs before the one in force. No log was begun twice, and none goes before itself."""
    if type(said) is not list or not said or not all(isinstance(each, str) and each for each in said):
        raise TypeError("a member of the wrong kind")
    if len({*said, origin}) != len(said) + 1:
        raise ValueError("a log is listed twice")
    return tuple(said)


def _check_counts(roots: Sequence[Verifier], threshold: int, *, version: int) -> None:
    """One officer must not count twice, be it under one name or with one key under two."""
    distinct = min(len({root.name for root in roots}), len({root.public for root in roots}))
    if distinct != len(roots) or not 1 <= threshold <= len(roots) or version < 1:
        raise ValueError("roots, threshold or version out of range")


def _trusted_key(item: Mapping[str, Any]) -> TrustedKey:
    use, public = Use(item["use"]), PublicKey.from_jwk(item["jwk"])
    if (
        item.keys() != _KEY_MEMBERS
        or use not in PUBLISHED_USES
        or public.algorithm is not algorithm_of(use)
        or public.key_id != item["kid"]
        or dict(item["jwk"]) != public.jwk
    ):
        raise ValueError("a key that contradicts itself")
    return TrustedKey(use, PUBLISHED_STATES[item["state"]], public)
