"""Seeing a child beyond one's charge: a request that is granted, seen and ended; in danger of life at once, and the auditor
knows; a sealed record that is gone for all and opened by two."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visitor

DANGER = "接到同学电话，孩子留下遗书离家，正在水库附近，需要马上联系家长和学校。"


def file_of_another_town(visitor: Visitor) -> str:
    """As the coordinator: the address of a file with an ID number in the last town of the list."""
    visitor.go("/children/")
    town = visitor.page.locator("#id_town option").last.get_attribute("value")
    visitor.go(f"/children/?town={town}")
    for address in visitor.links(r"/children/[0-9a-f-]{36}/"):
        visitor.go(address)
        if visitor.page.locator("#reveal-id_number").count():
            return address
    raise AssertionError("no child of that town has an ID number")


def number_of(page: Page) -> str:
    """The ID number of the file that stands open, revealed."""
    page.get_by_role("button", name="显示完整的身份证号").click()
    shown = page.locator("#reveal-id_number [role=status]")
    expect(shown).to_be_visible()
    number = shown.inner_text().strip()
    assert re.fullmatch(r"\d{17}[\dX]", number)
    return number


def send(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_a_request_is_granted_seen_and_ended(enter):
    coordinator, police = enter("coordinator"), enter("police")
    address = file_of_another_town(coordinator)
    number = number_of(coordinator.page)
    child = coordinator.page.get_by_role("heading", level=1).inner_text()
    police.expected = {404}
    assert police.page.goto(address).status == 404

    police.go("/protection/requests/")
    police.page.get_by_role("link", name="申请查阅", exact=True).last.click()
    page = police.page
    page.get_by_label("申请查阅哪一名儿童").fill(number)
    page.get_by_label("核实情况").check()
    page.get_by_label("为什么需要查阅").fill("正在办理一起走失警情。")
    send(page, "送出申请")
    expect(page.get_by_text("等待孩子所在单位审批。")).to_be_visible()
    assert child not in page.content()
    asked = page.url

    coordinator.go("/")
    coordinator.page.get_by_text("项查阅申请等待审批").first.wait_for()
    coordinator.go(coordinator.links(r"/protection/requests/waiting/")[0])
    coordinator.go(coordinator.links(r"/protection/requests/\d+/decide/")[0])
    expect(coordinator.page.get_by_text(child).first).to_be_visible()
    coordinator.page.get_by_role("textbox", name="审批意见").fill("同意，请及时反馈。")
    send(coordinator.page, "批准查阅")
    decided = coordinator.page.url

    police.go(asked)
    police.page.get_by_role("link", name="打开档案").click()
    police.state_purpose()
    expect(police.page.get_by_role("heading", level=1)).to_have_text(child)

    coordinator.go(decided)
    send(coordinator.page, "立即结束查阅")
    assert police.page.goto(address).status == 404
    police.go(asked)
    expect(police.page.get_by_text("查阅已结束。仍有需要的，请重新申请。")).to_be_visible()


def test_in_danger_of_life_the_file_opens_at_once_and_the_auditor_knows(enter):
    coordinator, police, auditor = enter("coordinator"), enter("police"), enter("auditor")
    address = file_of_another_town(coordinator)
    number = number_of(coordinator.page)
    child = coordinator.page.get_by_role("heading", level=1).inner_text()
    file_number = coordinator.page.get_by_text(re.compile(r"^WB-[0-9A-F]{8}$")).inner_text()

    police.go("/protection/glass/")
    page = police.page
    page.get_by_label("儿童身份证号").fill(number)
    page.get_by_label("紧急情况").fill(DANGER)
    send(page, "立即打开档案")
    page.get_by_role("link", name="打开档案").click()
    police.state_purpose()
    expect(page.get_by_role("heading", level=1)).to_have_text(child)

    auditor.go("/")
    expect(auditor.page.get_by_text("次紧急查阅尚未确认理由成立").first).to_be_visible()
    auditor.go("/protection/glass/audit/")
    expect(auditor.page.get_by_role("link", name=file_number).first).to_be_visible()
    assert child not in auditor.page.content() and number not in auditor.page.content()
    auditor.page.get_by_role("link", name=file_number).first.click()
    expect(auditor.page.get_by_text("紧急查阅第").first).to_be_visible()
    assert child not in auditor.page.content()

    police.go("/protection/glass/mine/")
    police.go(police.links(r"/protection/glass/\d+/")[0])
    page.get_by_role("textbox", name="事后说明").fill("孩子已找到，平安，已交监护人。")
    send(page, "提交说明")
    police.expected = {404}
    assert page.goto(address).status == 404, "the access ends with the explanation"

    coordinator.go("/protection/glass/review/")
    coordinator.go(coordinator.links(r"/protection/glass/\d+/review/")[0])
    coordinator.page.get_by_role("radio", name="成立", exact=True).check()
    coordinator.page.get_by_role("textbox", name="复核意见").fill("属实。")
    send(coordinator.page, "提交复核意见")
    auditor.go("/protection/glass/audit/?state=justified")
    expect(auditor.page.get_by_role("link", name=file_number).first).to_be_visible()


def test_a_sealed_record_is_gone_for_all_and_opened_by_two(enter):
    coordinator, education, judge, procurator = (
        enter(post) for post in ("coordinator", "education", "judge", "procurator")
    )
    tier, number = "", ""
    coordinator.go("/intervention/tiers/?level=3")
    for tier in coordinator.links(r"/intervention/tiers/\d+/"):
        coordinator.go(tier)
        coordinator.go(coordinator.links(r"/children/[0-9a-f-]{36}/")[0])
        if coordinator.page.locator("#reveal-id_number").count():
            number = number_of(coordinator.page)
            break
    assert number, "a child of the third tier has an ID number"
    assert coordinator.go(tier).status == 200

    education.go("/protection/seals/notice/")
    page = education.page
    page.get_by_label("被封存人身份证号").fill(number)
    page.get_by_label("专门教育").check()
    page.get_by_label("封存通知书文号").fill("云教封〔2026〕1号")
    send(page, "封存")
    expect(page.get_by_text("已按通知书办理封存。")).to_be_visible()
    for visitor in (coordinator, education):
        visitor.expected = {404}
        assert visitor.page.goto(tier).status == 404

    page = judge.page
    judge.go("/protection/openings/ask/")
    page.get_by_label("被查询人身份证号").fill(number)
    page.get_by_label("查询文书文号").fill("云法函〔2026〕12号")
    page.get_by_label("查询事由").fill("审理另案需要。")
    send(page, "送出申请")
    opening = page.url
    judge.expected = {404}
    assert page.goto(f"{opening}read/").status == 404, "not before a second person approved"

    procurator.go("/protection/openings/waiting/?state=waiting")
    procurator.go(procurator.links(r"/protection/openings/[0-9a-f-]{36}/decide/")[0])
    procurator.page.get_by_role("textbox", name="审批意见").fill("文书齐全。")
    send(procurator.page, "批准查询")
    judge.go(opening)
    page.get_by_role("link", name="查看查询结果").click()
    expect(page.get_by_role("heading", level=2, name=re.compile("专门教育")).first).to_be_visible()
    procurator.expected = {404}
    assert procurator.page.goto(f"{opening}read/").status == 404, "for the named reader alone"
