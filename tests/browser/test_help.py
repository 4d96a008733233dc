"""From a candidate to help: one person confirms and proposes, a second enters, a lead writes plan and team, visits
fall due by themselves and are recorded on a telephone."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.visiting import TELEPHONE, Visitor


def decide(page: Page, what: str, reason: str, button: str, *, choose: str = "") -> None:
    """Unfold one of the decisions of a candidate's page, say why, send it."""
    part = page.locator("details", has=page.locator("summary", has_text=what))
    part.locator("summary").press("Enter")
    part.get_by_role("textbox").fill(reason)
    if choose:
        part.get_by_label(choose).check()
    part.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def first_candidate(visitor: Visitor, number: int = 0) -> str:
    """Open a waiting candidate of the protection track; answers the child's name."""
    visitor.go("/candidates/?state=waiting&track=protection")
    name = visitor.page.locator("tbody a").nth(number).inner_text()
    visitor.go(visitor.links(r"/candidates/\d+/")[number])
    return name


def test_from_a_candidate_to_a_visit(enter):
    # One person confirms that help is needed and proposes.
    reviewer = enter("reviewer")
    page = reviewer.page
    name = first_candidate(reviewer)
    assert page.get_by_role("region", name="为什么提出").inner_text().strip()
    decide(page, "确认需要帮助", "已向学校和村里了解，属实。", "确认", choose="提请列入重点青少年")
    page.get_by_role("link", name="提请列入重点青少年").click()
    reviewer.state_purpose()
    page.get_by_label("提请理由").fill("长期缺少照护，需要多部门一起帮助。")
    page.get_by_role("main").get_by_role("button", name="提请").click()
    expect(page.get_by_text("等待第二人").first).to_be_visible()
    entry = page.url
    assert page.get_by_role("button", name="同意列入").count() == 0, "who proposes cannot confirm"

    # A second person enters.
    second = enter("coordinator")
    second.go("/")
    second.page.get_by_role("listitem").or_(second.page.locator(".list-group-item")).filter(
        has_text=name
    ).get_by_role("link").first.click()
    second.state_purpose()
    assert second.page.url == entry
    second.page.get_by_label("理由").fill("另行查阅材料，同意。")
    second.page.get_by_role("button", name="同意列入").click()
    expect(second.page.get_by_role("heading", level=1)).to_contain_text("在册")

    # The reviewer assigns a lead, who writes plan and team.
    reviewer.go(entry)
    page.get_by_role("region", name="帮扶方案").get_by_role("link").first.click()
    reviewer.state_purpose()
    plan = page.url
    page.get_by_role("link", name="指派").first.click()
    reviewer.state_purpose()
    lead = enter("lead")
    choices = page.get_by_label("专班负责人")
    mine = own_name(lead)
    choices.select_option(
        label=next(one for one in choices.locator("option").all_inner_texts() if mine in one)
    )
    page.get_by_role("main").get_by_role("button", name="指派").click()
    expect(page.get_by_text("已指派专班负责人。")).to_be_visible()

    lead.go(plan)
    lead.page.get_by_role("link", name="制定方案").first.click()
    lead.state_purpose()
    later = (date.today() + timedelta(days=80)).isoformat()
    lead.page.get_by_role("textbox", name="基本情况").fill("与祖父同住，愿意上学，喜欢画画。")
    lead.page.get_by_role("textbox", name="目标").first.fill("按时到校")
    lead.page.get_by_label("达成期限").first.fill(later)
    lead.page.get_by_role("textbox", name="措施").first.fill("每天放学后由班主任联系家里")
    lead.page.get_by_label("由谁负责").first.select_option(label="班主任")
    lead.page.get_by_label("实施至").first.fill(later)
    lead.page.get_by_role("button", name="保存方案").click()
    expect(lead.page.get_by_text("方案已保存")).to_be_visible()
    lead.page.get_by_role("link", name="组建专班").first.click()
    lead.state_purpose()
    lead.page.locator("#id_class_teacher-name").fill("韩老师")
    lead.page.locator("#id_class_teacher-phone").fill("13900000088")
    lead.page.get_by_role("button", name="保存专班").click()
    expect(lead.page.get_by_text("专班已保存。")).to_be_visible()
    expect(lead.page.get_by_role("heading", level=1)).to_contain_text("执行中")

    # Return visits fall due by themselves; the lead finds the first on a telephone.
    walker = enter("lead", TELEPHONE)
    walker.go("/")
    walker.page.get_by_role("navigation", name="手机导航").get_by_role("link", name="走访").click()
    walker.page.locator("tbody tr", has_text=name).get_by_role("link").first.click()
    walker.state_purpose()
    expect(walker.page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(walker.page.get_by_role("link", name="登记").first).to_be_visible()


def own_name(visitor: Visitor) -> str:
    visitor.go("/me/")
    return visitor.page.locator("#duties span").inner_text().split(" · ")[0]


def record(page: Page) -> None:
    page.locator(".form-selectgroup-item").first.click()
    page.get_by_label("见到了谁").fill("祖父")
    page.get_by_label("现在怎么样").fill("在家，情绪平稳，下周返校。")
    page.get_by_label("下一步").fill("下周一与班主任一起送到校。")
    page.get_by_role("button", name="提交回访").click()


def test_a_visit_typed_without_network_is_kept_and_sent_later(enter):
    visitor = enter("village", TELEPHONE)
    visitor.go("/intervention/visits/?state=due")
    visitor.go(visitor.links(r"/intervention/visits/\d+/")[0])
    visitor.go(visitor.links(r"/intervention/visits/\d+/record/")[0])
    page = visitor.page
    page.context.set_offline(True)
    record(page)
    expect(page.get_by_text("内容已加密暂存在这台设备上").first).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("见到了谁")).to_have_value("祖父")
    page.get_by_role("button", name="提交回访").click()
    expect(page.get_by_text("回访已登记。")).to_be_visible()


