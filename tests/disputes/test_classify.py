"""What texts complain of (R3)."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.realdata import NOT_HERE

from aftercare.disputes.classify import SHIPPED, classify, look_in, shipped_model
from aftercare.disputes.model import BadModel, from_bytes, to_bytes
from aftercare.disputes.plain import LONGEST
from aftercare.disputes.rules import RULES
from aftercare.disputes.terms import DisputeType, Polarity
from aftercare.disputes.training.expand import EACH, HERE, Example, examples, fingerprint

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLE, REVIEWS = REAL / "dispute_types_sample.csv", REAL / "reviews" / "shop_reviews.csv"
needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason=NOT_HERE)
needs_reviews = pytest.mark.skipif(not REVIEWS.exists(), reason=NOT_HERE)
LARGEST = 800_000  # bytes of the model's file


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@pytest.mark.row("R3")
@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("东西质量太差，根本没有说的那么好", DisputeType.QUALITY, "质量太差"),
        ("都多少天了，我还没有收到我的包裹单", DisputeType.TIMELINESS, "都多少天"),
        ("卖家很牛的，问他什么话也不理，总是回复说很忙", DisputeType.ATTITUDE, "卖家很牛"),
        ("本来是番茄酱的定时器，寄来的是番茄", DisputeType.WRONG, "寄来的是"),
    ],
)
def test_the_four_texts_of_the_source_come_out_right(text: str, kind: DisputeType, reason: str) -> None:
    found = classify(text)

    assert (found.type, found.polarity) == (kind, Polarity.BAD)
    assert any(reason in words for words in found.reasons)


@pytest.mark.row("R3")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("怀疑是高仿，跟专柜买的味道不一样", DisputeType.AUTHENTICITY),
        ("色差太大，跟图片完全不同", DisputeType.DETAIL),
        ("不会安装，连个教程都没有", DisputeType.USAGE),
        ("越洗越痒，头皮屑一大堆", DisputeType.EFFECT),
        ("说好包邮，又让我补十块钱运费", DisputeType.FEE),
        ("快递小哥把箱子往门口一扔就走，态度还凶", DisputeType.COURIER),
        ("指定顺丰却发了别的，只能去镇上取", DisputeType.METHOD),
        ("发了七八条消息，客服没人回", DisputeType.SLOW),
        ("付款一个礼拜了，一直不发货", DisputeType.UNSENT),
        ("货还在路上，系统就要自动确认收货了，钱都打给卖家了", DisputeType.TRANSIT),
        ("虚假发货，给的单号根本查不到", DisputeType.FALSE_DISPATCH),
        ("不小心先点了确认收货，东西到现在没影", DisputeType.EARLY_CONFIRMATION),
        ("我都没付款，怎么货就寄来了", DisputeType.SENT_UNPAID),
        ("昨天刚买，今天就降价五十，差价也不退", DisputeType.PRICE),
        ("少发了一件，赠品也没有", DisputeType.MISSING),
        ("呵呵，无语", DisputeType.UNCLEAR),
    ],
)
def test_every_type_has_a_text_that_is_plainly_of_it(text: str, kind: DisputeType) -> None:
    assert classify(text).type is kind


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("没有色差，也不掉色，很喜欢", Polarity.GOOD),
        ("之前担心是假货，收到后是正品，放心了，很好用", Polarity.GOOD),
        ("一般般，凑合用", Polarity.NEUTRAL),
        ("", Polarity.NEUTRAL),
        ("垃圾，用两天就坏了", Polarity.BAD),
    ],
)
def test_praise_is_no_complaint(text: str, polarity: Polarity) -> None:
    found = classify(text)

    assert found.polarity is polarity
    if polarity is Polarity.GOOD:
        assert found.type is DisputeType.UNCLEAR


@pytest.mark.parametrize("text", ["", "   ", "！！！", "\0\ud800", "a" * 50_000, "质" * 50_000, "🙃", "<script>"])
def test_any_text_is_read(text: str) -> None:
    """Nothing that a buyer can write stops it, and only so much of a text is read."""
    assert classify(text).type in DisputeType
    assert LONGEST < 50_000


@needs_sample
def test_most_of_a_real_sample_is_read_as_an_agent_would() -> None:
    told = [(classify(row["text"]).type, row["accepted_types"].split("|")) for row in rows_of(SAMPLE)]
    exact = [kind for kind, accepted in told if any(f"{kind.value}.".startswith(f"{one}.") for one in accepted)]
    main = [kind for kind, accepted in told if kind.main in {one.partition(".")[0] for one in accepted}]

    assert (len(exact) >= 0.8 * len(told), len(main) >= 0.8 * len(told)) == (True, True)


@needs_reviews
def test_most_real_reviews_sound_as_their_writers_rated_them() -> None:
    """Without the category that public reviews, which the model learned from, hold as well."""
    told = [row for row in rows_of(REVIEWS) if row["category"] != "计算机"]
    wanted = {"1": Polarity.GOOD, "0": Polarity.BAD}
    right = [row for row in told if classify(row["review"]).polarity is wanted[row["label"]]]

    assert len(right) >= 0.88 * len(told)


def test_the_shipped_model_is_made_of_the_shipped_examples() -> None:
    """Run `aftercare train-disputes --package` after a change of examples."""
    model = shipped_model()

    assert (model.fingerprint, model.corrections) == (fingerprint(examples()), 0)
    assert SHIPPED.stat().st_size <= LARGEST


def test_the_examples_are_many_and_of_every_type() -> None:
    told = examples()

    assert len(told) >= 1_200
    assert {one.type for one in told} == set(DisputeType)
    assert {one.polarity for one in told} == set(Polarity)
    assert not [one.text for one in told if "{" in one.text or "}" in one.text]
    assert told == examples()
    assert EACH > 1


@needs_reviews
def test_no_example_is_a_real_review() -> None:
    """The written examples are in our own words; only what everybody says in the same few words may coincide."""
    real = {row["review"].strip() for row in rows_of(REVIEWS)} | {row["text"].strip() for row in rows_of(SAMPLE)}

    assert not [one.text for one in examples() if len(one.text) > 8 and one.text in real]


def test_the_file_of_a_model_can_be_written_and_read_again() -> None:
    model = shipped_model()

    assert to_bytes(model) == SHIPPED.read_bytes()
    assert from_bytes(to_bytes(model)) == model


@pytest.mark.parametrize("data", [b"", b"{}", SHIPPED.read_bytes()[:-9], b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_broken_model_is_told_from_a_sound_one(data: bytes) -> None:
    with pytest.raises(BadModel):
        from_bytes(data)


@pytest.fixture
def own_folder(tmp_path: Path) -> Iterator[Path]:
    look_in(tmp_path)
    yield tmp_path
    look_in(None)


def test_a_shops_own_model_goes_before_the_shipped_one_while_it_is_sound(own_folder: Path) -> None:
    own = shipped_model()
    place = own_folder / "dispute-model.json.z"
    marked = replace(own, version="of-the-shop")

    assert classify("坏了").model == shipped_model().version
    place.write_bytes(to_bytes(marked))
    assert classify("坏了").model == "of-the-shop"
    place.write_bytes(b"half a file")
    assert classify("坏了").model == shipped_model().version


def test_rules_have_names_of_their_own_and_start_fast() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {rule.type for rule in RULES} == set(DisputeType) - {DisputeType.UNCLEAR}
    assert not [rule.name for rule in RULES if rule.words.pattern.startswith(("[^", ".", "(?:[^"))]


def test_an_example_without_a_type_above_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("templates.txt", "slots.txt"):
        (tmp_path / name).write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "sentences.txt").write_text("# words\n\n一句话\n", encoding="utf-8")
    monkeypatch.setattr("aftercare.disputes.training.expand.HERE", tmp_path)

    with pytest.raises(ValueError, match=r"sentences.txt, line 3"):
        examples()


def test_the_fingerprint_tells_of_every_change() -> None:
    one = Example("坏了", DisputeType.QUALITY, Polarity.BAD)

    assert fingerprint((one,)) != fingerprint((Example("坏了", DisputeType.EFFECT, Polarity.BAD),))
    assert fingerprint((one,)) != fingerprint((one, one))
