"""Trust files once seen are remembered, so that an older one, or a usurper's, is never taken for the one in force.

    trust = open_trust_note(note, pinned=pinned(folder, issuer))
    remember(trust, folder)

A trust file opens as the first of its kind only where nothing is remembered of its issuer.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from registry.signing.encoding import parse_canonical_json
from registry.signing.errors import KeyRingError, SigningError
from registry.signing.key_files import check_folder, make_folder, read_closed, write_whole
from registry.signing.keys import KeyState, PublicKey, Use
from registry.signing.notes import parse_vkey
from registry.signing.trust import FORMER, HEADING, Trust, TrustedKey


def remember(trust: Trust, folder: Path) -> bool:
    """Keep what an opened trust file says, unless a newer one is kept already. False if the folder cannot be written;
    a verifier on a read-only disk works all the same, and its user keeps the trust file himself.
    """
    before = pinned(folder, trust.issuer)
    if before is not None and before.version >= trust.version:
        return True
    try:
        make_folder(folder)
        write_whole(_file(folder, trust.issuer), trust.text.encode(), replace=True)
    except (KeyRingError, OSError):
        return False
    return True


def pinned(folder: Path, issuer: str) -> Trust | None:
    """What is remembered of a register. A file that does not open is an error, not an absence: to forget is to be
    downgraded.
    """
    path = _file(folder, issuer)
    try:
        if not path.exists():
            return None
        check_folder(folder)
        trust = _trust(read_closed(path).decode())
    except (OSError, ValueError, KeyError, TypeError, SigningError) as fault:
        raise _damaged(path) from fault
    if trust.issuer != issuer:
        raise _damaged(path)
    return trust


def _file(folder: Path, issuer: str) -> Path:
    return folder / f"{sha256(issuer.encode()).hexdigest()[:32]}.trust"


def _trust(text: str) -> Trust:
    """A trust file's text as it was when its signatures were checked: only this user can have written it here."""
    heading, _, line = text.partition("\n")
    if heading != HEADING:
        raise ValueError("not a trust file")
    body: dict[str, Any] = parse_canonical_json(line.removesuffix("\n").encode())
    return Trust(
        version=int(body["version"]),
        issuer=str(body["issuer"]),
        origin=str(body["origin"]),
        livemode=bool(body["livemode"]),
        threshold=int(body["threshold"]),
        roots=tuple(parse_vkey(vkey) for vkey in body["roots"]),
        keys={item["kid"]: _key(item) for item in body["keys"]},
        text=text,
        former=tuple(map(str, body.get(FORMER, ()))),
    )


def _key(item: dict[str, Any]) -> TrustedKey:
    return TrustedKey(Use(item["use"]), KeyState(item["state"]), PublicKey.from_jwk(item["jwk"]))


def _damaged(path: Path) -> KeyRingError:
    return KeyRingError(
        f"The remembered trust file {path} does not open; delete it only if you know why.",
        zh=f"已保存的信任文件 {path} 无法读取；查明原因后方可删除。",
    )
