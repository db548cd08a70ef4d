"""Proposals as files: carried between the administrators, each of whom signs the very same text on his own machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import click

from registry.cli.environment import settings_of
from registry.cli.said import stop
from registry.domain import canon
from registry.domain.administration import read_proposal
from registry.domain.evidence import Approval
from registry.domain.filings import Filing
from registry.process import clock
from registry.service.authority import SERVING, Authority
from registry.service.enrolment import Paper, proposed
from registry.service.file import Desk
from registry.signing.errors import SigningError
from registry.signing.keys import PublicKey
from registry.signing.ring import open_ring
from registry.store import Store

F = TypeVar("F", bound=Callable[..., Any])

letter_option = click.option(
    "--letter", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
    help="机构盖章函件的扫描件；只录入其 SHA-256 | scan of the institution's sealed letter; its digest is entered",
)  # fmt: skip
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="申请文件，待批准 | the proposal, to be approved",
)


@contextmanager
def office(folder: Path) -> Iterator[tuple[Store, Desk, str]]:
    """Store, desk and the register's name for itself."""
    settings = settings_of("serve", folder)
    authority = Authority(open_ring(settings.key_folder, passphrase=settings.key_passphrase, uses=SERVING))
    store = Store(settings.database_url, pool_size=1)
    try:
        yield store, Desk(store, authority), authority.issuer.origin
    finally:
        store.close()


def digest_of(letter: Path) -> str:
    return sha256(letter.read_bytes()).hexdigest()


def public_key(path: Path) -> PublicKey:
    """The key of a JWK file."""
    try:
        return PublicKey.from_jwk(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, AttributeError, SigningError):
        stop("不是可用的公钥 JWK（Ed25519 或 P-256）。", "Not a usable public JWK (Ed25519 or P-256).")


def put_forward(filing: Filing, *, register: str, out: Path) -> None:
    """Write the proposal of an act; nobody has signed it yet."""
    if out.exists():
        stop(f"{out} 已存在。", f"{out} exists already.")
    write(proposed(filing, register=register, at=clock()), out)
    click.echo(f"{out}：须经两名管理员批准 | two administrators are to approve it")


def write(paper: Paper, path: Path) -> None:
    written = {"proposal": canon.plain(paper.proposal), "approvals": canon.plain(paper.approvals)}
    path.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> Paper:
    """What stands in the file. The proposal is taken in its one spelling, which is what is signed."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        proposal = read_proposal(canon.dumps(written["proposal"]))
        return Paper(proposal, tuple(canon.build(Approval, each) for each in written["approvals"]))
    except (OSError, ValueError, KeyError, TypeError):
        stop(f"{path} 不是申请文件。", f"{path} is no proposal.")
