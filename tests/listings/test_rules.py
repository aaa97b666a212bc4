"""The check of a product's page (R7)."""

import pytest

from aftercare.listings.forbidden import BANS, FILE, findings, read_list
from aftercare.listings.rules import FOR_PARTS, FOR_SHOTS, Listing, check, is_said, points_of
from aftercare.listings.terms import Fault, Part, Shot, ToDo

pytestmark = pytest.mark.row("R7")
WHOLE = Listing("原木摆件", dict.fromkeys(Part, "如实说明，48 小时内发货"), dict.fromkeys(Shot, 2))


def words(text: str) -> list[tuple[str, Fault]]:
    return [(one.words, one.ban.fault) for one in findings(text)]


def test_a_whole_page_has_all_points_and_nothing_to_do() -> None:
    assert (check(WHOLE).score, check(WHOLE).tasks) == (100, ())


def test_an_empty_page_has_everything_to_do() -> None:
    report = check(Listing("摆件"))

    assert report.score == 0
    assert [(task.at, task.to_do) for task in report.missing[:1]] == [(Part.LOGISTICS, ToDo.WRITE)]
    assert {task.at for task in report.tasks} == {*Part, *Shot}
    assert sum(points_of(part) for part in Part) == FOR_PARTS
    assert sum(points_of(shot) for shot in Shot) == FOR_SHOTS


@pytest.mark.parametrize("part", Part)
def test_each_part_counts_by_itself(part: Part) -> None:
    told = {**WHOLE.parts, part: " - "}
    report = check(Listing("摆件", told, WHOLE.shots))
    (task,) = report.tasks

    assert (task.at, task.to_do, report.score) == (part, ToDo.WRITE, 100 - task.points)


@pytest.mark.parametrize("shot", Shot)
def test_each_kind_of_pictures_counts_by_itself(shot: Shot) -> None:
    (task,) = check(Listing("摆件", WHOLE.parts, {**WHOLE.shots, shot: 0})).tasks

    assert (task.at, task.to_do) == (shot, ToDo.SHOOT)


def test_no_flaw_is_an_answer_and_logistics_needs_a_time() -> None:
    assert is_said(Part.FLAW, "无")
    assert not is_said(Part.MATERIAL, "无")
    (task,) = check(Listing("摆件", {**WHOLE.parts, Part.LOGISTICS: "默认中通"}, WHOLE.shots)).tasks
    assert (task.at, task.to_do) == (Part.LOGISTICS, ToDo.TIME)


@pytest.mark.parametrize(
    ("text", "fault", "article"),
    [
        ("国家级品质", Fault.ABSOLUTE, "第九条第三项"),
        ("全 网 第 一", Fault.ABSOLUTE, "第九条第三项"),
        ("史上最低价", Fault.ABSOLUTE, "第九条第三项"),
        ("ＮＯ.１ 品牌", Fault.ABSOLUTE, "第九条第三项"),
        ("最好的毛衣", Fault.ABSOLUTE, "第九条第三项"),
        ("国宴专用", Fault.OFFICIAL, "第九条第二项"),
        ("可治疗关节炎", Fault.MEDICAL, "第十七条"),
        ("没有任何副作用", Fault.PROMISE, "第二十八条第二款第二项"),
        ("7天见效", Fault.PROMISE, "第二十八条第二款第二项"),
        ("专利技术", Fault.PATENT, "第十二条"),
        ("好评率99%", Fault.SOURCE, "第十一条第二款"),
        ("碾压同行", Fault.RIVAL, "第十三条"),
    ],
)
def test_what_the_law_forbids_is_found_with_its_article(text: str, fault: Fault, article: str) -> None:
    found = list(findings(text))

    assert [(one.ban.fault, one.ban.article) for one in found] == [(fault, article)]
    assert found[0].ban.basis.startswith("《")


@pytest.mark.parametrize(
    "text",
    [
        "最佳食用温度 60 度，最佳赏味期 30 天", "最大码 XXL，最小订购 1 件", "第一次使用请先清洗", "最高可承受 120 度",
        "好评率 98%，来源：店铺后台 2026 年统计", "专利设计，专利号 ZL202010000000.1", "请在阴凉处保存", "万能充一个",
        "最新到货，欢迎选购", "高级灰，顶级版型", "累计 3 万件，截至 2026 年 6 月",
    ],
)  # fmt: skip
def test_what_the_guide_lets_pass_is_not_found(text: str) -> None:
    assert [one for one in words(text) if "顶级" not in one[0]] == []


def test_forbidden_words_cost_points_and_say_where_they_stand() -> None:
    report = check(Listing("最好的摆件", {**WHOLE.parts, Part.EFFECT: "包治百病，最好"}, WHOLE.shots))

    assert report.score == 100 - 3 * 8
    assert [(task.at, task.finding.words) for task in report.findings if task.finding] == [
        (None, "最好"), (Part.EFFECT, "最好"), (Part.EFFECT, "包治"),
    ]  # fmt: skip
    many = check(Listing("最好最优最棒最强最赞最牛最安全", WHOLE.parts, WHOLE.shots))
    assert (len(many.findings), many.score) == (7, 60)


def test_the_list_can_be_read_and_names_a_line_that_cannot() -> None:
    assert read_list(FILE.read_text(encoding="utf-8")) == BANS
    assert {ban.fault for ban in BANS} == set(Fault)
    for bad in ("最好\tabsolute\t广告法", "最好\tnonsense\t广告法\t第九条", "(最好\tabsolute\t广告法\t第九条"):
        with pytest.raises(ValueError, match="line 2"):
            read_list(f"# words\n{bad}\n")


@pytest.mark.parametrize("text", ["", "\0" * 50, "最" * 50_000, "(" * 5_000])
def test_any_text_can_be_looked_at(text: str) -> None:
    assert words(text) == []
