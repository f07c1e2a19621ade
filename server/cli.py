"""The operator's commands. Every expected failure is one Chinese sentence and exit code 1."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import core.programmes  # noqa: F401 - makes the programmes known
from core import audit
from core.domain.errors import KnownError
from core.domain.product import PRODUCT
from core.domain.values import Role
from server.accounts import Passwords, create_account, generated_password
from server.centre import make_store, open_centre
from server.config import DATABASE_VARIABLE, config_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from server.config import Config


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    wanted = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    config = config_from(wanted.data, wanted.database)
    try:
        code: int = wanted.run(wanted, config)
    except KnownError as error:
        print(error.message, file=sys.stderr)  # noqa: T201 - this is what a command line says
        return 1
    return code


def say(text: str) -> None:
    """Tell the operator."""
    print(text, flush=True)  # noqa: T201 - this is what a command line says


def init(wanted: argparse.Namespace, config: Config) -> int:
    make_store(config)
    say(f"服务器数据已就绪：{config.data}")
    return 0


def make_account(wanted: argparse.Namespace, config: Config) -> int:
    given = sys.stdin.readline().rstrip("\r\n") if wanted.password_stdin else ""
    password = given or generated_password()
    centre = open_centre(config)
    try:
        create_account(
            centre,
            Passwords(config),
            username=wanted.username,
            display_name=wanted.name or wanted.username,
            role=Role(wanted.role),
            districts=tuple(wanted.district),
            password=password,
            must_change=not given or wanted.role == Role.SYSTEM_ADMIN,
        )
    finally:
        centre.close()
    say(f"已建立账号 {wanted.username}（{Role(wanted.role).label}）。")
    if not given:
        say(f"一次性密码：{password}\n首次登录时必须修改。")
    return 0


def serve(wanted: argparse.Namespace, config: Config) -> int:
    from server.serving import serve as run

    return run(
        replace(config, gateway=wanted.gateway),
        host=wanted.host,
        port=wanted.port,
        ready_file=wanted.ready_file,
        certificate=wanted.certificate,
        key=wanted.key,
    )


def add_sample_data(wanted: argparse.Namespace, config: Config) -> int:
    from server.sample.load import add_sample_data as load

    make_store(config)
    load(config, wanted.teachers, wanted.students, wanted.seed)
    return 0


def verify_audit(wanted: argparse.Namespace, config: Config) -> int:
    centre = open_centre(config)
    try:
        with centre.reading() as session:
            broken = audit.verify_store(session)
    finally:
        centre.close()
    for one in broken:
        say(f"{one.device}：{one.reason}")
    say("操作日志完整。" if not broken else "操作日志有问题，请立即联系安全管理员。")
    return 1 if broken else 0


def unbind(wanted: argparse.Namespace, config: Config) -> int:
    from server.residents.login import unbind as free

    centre = open_centre(config)
    try:
        free(centre, wanted.phone)
    finally:
        centre.close()
    say("已解除绑定，本人可用新手机号登录后重新绑定。")
    return 0


def release_quarantined(wanted: argparse.Namespace, config: Config) -> int:
    from server.release import kept, release

    centre = open_centre(config)
    try:
        lines = kept(centre) if wanted.list else release(centre, wanted.op_id)
    finally:
        centre.close()
    for line in lines:
        say(line)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m server", description=f"{PRODUCT.service}中心服务器")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def add(name: str, run: object, help_text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=help_text)
        one.add_argument("--data", type=Path, required=True, help="数据文件夹")
        one.add_argument("--database", help=f"PostgreSQL 地址；也可用环境变量 {DATABASE_VARIABLE}")
        one.set_defaults(run=run)
        return one

    add("init", init, "建立数据文件夹、密钥和数据表")
    account = add("create-account", make_account, "建立账号")
    account.add_argument("--username", required=True, help="用户名")
    account.add_argument("--name", help="姓名")
    account.add_argument("--role", required=True, choices=[role.value for role in Role])
    account.add_argument("--district", action="append", default=[], help="区划代码，可重复")
    account.add_argument("--password-stdin", action="store_true", help="从标准输入读取密码")
    server = add("serve", serve, "启动服务器")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8400, help="0 表示任选一个空闲端口")
    server.add_argument("--ready-file", type=Path, help="就绪后写入端口的文件")
    server.add_argument(
        "--gateway", default="", choices=["", "recording", "http"], help="短信通道；recording 仅供演示"
    )
    server.add_argument("--certificate", type=Path, help="TLS 证书文件")
    server.add_argument("--key", type=Path, help="TLS 私钥文件")
    sample = add("add-sample-data", add_sample_data, "加入演示数据")
    sample.add_argument("--teachers", type=int, default=24)
    sample.add_argument("--students", type=int, default=84)
    sample.add_argument("--seed", type=int, default=1)
    free = add("unbind", unbind, "解除手机号与人员的绑定")
    free.add_argument("--phone", required=True, help="原手机号")
    held = add("release-quarantined", release_quarantined, "再次办理因意外暂存的操作")
    which = held.add_mutually_exclusive_group(required=True)
    which.add_argument("op_id", nargs="?", metavar="操作编号", help="要再次办理的操作")
    which.add_argument("--list", action="store_true", help="列出暂存的操作")
    add("verify-audit", verify_audit, "检查操作日志是否完整")
    return parser
