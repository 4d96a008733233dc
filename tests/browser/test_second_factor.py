"""A real account's first day: a given password, a second factor, recovery codes; and its second day."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.serving import environment, weibao
from tests.browser.visiting import DESK, TELEPHONE, Visitor

UNIT = "云岭县民政局"
OWN = "青山-绿水-常流-2026"


@pytest.fixture
def newcomer(site) -> tuple[str, str]:
    """User name and given password of an account without any demonstration about it, that reads cases."""
    run = environment(site.folder)
    name = f"li-{len(list(site.folder.glob('newcomer-*'))) + 1:03d}"
    (site.folder / f"newcomer-{name}").touch()
    opened = subprocess.run(
        weibao("users", "open", name, "--name", "李新来", "--unit", UNIT),
        env=run, capture_output=True, text=True, check=True,
    )  # fmt: skip
    subprocess.run(
        weibao("users", "grant", name, "analyst", "--purpose", "研判"),
        env=run,
        check=True,
        capture_output=True,
    )
    return name, opened.stdout.split()[-1]


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/sign-in/")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def first_password(page: Page, given: str) -> None:
    expect(page.get_by_text("一次性密码")).to_be_visible()
    page.get_by_label("旧密码").fill(given)
    page.get_by_label("新密码", exact=True).fill(OWN)
    page.get_by_label("新密码确认").fill(OWN)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("请先选一种设好")).to_be_visible()


def at_localhost(visitor: Visitor) -> Page:
    """Passkeys are bound to a host name, which an address in numbers is not."""
    visitor.site = replace(visitor.site, address=visitor.site.address.replace("127.0.0.1", "localhost"))
    visitor.page.goto(f"{visitor.site.address}/sign-in/")
    return visitor.page


@pytest.mark.parametrize("viewport", [DESK, TELEPHONE], ids=["desk", "telephone"])
def test_a_passkey_is_made_on_the_first_day_and_opens_the_house_on_the_second(enter, newcomer, viewport):
    visitor = enter("", viewport)
    page, (name, given) = at_localhost(visitor), newcomer
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, name, given)
    first_password(page, given)
    assert visitor.violations() == []
    assert visitor.overflow() <= 0
    picture(page, f"security-{viewport['width']}")
    page.get_by_role("link", name="添加通行密钥").click()
    assert visitor.violations() == []
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("heading", name="恢复码", level=1)).to_be_visible()
    assert visitor.violations() == []
    picture(page, f"codes-{viewport['width']}")
    expect(page.locator("#codes code")).to_have_count(10)
    page.get_by_role("link", name="已经收好").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    page.goto(f"{visitor.site.address}/me/")
    page.get_by_role("button", name="退出登录").locator("visible=true").last.click()
    sign_in(page, name, OWN)
    expect(page.get_by_role("heading", name="第二重验证")).to_be_visible()
    assert visitor.violations() == []
    picture(page, f"second-{viewport['width']}")
    page.get_by_role("button", name="用通行密钥验证").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def test_without_a_passkey_at_hand_a_recovery_code_opens_once(enter, newcomer):
    visitor = enter()
    page, (name, given) = at_localhost(visitor), newcomer
    sign_in(page, name, given)
    first_password(page, given)
    page.get_by_role("link", name="添加验证器应用").click()
    expect(page.get_by_role("img", name="扫码添加账号")).to_be_visible()
    assert page.get_by_role("img", name="扫码添加账号").evaluate("one => one.naturalWidth") > 100
    assert visitor.violations() == []
    picture(page, "app")
    from tests.access.authenticators import code_of

    page.get_by_text("不能扫码？").click()
    page.get_by_label("六位数字").fill(code_of(page.locator("code").inner_text().replace(" ", "")))
    page.get_by_role("button", name="添加").click()
    codes = page.locator("#codes code").all_inner_texts()
    page.goto(f"{visitor.site.address}/me/")
    page.get_by_role("button", name="退出登录").locator("visible=true").last.click()
    sign_in(page, name, OWN)
    visitor.expected.add(422)
    page.get_by_label("恢复码").fill("123456")
    page.get_by_role("button", name="验证", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    page.get_by_label("恢复码").fill(codes[0])
    page.get_by_role("button", name="验证", exact=True).click()
    expect(page.get_by_text(re.compile("还剩 9 个"))).to_be_visible()


def test_a_demonstration_account_says_loudly_that_it_is_none_of_this(enter):
    page = enter().page
    page.goto("/sign-in/")
    expect(page.get_by_role("note").filter(has_text="不要求第二重验证")).to_be_visible()
    page = enter("reviewer").page
    page.goto("/administration/security/")
    expect(page.get_by_text("只凭公开的密码就能登录")).to_be_visible()
