"""Events of parcels by file, through the import page's own steps (O1, O5)."""

from pathlib import Path

import pytest
from tests.parcels.scene import Road, wall
from tests.people import person

from aftercare.core.time import now
from aftercare.intake.actions.import_file import import_file
from aftercare.parcels.models import TrackingEvent
from aftercare.parcels.terms import ParcelState, Way

pytestmark = pytest.mark.django_db
HEAD = "快递单号,快递公司,轨迹时间,物流轨迹,轨迹状态,所在地"


def sheet(folder: Path, *rows: str, head: str = HEAD, encoding: str = "gbk") -> Path:
    path = folder / "轨迹.csv"
    path.write_bytes("\r\n".join((head, *rows)).encode(encoding) + b"\r\n")
    return path


@pytest.mark.row("O1", "O5")
@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
def test_a_file_of_events_is_taken_in_once_and_bad_rows_are_told(tmp_path: Path, encoding: str):
    road = Road(links=False)
    road.follow()
    number, at = road.order.tracking_no, wall(now())
    path = sheet(
        tmp_path,
        f"{number},圆通速递,2026-11-20 10:00:00,【杭州】已揽收,已揽收,杭州",
        f"{number},圆通速递,{at},派件员正在派件,派件中,上海",
        f"{number},圆通速递,2026-11-20 10:00:00,【杭州】已揽收,已揽收,杭州",
        "1.23457E+15,圆通速递,2026-11-20 10:00:00,已揽收,,",
        "YT1,圆通速递,2026-11-20 10:00:00,已揽收,,",
        f"{number},圆通速递,昨天,已揽收,,",
        ",圆通速递,2026-11-20 10:00:00,已揽收,,",
        encoding=encoding,
    )
    tried = import_file(path, road.shop.slug, person(road.people.supervisor), dry_run=True)
    assert tried.counts == {"rows": 7, "added": 2, "updated": 0, "unchanged": 1, "older": 0, "refused": 4}
    assert TrackingEvent.objects.count() == 0
    done = import_file(path, road.shop.slug, person(road.people.supervisor))
    assert done.counts == tried.counts
    codes = [one.code for one in done.batch.refusals.order_by("line")]
    assert codes == ["id.destroyed", "parcel.number", "date.format", "parcel.number_missing"]
    assert road.parcel.state == ParcelState.DELIVERING and road.parcel.silent_at is not None  # heard of: watched
    assert set(TrackingEvent.objects.values_list("way", flat=True)) == {Way.FILE}
    again = import_file(path, road.shop.slug, person(road.people.supervisor))
    assert (again.counts["added"], again.counts["unchanged"]) == (0, 3) and TrackingEvent.objects.count() == 2


def test_a_state_that_says_nothing_to_us_is_kept_and_counted(tmp_path: Path):
    road = Road(links=False)
    road.follow()
    path = sheet(tmp_path, f"{road.order.tracking_no},圆通,2026-11-20 10:00:00,神秘事件,飞升中,")
    import_file(path, road.shop.slug, person(road.people.supervisor))
    kept = TrackingEvent.objects.get()
    assert (kept.sign, kept.raw) == ("unknown", "飞升中")
