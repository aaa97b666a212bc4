"""How many texts a second one core reads: `python -m bench.classify`. No database, no page: the rule alone (R3).

The texts are the written examples, and long ones put together of them; three rounds, medians.
"""

import json
import statistics
import time
from collections.abc import Sequence

from aftercare.disputes.classify import classify, shipped_model
from aftercare.disputes.training.expand import examples
from bench.report import Table

ROUNDS = 3
TARGET = 2_000
LONG = 10  # examples in one long text


def rate(texts: Sequence[str]) -> float:
    """Texts per second of processor time."""
    start = time.process_time()
    for text in texts:
        classify(text)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    shipped_model()
    short = [one.text for one in examples()]
    long = ["，".join(short[at : at + LONG]) for at in range(0, len(short), LONG)]
    rows = []
    for name, texts in (("short texts", short), ("long texts", long)):
        letters = sum(map(len, texts)) / len(texts)
        rows.append([name, round(letters, 1), round(statistics.median(rate(texts) for _ in range(ROUNDS)))])
    table = Table("Dispute types", ("", "characters", "texts/s of a core"), rows, [f"target: {TARGET:,} texts/s"])
    print(json.dumps([table.as_json()], ensure_ascii=False))


if __name__ == "__main__":
    main()
