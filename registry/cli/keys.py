"""`registry keys`: the register's own key ring, its offline roots and the trust file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from registry.cli.said import plainly, stop
from registry.process import clock
from registry.signing import ring, ring_secrets, trust
from registry.signing.keys import SECRET_USES, WORKER_USES, Use

_USES = click.Choice([str(use) for use in Use])
folder = click.option(
    "--keys", "folder", type=click.Path(path_type=Path), envvar="REGISTRY_KEY_FOLDER", required=True,
    help="密钥目录 | key folder",
)  # fmt: skip
passphrase_file = click.option(
    "--passphrase-file", type=click.Path(path_type=Path, exists=True), envvar="REGISTRY_KEY_PASSPHRASE_FILE",
    help="口令文件；不给则提示输入 | file with the passphrase; asked for otherwise",
)  # fmt: skip


log_passphrase_file = click.option(
    "--log-passphrase-file", type=click.Path(path_type=Path, exists=True), envvar="REGISTRY_LOG_KEY_PASSPHRASE_FILE",
    help="后台任务密钥（log、status）的口令文件 | file with the passphrase of the worker's keys (log, status)",
)  # fmt: skip


def read_passphrase(path: Path | None) -> str:
    return _passphrase(path, variable="REGISTRY_KEY_PASSPHRASE", asked="口令 | passphrase")


def read_log_passphrase(path: Path | None) -> str:
    return _passphrase(
        path, variable="REGISTRY_LOG_KEY_PASSPHRASE", asked="后台任务密钥的口令 | passphrase of the worker's keys"
    )


def _passphrase(path: Path | None, *, variable: str, asked: str) -> str:
    if path:
        return path.read_text(encoding="utf-8").strip()
    if given := os.environ.get(variable):
        return given
    typed: str = click.prompt(asked, hide_input=True)
    return typed


@click.group()
def keys() -> None:
    """登记系统自身的密钥 | The register's own keys."""


@keys.command()
@folder
@passphrase_file
@click.option("--issuer", required=True, help="签发机构 | issuer")
@click.option("--origin", required=True, help="日志名称 | name of the log")
@click.option("--livemode", is_flag=True, help="正式登记系统 | a live register")
@plainly
def create(folder: Path, passphrase_file: Path | None, *, issuer: str, origin: str, livemode: bool) -> None:
    """建立密钥环 | Make a key ring."""
    ring.create_ring(
        folder,
        passphrase=read_passphrase(passphrase_file),
        issuer=issuer,
        origin=origin,
        livemode=livemode,
        at=clock(),
    )
    click.echo(f"密钥环已建立：{folder} | key ring made: {folder}")


@keys.command(name="log")
@folder
@log_passphrase_file
@plainly
def log_key(folder: Path, log_passphrase_file: Path | None) -> None:
    """建立日志与状态列表的密钥，口令独立，仅后台任务持有 | Make the keys of the log and of the status lists, under a
    passphrase that only the worker is given."""
    passphrase = read_log_passphrase(log_passphrase_file)
    for made in (
        ring.make_log_key(folder, passphrase=passphrase, at=clock()),
        ring.rotate(folder, Use.STATUS, passphrase=passphrase, at=clock()),
    ):
        click.echo(f"{made.use}: {made.kid}")


