"""Secrets of a ring on their way in and out: known before they are used, and gone only when nothing is under them.

What a signing key made is verified with what is public of it, so that a new one may be used at once; what is sealed or
hashed under a secret must be opened and found by every process there is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from registry.signing.errors import KeyRingError
from registry.signing.key_files import check_folder
from registry.signing.keys import SECRET_USES, KeyState, RingKey, RingListing, Use
from registry.signing.ring_files import add_key, place, require_passphrase
from registry.signing.ring_index import locked, read_index, write_index


def prepare(folder: Path, use: Use, *, passphrase: str, at: datetime) -> RingKey:
    """Make the next secret of a use and leave the current one in force: every process that opens the ring from now on
    knows it, so that none meets what it cannot open once ``rotate`` puts it into use."""
    _require_secret(use)
    check_folder(folder)
    with locked(folder):
        listing = read_index(folder)
        if prepared := prepared_key(listing, use):
            return prepared
        current = {key.use: key for key in listing.keys if key.state is KeyState.CURRENT}
        require_passphrase(folder, current, use=use, passphrase=passphrase)
        made = add_key(folder, use, passphrase=passphrase, issuer=listing.issuer, at=at)
        added = replace(made, state=KeyState.NEXT)
        write_index(folder, replace(listing, keys=(*listing.keys, added)))
    return added


def destroy(folder: Path, kid: str) -> RingKey:
    """Take a retired secret out of the ring and delete its file. What is still under it opens never again: whoever
    calls has seen that nothing is."""
    check_folder(folder)
    with locked(folder):
        listing = read_index(folder)
        key = next((key for key in listing.keys if key.kid == kid), None)
        if key is None or key.use not in SECRET_USES or key.state is not KeyState.RETIRED:
            raise KeyRingError(
                f"The ring has no retired secret {kid}.", zh=f"密钥环中没有已停用的加密秘密 {kid}。"
            )  # fmt: skip
        write_index(folder, replace(listing, keys=tuple(each for each in listing.keys if each.kid != kid)))
        (place(folder, key.use) / key.file).unlink(missing_ok=True)
    return key


def prepared_key(listing: RingListing, use: Use) -> RingKey | None:
    return next((key for key in listing.keys if key.use is use and key.state is KeyState.NEXT), None)


def _require_secret(use: Use) -> None:
    if use not in SECRET_USES:
        raise KeyRingError(
            "Only a secret has a next one; other keys are rotated at once.",
            zh="仅加密用的秘密可预备；其他密钥直接轮换。",
        )
