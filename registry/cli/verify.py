"""`registry verify`: offline by default, and then it asks nobody."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from registry.cli.said import plainly, stop
from registry.cli.verdicts import show, written
from registry.client import Statement, Verification, ask_register, read_statement
from registry.client import verify as judge
from registry.client.pins import pinned, remember
from registry.client.served import log_at
from registry.client.statement import is_statement
from registry.client.transport import system_clock
from registry.client.verification import Ask
from registry.domain.log import read_checkpoint
from registry.domain.statement import LARGEST  # the largest of all documents
from registry.domain.verdict import Check, Verdict
from registry.signing.errors import SigningError
from registry.signing.key_files import write_whole
from registry.signing.notes import unverified_text
from registry.signing.trust import Trust, open_trust_note

_MOST_WAITS, _WAIT = 6, 0.5  # seconds


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--trust", "trust_path", type=click.Path(path_type=Path, exists=True), required=True, help="信任文件 | trust file"
)
@click.option("--online", "--register", "url", help="同时询问此地址的登记系统 | also ask the register at this address")
@click.option(
    "--kept",
    type=click.Path(path_type=Path, dir_okay=False),
    help="先前所见的日志检查点，registry monitor 亦存此 | a checkpoint seen before, as registry monitor keeps it",
)
@click.option("--keep", is_flag=True, help="将所见检查点存入 --kept 的文件 | keep what was seen in the file of --kept")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def verify(file: Path, trust_path: Path, *, url: str | None, kept: Path | None, keep: bool, as_json: bool) -> None:
    """验证登记证明：FILE 可为 JWS、证明包、登记答复、PDF，或者纸面二维码的文字（每行一个；- 为标准输入）；也可为签名的
    权利负担查询答复。退出码即结论：有效 0，真实 10，暂不能采信 15，已被更新 20，日志不一致 30，无效 40，无法读取 50 |
    Verify a certificate: a JWS, a bundle, an answer, a PDF, or the text of its codes, a line each (- for standard
    input); or a signed lien status, about which no register is asked. The exit code is the verdict."""
    if keep and kept is None:
        raise click.UsageError("--keep: --kept FILE")
    trust, document = trusted(trust_path), _bytes(file)
    if is_statement(document):
        _end(read_statement(document, trust=trust, now=system_clock()), as_json=as_json)
    before = kept.read_text(encoding="utf-8") if kept and kept.exists() else None
    if kept and before is None and not keep:
        stop(f"{kept} 不存在；--keep 可新建。", f"There is no {kept}; --keep makes it.")
    ask, log = (_patient(ask_register(url)), log_at(url)) if url else (None, None)
    try:
        found = judge(document, trust=trust, ask=ask, kept=before, log=log)
    except SigningError as wrong:
        stop(f"所保存的检查点不可用：{wrong}。", f"The checkpoint that was kept cannot be used: {wrong}.")
    if keep and kept and _is_further(found, before):
        write_whole(kept, (found.note or "").encode(), replace=True)
    _end(found, as_json=as_json)


def _end(found: Verification | Statement, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(written(found))
    else:
        show(found, Console(highlight=False, markup=False))
    raise SystemExit(found.verdict.exit_code)


def _is_further(found: Verification, before: str | None) -> bool:
    """Whether to keep this checkpoint: the first one, and a larger one that was seen to go on from the one before."""
    if found.note is None or found.checkpoint is None or found.verdict in (Verdict.DIVERGED, Verdict.INVALID):
        return False
    if before is None:
        return True
    return Check.HISTORY in found.checked and found.checkpoint.size > read_checkpoint(unverified_text(before)).size


def _patient(ask: Ask) -> Ask:
    """A register takes up to a second to put an entry into its log; whoever verifies at once waits for the proof."""

    def asked(jws: str) -> Mapping[str, Any]:
        for _ in range(_MOST_WAITS):
            answer = ask(jws)
            if answer.get("verdict") != Verdict.VALID or answer.get("proof"):
                return answer
            time.sleep(_WAIT)
        return ask(jws)

    return asked


def _bytes(file: Path) -> bytes:
    return sys.stdin.buffer.read(LARGEST + 1) if str(file) == "-" else file.read_bytes()


def trusted(path: Path) -> Trust:
    """The trust file, if it is not older than, and not contrary to, the one remembered of its register."""
    text = path.read_text(encoding="utf-8")
    folder = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "rural-registry"
    try:
        first = open_trust_note(text, pinned=None)
        trust = open_trust_note(text, pinned=pinned(folder, first.issuer))
    except SigningError as wrong:
        stop(f"信任文件不可用：{wrong}。", f"The trust file cannot be used: {wrong}.")
    remember(trust, folder)
    return trust
