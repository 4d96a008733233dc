"""`weibao init`, `weibao users`: a county's first day, and accounts and duties at the console."""

from datetime import date, datetime
from typing import Any

import click

from weibao.cli import Refused, emit


@click.command()
@click.option("--county", "code", required=True, metavar="CODE", help="县的六位行政区划代码，如 620723。")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def init(code: str, as_json: bool) -> None:
    """把空的数据目录初始化为一个正式的县：乡镇、村（社区）、成员单位和首批管理员账号。"""
    from weibao.access.founding import CountyRefused, found_county
    from weibao.audit.services import CONSOLE
    from weibao.cipher.keyring import KeyringFault
    from weibao.cipher.ring import ring
    from weibao.places.divisions import DivisionsMissing, UnknownCounty, read_county

    try:
        keys = ring()
        founded = found_county(actor=CONSOLE, division=read_county(code))
    except (CountyRefused, DivisionsMissing, KeyringFault, UnknownCounty) as refusal:
        raise Refused(str(refusal)) from None
    if as_json:
        result = {
            "county": {"code": founded.county.code, "name": founded.county.name},
            "towns": founded.towns,
            "villages": founded.villages,
            "units": founded.units,
            "accounts": [{"username": u, "password": p} for u, p in founded.passwords.items()],
        }
        emit(result, as_json=True)
        return
    click.echo(
        f"{founded.county.name}（{founded.county.code}）：{founded.towns} 个乡镇，"
        f"{founded.villages} 个村（社区），{founded.units} 个单位。"
    )
    if not founded.passwords:
        click.echo("这个县此前已经初始化，没有改动。")
        return
    click.echo("首批账号的一次性密码如下，只显示这一次，首次登录时须自行修改：")
    for username, password in founded.passwords.items():
        click.echo(f"  {username}  {password}")
    click.echo("请由安全管理员在“账号与职责”页面授予县级统筹员等职责。")
    click.echo(f"加密密钥文件：{keys.path}。请另行备份到别的介质：丢了它，谁也打不开数据。")


@click.group()
def users() -> None:
    """账号与职责。"""


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")
def list_users(as_json: bool) -> None:
    """列出账号和现有职责。"""
    from weibao.access.models import DutyAssignment, User

    held: dict[int, list[DutyAssignment]] = {}
    for duty in DutyAssignment.objects.in_force().select_related("unit", "area"):
        held.setdefault(duty.user_id, []).append(duty)
    found: list[dict[str, Any]] = [
        {
            "username": user.username,
            "name": user.name,
            "unit": user.unit.name,
            "active": user.is_active,
            "duties": [told(duty) for duty in held.get(user.pk, [])],
        }
        for user in User.objects.select_related("unit")
    ]
    if as_json:
        emit({"users": found}, as_json=True)
        return
    for one in found:
        click.echo(f"{one['username']}  {one['name']}  {one['unit']}{'' if one['active'] else '  已停用'}")
        for duty in one["duties"]:
            click.echo(
                f"    {duty['id']}  {duty['title']}  {duty['unit']}  {duty['area']}  至 {duty['ends_on'] or '长期'}"
            )


def told(duty: Any) -> dict[str, Any]:
    return {
        "id": duty.pk,
        "kind": duty.kind,
        "title": str(duty.get_kind_display()),
        "unit": duty.unit.name,
        "area": duty.area_id,
        "ends_on": duty.ends_on.isoformat() if duty.ends_on else None,
    }


@users.command("open")
@click.argument("username")
@click.option("--name", required=True, help="姓名。")
@click.option("--unit", "unit_name", required=True, help="所在单位的全称。")
def open_user(username: str, name: str, unit_name: str) -> None:
    """开设账号，显示一次性密码。"""
    from weibao.access.services import AccessRefused, open_account
    from weibao.audit.services import CONSOLE

    try:
        _user, password = open_account(
            actor=CONSOLE, username=username, name=name, unit=unit_named(unit_name)
        )
    except AccessRefused as refusal:
        raise Refused(str(refusal)) from None
    click.echo(f"{username}  {password}")


