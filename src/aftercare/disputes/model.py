"""The linear model: how its file is written and what it says of a text. Pure Python, no numbers library (stack §10).

Types and polarity have a vocabulary each: a piece of text (1 to 3 characters) with its weights, whole numbers of
1/SCALE. A text's score is the sum over its different known pieces, divided by the root of their number.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from aftercare.disputes.plain import pieces
from aftercare.disputes.terms import DisputeType

FORM = 1  # of the file; raised when its members change
SCALE = 64
TYPES: Sequence[DisputeType] = tuple(DisputeType)
Weights = Mapping[str, Sequence[tuple[int, int]]]  # piece -> (number of the type, weight)


class BadModel(ValueError):
    """The bytes are no model of this version."""


@dataclass(frozen=True)
class Model:
    """What the file tells. `fingerprint`: of the written examples; `corrections`: how many of agents were learned."""

    version: str
    fingerprint: str
    corrections: int
    types: Weights
    type_bias: Sequence[int]
    polarity: Mapping[str, int]
    polarity_bias: int

    def scores(self, text: str) -> tuple[list[float], float]:
        """The score of each type in the order of TYPES, and how content the plain text sounds (above 0: content)."""
        sums = [0] * len(TYPES)
        tone = known = toned = 0
        types, polarity = self.types, self.polarity
        for piece in pieces(text):
            row = types.get(piece)
            if row is not None:
                known += 1
                for number, weight in row:
                    sums[number] += weight
            one = polarity.get(piece)
            if one is not None:
                toned += 1
                tone += one
        root = sqrt(known or 1)
        content = (tone / sqrt(toned or 1) + self.polarity_bias) / SCALE
        return [(one / root + bias) / SCALE for one, bias in zip(sums, self.type_bias, strict=True)], content

    def pieces_for(self, text: str, kind: DisputeType) -> list[str]:
        """Pieces of two characters and more that speak for the type, the heaviest first."""
        wanted = TYPES.index(kind)
        found = {}
        for piece in pieces(text):
            if len(piece.strip()) > 1:
                weight = dict(self.types.get(piece, ())).get(wanted, 0)
                if weight > 0:
                    found[piece.strip()] = weight
        return sorted(found, key=lambda piece: -found[piece])


def to_bytes(model: Model) -> bytes:
    """The file: the same model gives the same bytes."""
    rows = sorted(model.types.items())
    told = {
        "form": FORM,
        "version": model.version,
        "fingerprint": model.fingerprint,
        "corrections": model.corrections,
        "labels": [one.value for one in TYPES],
        "pieces": [piece for piece, _row in rows],
        "rows": [[number for pair in row for number in pair] for _piece, row in rows],
        "type_bias": list(model.type_bias),
        "tones": sorted(model.polarity),
        "tone": [model.polarity[piece] for piece in sorted(model.polarity)],
        "polarity_bias": model.polarity_bias,
    }
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def from_bytes(data: bytes) -> Model:
    """The model of a file. Raises BadModel for anything else, also for one of other types or another form."""
    try:
        told = json.loads(zlib.decompress(data))
        if told["form"] != FORM or told["labels"] != [one.value for one in TYPES]:
            raise BadModel("made by another version")
        return Model(
            version=str(told["version"]),
            fingerprint=str(told["fingerprint"]),
            corrections=int(told["corrections"]),
            types=dict(zip(told["pieces"], map(_pairs, told["rows"]), strict=True)),
            type_bias=tuple(told["type_bias"]),
            polarity=dict(zip(told["tones"], told["tone"], strict=True)),
            polarity_bias=int(told["polarity_bias"]),
        )
    except (zlib.error, UnicodeDecodeError, KeyError, TypeError, ValueError) as trouble:
        raise BadModel(str(trouble)) from trouble


def _pairs(row: Iterable[int]) -> tuple[tuple[int, int], ...]:
    numbers = list(row)
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
