"""What each platform takes as evidence, as data, and what a selection has too much of. Pure (B8).

`source` says where a number comes from: S, the platform's own documents; U, unconfirmed: a careful value, and the page
says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from aftercare.core.errors import Refusal
from aftercare.core.words import _
from aftercare.files.terms import MEGABYTE, MediaType
from aftercare.shops.terms import Platform


@dataclass(frozen=True)
class Limits:
    """`largest`: the kinds of files that are taken, with the most bytes of one; `total`: of all files together."""

    platform: Platform
    files: int
    total: int
    largest: Mapping[MediaType, int]
    source: str

    @property
    def is_confirmed(self) -> bool:
        return self.source.startswith("S")


class Weighed(Protocol):
    """A file of a selection: what it is called on the page, what it is handed in as, and its bytes."""

    @property
    def label(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...


KILOBYTE: Final = 1024
# Pictures are handed in as the JPEG that we made: no other kind of picture stands here.
LIMITS: Final[Mapping[Platform, Limits]] = {
    limits.platform: limits
    for limits in (
        Limits(
            Platform.TAOBAO,
            files=20,
            total=50 * MEGABYTE,
            largest={MediaType.JPEG: 500 * KILOBYTE, MediaType.PDF: 10 * MEGABYTE},
            source="U; picture S: taobao.refund.message.add, image at most 500K",
        ),
        Limits(
            Platform.TMALL,
            files=20,
            total=50 * MEGABYTE,
            largest={MediaType.JPEG: 5 * MEGABYTE, MediaType.PDF: 10 * MEGABYTE},
            source="U; picture S: taobao.rp.returngoods.refuse, proof at most 5M",
        ),
        Limits(
            Platform.JD,
            files=20,
            total=100 * MEGABYTE,
            largest={MediaType.JPEG: 5 * MEGABYTE, MediaType.PDF: 10 * MEGABYTE, MediaType.MP4: 50 * MEGABYTE},
            source="U; kinds S: 商品类纠纷处理标准 2026-06-15, pictures and films",
        ),
        Limits(
            Platform.PDD,
            files=20,
            total=50 * MEGABYTE,
            largest={MediaType.JPEG: 5 * MEGABYTE, MediaType.PDF: 10 * MEGABYTE, MediaType.MP4: 20 * MEGABYTE},
            source="U",
        ),
        Limits(
            Platform.DOUYIN,
            files=20,
            total=50 * MEGABYTE,
            largest={MediaType.JPEG: 5 * MEGABYTE, MediaType.PDF: 10 * MEGABYTE, MediaType.MP4: 20 * MEGABYTE},
            source="U",
        ),
        Limits(
            Platform.OWN,
            files=50,
            total=200 * MEGABYTE,
            largest={MediaType.JPEG: 10 * MEGABYTE, MediaType.PDF: 20 * MEGABYTE, MediaType.MP4: 100 * MEGABYTE},
            source="S: our own, nobody else limits it",
        ),
    )
}


def refusals(limits: Limits, files: Sequence[Weighed]) -> list[Refusal]:
    """Everything that keeps the selection from being handed in; empty when it fits."""
    found = [refusal for file in files for refusal in _of_file(limits, file)]
    platform = limits.platform.label
    if len(files) > limits.files:
        sentence = _("%(count)s files are ticked; %(platform)s takes at most %(most)s. Untick some.")
        found.append(Refusal("pack_count", sentence, {"count": len(files), "platform": platform, "most": limits.files}))
    weight = sum(file.size for file in files)
    if weight > limits.total:
        found.append(too_heavy(limits, weight))
    return found


def too_heavy(limits: Limits, weight: int) -> Refusal:
    """All files together are too much."""
    sentence = _("Together the files have %(size)s; %(platform)s takes at most %(most)s. Untick some.")
    values = {"size": megabytes(weight), "platform": limits.platform.label, "most": megabytes(limits.total)}
    return Refusal("pack_total", sentence, values)


def _of_file(limits: Limits, file: Weighed) -> Iterable[Refusal]:
    most = limits.largest.get(MediaType(file.media_type))
    values = {"name": file.label, "platform": limits.platform.label}
    if most is None:
        yield Refusal("pack_kind", _("“%(name)s”: %(platform)s does not take files of this kind. Untick it."), values)
    elif file.size > most:
        sentence = _("“%(name)s” has %(size)s; %(platform)s takes at most %(most)s for one file. Untick it.")
        yield Refusal("pack_file", sentence, {**values, "size": megabytes(file.size), "most": megabytes(most)})


def megabytes(size: int) -> str:
    """'500 KB', '2.4 MB', '10 MB'."""
    if size < MEGABYTE:
        return f"{-(-size // KILOBYTE)} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
