"""What the page of figures prints (R2), and its Excel file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.disputes.terms import MainType
from aftercare.reviews.access import EXPORTERS, READERS, shops_where
from aftercare.reviews.actions.note_export import note_export
from aftercare.reviews.days import PARTS
from aftercare.reviews.figures import Figures, Month, figures_of
from aftercare.reviews.outlook import Standing
from aftercare.reviews.product_complaints import ProductComplaints, complaints_by_product
from aftercare.shops.models import Shop
from aftercare.web.downloads import download
from aftercare.web.pieces.chart import Chart, Series, lines_over
from aftercare.web.pieces.marks import Tone
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.reviews.alerts import alert_words
from aftercare.web.reviews.words import LEVEL_TONES
from aftercare.web.reviews.words import PARTS as PART_WORDS
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.workbooks import CONTENT_TYPE, Cell, Column, workbook

HUNDRED, FIVE = Decimal(100), Decimal(5)
MAIN_TONES: Final = {
    MainType.PRODUCT: Tone.US,
    MainType.LOGISTICS: Tone.SOON,
    MainType.SERVICE: Tone.REFUSED,
    MainType.PAYMENT: Tone.DONE,
    MainType.FULFILMENT: Tone.LATE,
    MainType.UNCLEAR: Tone.OTHERS,
}


@dataclass(frozen=True)
class FigureView:
    """One figure with what it means."""

    label: Any
    value: str
    limit: str
    tone: Tone
    state: str
    lines: list[str]


class ShopView:
    """One shop's figures as printed."""

    def __init__(self, figures: Figures, complaints: Sequence[ProductComplaints] = ()) -> None:
        self.figures, self.shop = figures, figures.shop
        self.charts = [chart for chart in (_rate(figures), _ratings(figures)) if chart]
        self.complaints = _complaints(complaints, figures.shop) if complaints else None

    @property
    def cards(self) -> list[FigureView]:
        found = [_view(_("Good-review rate"), self.figures.rate, "%", is_rate=True)]
        return found + [_view(PART_WORDS[part], self.figures.dsr[part], "", is_rate=False) for part in PARTS]

    @property
    def months(self) -> list[tuple[str, Month, list[str]]]:
        """The month, its counts, its rate and ratings."""
        return [
            (
                f"{one.first:%Y-%m}",
                one,
                [_number(one.totals.rate, "%"), *(_number(one.totals.dsr(part), "") for part in PARTS)],
            )
            for one in self.figures.months
            if one.totals.count or any((one.totals.parts or {}).get(part, (0, 0))[1] for part in PARTS)
        ]

    @property
    def alert(self) -> str:
        return alert_words(self.shop.name, self.figures.level)

    @property
    def alert_tone(self) -> str:
        return LEVEL_TONES[self.figures.level].value


def _rate(figures: Figures) -> Chart | None:
    days = [point.day for point in figures.points]
    rate = Series(_("Good-review rate"), Tone.US, [point.totals.rate for point in figures.points])
    series = [rate, *_limit(figures.rate.limit, "%", len(days))]
    title = _("How has the good-review rate moved?")
    return lines_over(days, series, title=title, head=_("Day"), most=HUNDRED, unit="%")


def _ratings(figures: Figures) -> Chart | None:
    days = [point.day for point in figures.points]
    series = [
        Series(PART_WORDS[part], tone, [point.totals.dsr(part) for point in figures.points])
        for part, tone in zip(PARTS, (Tone.US, Tone.SOON, Tone.DONE), strict=True)
    ]
    series += _limit(figures.dsr[PARTS[0]].limit, "", len(days))
    return lines_over(days, series, title=_("How have the ratings moved?"), head=_("Day"), most=FIVE, unit="")


def _limit(limit: Decimal | None, unit: str, count: int) -> list[Series]:
    """The line of what promotions ask; its figure stands in its name, so that nothing lies over the lines."""
    if limit is None:
        return []
    name = _("Promotion limit %(limit)s") % {"limit": f"{limit}{unit}"}
    return [Series(name, Tone.LATE, [limit] * count, is_limit=True)]


