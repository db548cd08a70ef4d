"""`registry api`: the register from a shell, the way a lender's system uses it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import click

from registry.cli.curl import line
from registry.cli.said import plainly, stop
from registry.client import Client, Problem, Unreachable
from registry.client.client import Way

DECLINED, SILENT = 1, 3


@click.command()
@click.argument("method", type=click.Choice(["GET", "POST"], case_sensitive=False))
@click.argument("path")
@click.option("--as", "name", required=True, help="凭证文件中的系统名称 | which client of the credentials")
@click.option("--input", "input_path", type=click.Path(path_type=Path, exists=True), help="请求正文 JSON | body")
@click.option("--save", type=click.Path(path_type=Path), help="另存答复 | also save the answer here")
@click.option("--print", "member", help="只打印答复的这一项 | print only this member of the answer")
@click.option("--if-match", help="所依据的版本 | the version a change is based on, such as 1")
@click.option("--idempotency-key", help="幂等键；不给则随机 | made at random if not given")
@click.option("--dry-run", is_flag=True, help="只试算 | rehearse only")
@click.option(
    "--curl", "as_curl", is_flag=True, help="不发送，只写出已签名的 curl 命令 | send nothing, print the signed curl"
)
@click.option("--accept", help="答复形式，如 application/pdf | the form of the answer, such as application/pdf")
@click.option("--url", help="登记系统地址 | the register's address; default from the credentials")
@click.option(
    "--credentials", type=click.Path(path_type=Path), default=Path(".demo/credentials.json"), show_default=True
)
@plainly
def api(method: str, path: str, *, name: str, credentials: Path, url: str | None, **how: Any) -> None:
    """以机构身份调用接口，令牌与签名自动办理 | Call the API as an institution does, tokens and signatures included."""
    client = client_of(credentials, name, url=url)
    body = json.loads(how["input_path"].read_text(encoding="utf-8")) if how["input_path"] else None
    split = urlsplit(path)
    way = _way(split.query, how)
    try:
        if how["as_curl"]:
            click.echo(line(client.prepared(method, split.path, body=body, **way)))
            return
        answer = client.request(method, split.path, body=body, **way)
    except Problem as problem:
        _show(problem.body)
        raise SystemExit(DECLINED) from None
    except Unreachable as silence:
        click.echo(f"登记系统没有答复 | the register does not answer ({silence})", err=True)
        raise SystemExit(SILENT) from None
    if how["save"]:
        _write(how["save"], answer.body)
    member = how["member"]
    _show(answer.body[member] if member and member in answer.body else answer.body)


def _way(query: str, how: Mapping[str, Any]) -> Way:
    way: Way = {"params": dict(parse_qsl(query)), "dry_run": how["dry_run"]}
    if key := how["idempotency_key"]:
        way["idempotency_key"] = key
    if version := how["if_match"]:
        way["if_match"] = f'"{version.strip(chr(34))}"'
    if form := how["accept"]:
        way["accept"] = form
    return way


def client_of(credentials: Path, name: str, *, url: str | None) -> Client:
    """The client of this name in a credentials file."""
    try:
        written = json.loads(credentials.read_text(encoding="utf-8"))
        found = written["clients"][name]
    except OSError:
        stop(f"无法读取 {credentials}。先运行 make demo？", f"Cannot read {credentials}. Run make demo first?")
    except (ValueError, KeyError):
        stop(f"{credentials} 中没有 {name}。", f"There is no {name} in {credentials}.")
    key = credentials.parent / found["key"]
    return Client(url or written["register"], found["client_id"], key)


def _write(path: Path, body: Any) -> None:
    if isinstance(body, bytes):
        path.write_bytes(body)
    elif isinstance(body, str):  # a token is a text, and no JSON
        path.write_text(body, encoding="utf-8")
    else:
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _show(body: Any) -> None:
    if isinstance(body, bytes):  # a terminal is no place for a PDF
        click.echo(f"{len(body):,} 字节 | bytes")
        return
    click.echo(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, indent=2))
