"""`registry …`: for operators, and for whoever wants to use the register from a shell. Each command imports what it
needs when it runs, so that help answers at once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

COMMANDS: Mapping[str, str] = {
    "administrators": "管理员：批准与录入 | who approves what decides who may file",
    "api": "以机构身份调用接口 | call the API as an institution does",
    "audit": "审计：重放日志并逐列比对 | replay the journal and compare everything made from it",
    "clients": "机构与密钥 | institutions and the keys of their systems",
    "config": "设置的列示与检查 | what is set, from where, and whether it will do",
    "demo": "演示登记系统 | a demo register with invented data",
    "init": "写入日志首项 | write the journal's first entry",
    "keys": "登记系统自身的密钥 | the register's own keys",
    "log": "公开日志的维护 | rebuild the public log's tiles, or begin it anew",
    "migrate": "建库与升级 | make or upgrade the database",
    "monitor": "从外部跟踪公开日志 | follow the public log from outside",
    "people": "登录人员 | people who sign in",
    "serve": "启动接口服务 | serve the API",
    "spec": "接口文档的生成与比对 | write or check api_spec/",
    "stats": "统计 | the register in figures",
    "status": "状态列表的维护 | make the lists of how certificates stand again",
    "verify": "离线或在线验证登记证明 | verify a certificate, offline or online",
    "worker": "后台任务 | what runs beside the answers",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = "migrate" if cmd_name == "init" else cmd_name
        command: click.Command = getattr(importlib.import_module(f"registry.cli.{module}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=_Lazy)
def main() -> None:
    """农村产权担保登记系统 | Rural property collateral registry."""