def _complaints(found: Sequence[ProductComplaints], shop: Shop) -> Chart:
    return Chart(
        kind="bars",
        title=_("Which products do buyers complain of, and of what?"),
        head=_("Product"),
        labels=[one.title or one.code or _("Not told") for one in found],
        series=[
            Series(main.label, tone, [one.counts.get(main.value, 0) for one in found])
            for main, tone in MAIN_TONES.items()
            if any(one.counts.get(main.value) for one in found)
        ],
        addresses=[
            f"{reverse('reviews')}?{urlencode({'product': one.code, 'shop': shop.pk})}" if one.code else ""
            for one in found
        ],
    )


def _view(label: Any, standing: Standing, unit: str, *, is_rate: bool) -> FigureView:
    states = {"below": _("below the limit"), "near": _("near the limit"), "": _("above the limit")}
    state = states[standing.level] if standing.limit is not None and standing.value is not None else ""
    return FigureView(
        label=label,
        value=_number(standing.value, unit),
        limit=_number(standing.limit, unit) if standing.limit is not None else "",
        tone=LEVEL_TONES[standing.level],
        state=state,
        lines=_lines(standing, unit, is_rate=is_rate),
    )


def _lines(standing: Standing, unit: str, *, is_rate: bool) -> list[str]:
    if standing.value is None:
        return []
    after = _number(standing.after_bad, unit)
    lines = [_("One more bad review: %(after)s") % {"after": after}]
    if standing.good_needed:
        text = ngettext(
            "%(count)s good review is needed to reach the limit",
            "%(count)s good reviews are needed to reach the limit",
            standing.good_needed,
        )
        lines.append(text % {"count": standing.good_needed})
    elif standing.bad_left == 0:
        lines.append(_("The next bad review is enough to fall below the limit"))
    elif standing.bad_left is not None:
        text = ngettext(
            "%(count)s bad review can still be borne", "%(count)s bad reviews can still be borne", standing.bad_left
        )
        lines.append(text % {"count": standing.bad_left})
    return lines


def _number(value: Decimal | None, unit: str) -> str:
    return "–" if value is None else f"{value:.2f}{unit}"


@page(roles=frozenset(READERS))
def review_figures(request: PageRequest) -> HttpResponse:
    """Good-review rate and ratings over time, with what one more bad review does (R2)."""
    found = figures_of(request.person, chosen_shop_ids(request), page_time(request))
    may_export = bool(shops_where(request.person, *EXPORTERS) & {one.shop.pk for one in found})
    complaints = complaints_by_product([one.shop.pk for one in found], page_time(request))
    shops = [ShopView(one, complaints.get(one.shop.pk, ())) for one in found]
    context = {"shops": shops, "may_export": may_export}
    return render(request, "reviews/figures.html", context)


@page(roles=frozenset(EXPORTERS))
def review_figures_export(request: PageRequest) -> FileResponse:
    """The months as an Excel file; that it was taken is written down before it leaves (E10)."""
    at = page_time(request)
    shops = shops_where(request.person, *EXPORTERS) & chosen_shop_ids(request)
    found = figures_of(request.person, shops, at)
    file = _file(found, request.person.name, at)
    note_export(shop_ids=sorted(one.shop.pk for one in found), person=request.person)
    return download(f"reviews-{localtime(at):%Y%m%d}.xlsx", file, CONTENT_TYPE)


def _file(found: list[Figures], name: str, at: datetime) -> BinaryIO:
    mark = _("Exported from Aftercare by %(person)s at %(time)s · %(formula)s") % {
        "person": name,
        "time": f"{localtime(at):%Y-%m-%d %H:%M}",
        "formula": _("good / (good + neutral + bad); ratings: mean of the stars"),
    }
    columns = [
        Column(_("Shop"), 18), Column(_("Month"), 10), Column(_("Good reviews")), Column(_("Neutral reviews")),
        Column(_("Bad reviews")), Column(_("Good-review rate"), 12), *(Column(PART_WORDS[part], 12) for part in PARTS),
    ]  # fmt: skip
    return workbook(columns, _rows(found), mark)


def _rows(found: list[Figures]) -> Iterator[list[Cell]]:
    for figures in found:
        for label, month, cells in ShopView(figures).months:
            totals = month.totals
            yield [figures.shop.name, label, totals.good, totals.neutral, totals.bad, *cells]