@keys.command(name="list")
@folder
@passphrase_file
@click.option("--json", "as_json", is_flag=True, help="输出 JSON | print JSON")
@plainly
def listing(folder: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    """列出密钥及状态 | List keys and their states."""
    opened = ring.open_ring(folder, passphrase=read_passphrase(passphrase_file), uses=frozenset())
    found = opened.listing()
    if as_json:
        rows = [{"use": key.use, "kid": key.kid, "state": key.state} for key in found.keys]
        click.echo(json.dumps(rows))
        return
    table = Table("用途 use", "标识 kid", "状态 state", title=f"{found.issuer} · {found.log}")
    for key in found.keys:
        table.add_row(str(key.use), key.kid, str(key.state))
    Console().print(table)


@keys.command()
@click.argument("use", type=_USES)
@folder
@passphrase_file
@log_passphrase_file
@plainly
def rotate(use: str, folder: Path, *, passphrase_file: Path | None, log_passphrase_file: Path | None) -> None:
    """换用新密钥，旧密钥转为停用 | Make a new current key; the former is retired, what it signed still verifies."""
    of_the_worker = Use(use) in WORKER_USES
    passphrase = read_log_passphrase(log_passphrase_file) if of_the_worker else read_passphrase(passphrase_file)
    made = ring.rotate(folder, Use(use), passphrase=passphrase, at=clock())
    click.echo(f"{use}: {made.kid}")
    click.echo("请重新签发信任文件 | now issue a new trust file: registry keys trust", err=True)


@keys.command()
@click.argument("use", type=click.Choice(sorted(str(use) for use in SECRET_USES)))
@folder
@passphrase_file
@plainly
def prepare(use: str, folder: Path, *, passphrase_file: Path | None) -> None:
    """预备下一把加密秘密：各进程重启知悉后再轮换 | Make the next secret; it is put into use by `rotate` once every
    process was restarted and knows it."""
    made = ring_secrets.prepare(folder, Use(use), passphrase=read_passphrase(passphrase_file), at=clock())
    click.echo(f"{use}: {made.kid} {made.state}")


@keys.command()
@click.argument("kid")
@folder
@plainly
def revoke(kid: str, folder: Path) -> None:
    """吊销已停用的密钥 | Revoke a key that was rotated out."""
    made = ring.revoke(folder, kid, at=clock())
    click.echo(f"{made.use}: {made.kid} {made.state}")


@keys.command()
@folder
@passphrase_file
@plainly
def request(folder: Path, *, passphrase_file: Path | None) -> None:
    """为纸面证明密钥生成证书申请（PKCS#10） | Print what an authority is sent to certify the key for paper."""
    click.echo(ring.request_for(folder, passphrase=read_passphrase(passphrase_file)).decode(), nl=False)


@keys.command()
@click.argument("chain", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@folder
@plainly
def certify(chain: Path, folder: Path) -> None:
    """装入证书机构签发的证书链（PEM） | Put an authority's certificate, and those above it, on the key for paper."""
    made = ring.certify(folder, chain.read_bytes())
    click.echo(f"{made.use}: {made.kid}")


@keys.command()
@click.option(
    "--roots", type=click.Path(path_type=Path), required=True, help="离线根密钥目录 | folder of the offline roots"
)
@click.option("--count", default=3, show_default=True, help="根密钥数 | how many officers")
@click.option("--name", required=True, help="根密钥名称 | name of the roots")
@passphrase_file
@plainly
def roots(roots: Path, count: int, *, name: str, passphrase_file: Path | None) -> None:
    """生成离线根密钥；随后须移出本机 | Make the offline root keys; take them off this machine afterwards."""
    made = trust.create_roots(roots, count, passphrase=read_passphrase(passphrase_file), name=name)
    for root in made:
        click.echo(root.vkey)


@keys.command(name="trust")
@folder
@passphrase_file
@click.option(
    "--roots", type=click.Path(path_type=Path, exists=True), required=True, help="离线根密钥目录 | offline roots"
)
@click.option("--signers", default=2, show_default=True, help="签署人数与门限 | how many sign; the threshold")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="信任文件 | trust file; its version goes up"
)
@plainly
def trust_file(folder: Path, passphrase_file: Path | None, *, roots: Path, signers: int, out: Path) -> None:
    """签发信任文件 | Issue the trust file that verifiers install."""
    passphrase = read_passphrase(passphrase_file)
    version = trust.open_trust_note(out.read_text(encoding="utf-8"), pinned=None).version + 1 if out.exists() else 1
    write_trust(folder, passphrase, roots=roots, signers=signers, out=out, version=version)
    click.echo(f"{out}：第 {version} 版 | version {version}")


def write_trust(folder: Path, passphrase: str, *, roots: Path, signers: int, out: Path, version: int) -> None:
    """A trust file for the ring as it stands, signed by the first officers whose keys are there. All are listed, for
    one who has lost his key is an officer until the others name another."""
    opened = ring.open_ring(folder, passphrase=passphrase, uses=frozenset())
    listed = trust.listed_roots(roots)
    there = [number for number in listed if (roots / f"root-{number}.pem").exists()]
    if not 1 <= signers <= len(there):
        stop(f"根密钥只有 {len(there)} 把。", f"There are only {len(there)} root keys.")
    note = trust.make_trust_note(
        opened.listing(),
        signers=[trust.load_root(roots, number, passphrase=passphrase) for number in there[:signers]],
        threshold=signers,
        version=version,
        roots=list(listed.values()),
    )
    out.write_text(note, encoding="utf-8")
