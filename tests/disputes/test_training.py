"""What runs without scikit-learn says the same as scikit-learn (stack §10)."""

import json
import math
from pathlib import Path

import pytest
from tests.config.conftest import run_cli

from aftercare.disputes.classify import SHIPPED, shipped_model
from aftercare.disputes.model import SCALE, TYPES, from_bytes
from aftercare.disputes.plain import plain
from aftercare.disputes.terms import DisputeType, Polarity
from aftercare.disputes.training.expand import Example, examples

pytest.importorskip("sklearn", reason="scikit-learn is not installed: pip install 'aftercare[train]'")
pytest.importorskip("snownlp", reason="snownlp is not installed: pip install 'aftercare[train]'")

from aftercare.disputes.training.fit import features, train

SOME = ["东西太差", "没有人回我消息", "质量很好，很喜欢", "abc 123", "完", "烂烂烂烂烂"]


def test_the_pure_model_gives_the_scores_that_scikit_learn_gives() -> None:
    model = shipped_model()
    texts = [plain(one.text) for one in examples()[::3]] + [plain(text) for text in SOME]
    pieces, tones = sorted(model.types), sorted(model.polarity)
    weights = [[dict(model.types[piece]).get(number, 0) / SCALE for piece in pieces] for number in range(len(TYPES))]
    by_type = features(texts, pieces) @ list(zip(*weights, strict=True))
    by_tone = features(texts, tones) @ [model.polarity[piece] / SCALE for piece in tones]

    for text, row, tone in zip(texts, by_type.tolist(), by_tone.tolist(), strict=True):
        scores, content = model.scores(text)
        wanted = [one + bias / SCALE for one, bias in zip(row, model.type_bias, strict=True)]
        assert all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(scores, wanted, strict=True))
        assert math.isclose(content, tone + model.polarity_bias / SCALE, abs_tol=1e-9)


def test_the_same_examples_give_the_shipped_bytes() -> None:
    assert train() == SHIPPED.read_bytes()


def test_what_agents_put_right_is_learned() -> None:
    corrections = [Example("跟屁虫一样的机器", DisputeType.USAGE, Polarity.BAD)] * 5
    before = shipped_model()

    after = from_bytes(train(corrections))

    place = TYPES.index(DisputeType.USAGE)
    text = plain("跟屁虫一样")
    assert after.corrections == 5
    assert after.version != before.version
    assert after.scores(text)[0][place] > before.scores(text)[0][place]


def test_a_shop_trains_a_model_of_its_own(tmp_path: Path) -> None:
    done = run_cli("train-disputes", "--json", home=tmp_path)

    told = json.loads(done.stdout)
    assert (done.returncode, told["counts"]["corrections"]) == (0, 0)
    assert Path(told["file"]).parent == tmp_path
    assert Path(told["file"]).stat().st_size == told["counts"]["bytes"]