@users.command()
@click.argument("username")
def password(username: str) -> None:
    """重设密码，显示一次性密码；该账号已打开的会话随即失效。"""
    from weibao.access.services import reset_password
    from weibao.audit.services import CONSOLE

    click.echo(f"{username}  {reset_password(actor=CONSOLE, user=user_named(username))}")


@users.command()
@click.argument("username")
def factors(username: str) -> None:
    """重设第二重验证（手机遗失时）：该账号须重新设置，已打开的会话随即失效。"""
    from weibao.access.factors import reset_factors
    from weibao.audit.services import CONSOLE

    reset_factors(actor=CONSOLE, user=user_named(username))
    click.echo(f"{username} 的第二重验证已重设，下次登录时重新设置。")


@users.command()
@click.argument("username")
def close(username: str) -> None:
    """停用账号。"""
    from weibao.access.services import close_account
    from weibao.audit.services import CONSOLE

    close_account(actor=CONSOLE, user=user_named(username))
    click.echo(f"{username} 已停用。")


@users.command()
@click.argument("username")
def reopen(username: str) -> None:
    """重新启用账号。"""
    from weibao.access.services import reopen_account
    from weibao.audit.services import CONSOLE

    reopen_account(actor=CONSOLE, user=user_named(username))
    click.echo(f"{username} 已启用。")


@users.command()
@click.argument("username")
@click.argument("duty")
@click.option("--unit", "unit_name", help="任职单位的全称；不写则为所在单位。")
@click.option("--area", "area_code", help="负责地域的区划代码；不写则为全县。")
@click.option("--purpose", required=True, help="用途，会记入操作记录。")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="截止日期；不写则长期。")
def grant(
    username: str,
    duty: str,
    unit_name: str | None,
    area_code: str | None,
    purpose: str,
    until: datetime | None,
) -> None:
    """授予职责 DUTY（如 coordinator、reviewer、liaison）。"""
    from weibao.access.duties import DUTY_KINDS
    from weibao.access.services import AccessRefused, grant_duty
    from weibao.audit.services import CONSOLE
    from weibao.places.models import Area
    from weibao.places.services import ensure_county

    if duty not in DUTY_KINDS:
        raise Refused(f"没有职责“{duty}”。可用的有：{'、'.join(DUTY_KINDS)}。")
    user = user_named(username)
    area = Area.objects.filter(code=area_code).first() if area_code else ensure_county()
    if area is None:
        raise Refused(f"没有代码为 {area_code} 的地域。")
    ends_on: date | None = until.date() if until else None
    try:
        grant_duty(
            actor=CONSOLE,
            user=user,
            kind=duty,
            unit=unit_named(unit_name) if unit_name else user.unit,
            area=area,
            purpose=purpose,
            ends_on=ends_on,
        )
    except AccessRefused as refusal:
        raise Refused(str(refusal)) from None
    click.echo(f"{username} 已授予“{DUTY_KINDS[duty].title}”。")


@users.command()
@click.argument("username")
@click.argument("number", type=int)
def revoke(username: str, number: int) -> None:
    """收回职责；NUMBER 是 weibao users list 里的编号。"""
    from weibao.access.services import revoke_duty
    from weibao.audit.services import CONSOLE

    duty = user_named(username).duties.in_force().filter(pk=number).first()
    if duty is None:
        raise Refused(f"{username} 没有编号为 {number} 的现有职责。")
    revoke_duty(actor=CONSOLE, duty=duty)
    click.echo(f"{username} 的“{duty.get_kind_display()}”已收回。")


def user_named(username: str) -> Any:
    from weibao.access.models import User

    found = User.objects.filter(username=username).select_related("unit").first()
    if found is None:
        raise Refused(f"没有账号“{username}”。")
    return found


def unit_named(name: str) -> Any:
    from weibao.access.models import Unit

    found = Unit.objects.filter(name=name).first() or Unit.objects.filter(short_name=name).first()
    if found is None:
        raise Refused(f"没有单位“{name}”。")
    return found
