"""Promises in what agents write (B9)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from aftercare.handover.promise_words import read_promise

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 30, 14, 0, tzinfo=ZONE)


@pytest.mark.row("B9")
@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("今天18点前回复", "11-30 18:00"),
        ("亲，今天18点前回复您～", "11-30 18:00"),
        ("今天１８点前回复您", "11-30 18:00"),
        ("明天上午给您答复", "12-01 12:00"),
        ("半小时内回复您", "11-30 14:30"),
        ("我核实一下，半个小时之内给您答复哈", "11-30 14:30"),
        ("两小时内给您处理", "11-30 16:00"),
        ("一个半小时内联系您", "11-30 15:30"),
        ("20分钟内给您反馈", "11-30 14:20"),
        ("6点前给您答复", "11-30 18:00"),
        ("晚上八点之前给您回电", "11-30 20:00"),
        ("今晚8点半前给您消息", "11-30 20:30"),
        ("下午3点15分前给您安排补发", "11-30 15:15"),
        ("17:30前回复您", "11-30 17:30"),
        ("明天给您答复", "12-01 18:00"),
        ("明早给您答复", "12-01 10:00"),
        ("今天内给您处理好", "12-01 00:00"),
        ("下班前给您回复", "11-30 18:00"),
        ("后天中午12点前给您结果", "12-02 12:00"),
        ("您好。半小时内先回复您，明天上午给您最终方案", "11-30 14:30"),
        ("半小时内先回复您。明天上午给您最终方案", "12-01 12:00"),
    ],
)
def test_a_time_and_a_deed_of_ours_are_a_promise(text: str, due: str):
    found = read_promise(text, AT, ZONE)
    assert found is not None and f"{found.astimezone(ZONE):%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    "text",
    [
        "今天18点前请您回复我",
        "请您明天上午联系我们",
        "麻烦您今天18点前回复一下",
        "今天上午已经回复您了",
        "昨天18点给您回复过",
        "您能今天18点前回复吗",
        "明天上午给您答复可以吗？",
        "如果明天上午没收到，联系您确认",
        "48小时内发货",
        "商品支持7天无理由",
        "今天上午给您答复",
        "订单 18:30 已付款，给您安排发货",
        "我马上联系派件员核实",
        "好的",
        "",
        "25点前回复您",
        "今" * 2000,
        "100天内回复您",
    ],
)
def test_other_words_are_none(text: str):
    assert read_promise(text, AT, ZONE) is None