def test_a_declined_candidate_leaves_only_a_count(enter):
    visitor = enter("reviewer")
    first_candidate(visitor, 1)
    before = visitor.page.url
    decide(visitor.page, "不予确认", "已请假，照护已落实。", "不予确认")
    expect(visitor.page.get_by_text("今晚起只留计数")).to_be_visible()
    assert visitor.page.url != before
    visitor.go("/candidates/?state=waiting&track=protection")
    assert urlsplit(before).path not in visitor.links(r"/candidates/\d+/")


def test_a_unit_is_asked_and_its_answer_comes_back(enter):
    officer = enter("town")
    officer.go("/me/")
    unit = officer.page.locator("#duties span").inner_text().split(" · ")[1]
    visitor = enter("reviewer")
    name = first_candidate(visitor, 2)
    part = visitor.page.locator("details", has=visitor.page.locator("summary", has_text="请单位核实"))
    part.locator("summary").press("Enter")
    towns = part.get_by_label("请哪个单位核实")
    town = next(one for one in towns.locator("option").all_inner_texts() if unit in one)
    towns.select_option(label=town)
    part.get_by_label("请核实什么").fill("请到家里看看近况。")
    part.get_by_role("button", name="请求核实").click()
    expect(visitor.page.get_by_text("核实，答复后会回到待研判")).to_be_visible()

    officer.go("/candidates/verifications/")
    officer.page.locator("tbody tr", has_text=name).get_by_role("link").first.click()
    officer.page.get_by_role("textbox").last.fill("已到家中，祖母照看，孩子在校。")
    officer.page.get_by_role("button", name="提交答复").click()
    expect(officer.page.get_by_text("已答复，谢谢。")).to_be_visible()


def test_an_objection_holds_everything_back_until_it_is_answered(enter):
    visitor = enter("reviewer")
    first_candidate(visitor, 3)
    candidate = visitor.page.url
    visitor.page.get_by_role("link", name="登记本人或监护人的异议").click()
    for box in visitor.page.get_by_role("main").get_by_role("textbox").all():
        if not box.input_value():
            box.fill("监护人")
    visitor.page.get_by_role("main").locator("button.btn-primary").click()
    visitor.go(candidate)
    expect(visitor.page.get_by_text("答复之前不能确认")).to_be_visible()
    visitor.go("/candidates/objections/")
    visitor.go(visitor.links(r"/candidates/objections/\d+/")[0])
    assert visitor.violations() == []
    visitor.page.set_viewport_size(TELEPHONE)
    assert visitor.overflow() <= 0


def test_a_plan_of_care_is_opened_without_focus_and_ended(enter):
    visitor = enter("reviewer")
    visitor.go("/children/")
    visitor.go(visitor.links(r"/children/[0-9a-f-]{36}/")[0])
    visitor.go(visitor.links(r"/intervention/children/[0-9a-f-]{36}/care/")[0])
    visitor.page.get_by_role("main").locator("form button.btn-primary").click()
    expect(visitor.page.get_by_text("已立项。请指派专班负责人。")).to_be_visible()
    visitor.go(visitor.links(r"/intervention/plans/\d+/end/")[0])
    assert visitor.violations() == []
    visitor.page.set_viewport_size(TELEPHONE)
    assert visitor.overflow() <= 0
    visitor.page.get_by_role("main").get_by_role("textbox").fill("家中照护已经落实。")
    visitor.page.get_by_role("main").locator("form button.btn-primary").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("已结束")
