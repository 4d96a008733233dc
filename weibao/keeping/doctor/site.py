"""How the site is reached: only encrypted, only under its own name; and who may enter."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from weibao.access.duties import ADMINISTRATORS, DUTY_KINDS
from weibao.access.models import DutyAssignment
from weibao.access.startup import demonstration_accounts
from weibao.keeping.doctor import Finding, bad, check, good, note

TOPIC = "网站"
OWN = {"localhost", "127.0.0.1", "[::1]"}
YEAR = 365 * 24 * 3600


@check()
def encrypted() -> Iterator[Finding]:
    if settings.DEBUG:
        yield bad(TOPIC, "调试模式开着，出错页面会显示内部信息。", "去掉 WEIBAO_DEBUG 后重启。")
    if settings.DEMO_MARK.exists():
        yield note(TOPIC, "这是演示目录，里面都是虚构的人。", "正式使用请另建数据目录并运行 weibao init。")
        return
    if not settings.SESSION_COOKIE_SECURE:
        yield bad(
            TOPIC,
            "没有声明在 TLS 之后运行：会话可能经明文传送。",
            "按运维手册配置 nginx 和证书，设 WEIBAO_TLS=true 后重启。",
        )
    elif settings.SECURE_HSTS_SECONDS < YEAR:
        yield note(TOPIC, "浏览器没有被要求只用加密连接（HSTS 不足一年）。", "不要改小 WEIBAO_HSTS_SECONDS。")
    else:
        yield good(TOPIC, "只经 TLS，会话 cookie 加了安全标记，HSTS 一年以上。")


@check()
def named() -> Iterator[Finding]:
    if settings.DEMO_MARK.exists():
        return
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts:
        yield bad(TOPIC, "WEIBAO_HOSTS 含 *，任何域名都能冒用。", "只写本县平台自己的域名。")
    elif not hosts - OWN:
        yield note(TOPIC, "只能在本机访问。", "把平台的域名写进 WEIBAO_HOSTS。")
    else:
        yield good(TOPIC, f"域名 {'、'.join(sorted(hosts - OWN))}。")
    if plain := [origin for origin in settings.CSRF_TRUSTED_ORIGINS if not origin.startswith("https://")]:
        yield bad(TOPIC, f"WEIBAO_ORIGINS 里有未加密的来源 {plain[0]}。", "只写 https:// 开头的地址。")


@check(database=True)
def demonstration() -> Iterator[Finding]:
    if not settings.DEMO_MARK.exists() and (names := demonstration_accounts()):
        yield bad(
            "账号",
            f"有 {len(names)} 个演示账号（如 {names[0]}），密码是公开的。",
            "逐个运行 weibao users close 账号。",
        )


@check(database=True)
def administrators() -> Iterator[Finding]:
    held = set(DutyAssignment.objects.in_force().filter(user__is_active=True).values_list("kind", flat=True))
    lacking = sorted(ADMINISTRATORS - held)
    if lacking:
        titles = "、".join(str(DUTY_KINDS[kind].title) for kind in lacking)
        yield note("账号", f"没有人担任{titles}。", "由安全管理员授予；三员须由不同的人担任。")
    else:
        yield good("账号", "系统、安全、审计三员齐备。")
