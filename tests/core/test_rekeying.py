"""Values of an older data key are written anew, whatever is in the way; an old key goes only when nothing stands under
it (J8)."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from tests.people import make_order, make_people

from aftercare.config.cli import COMMANDS
from aftercare.config.commands import keys as command
from aftercare.core import rekeying
from aftercare.core.crypto import current_version, decrypt, encrypt, forget_keys
from aftercare.core.errors import Refused
from aftercare.core.models import CryptoKey, Event, KeyPlace
from aftercare.core.money import ZERO
from aftercare.core.rekeying import TAKEN_UP, has_work, make_key, remove_key, rewrite
from aftercare.core.sealed_places import count_values, places
from aftercare.core.time import now
from aftercare.couriers.models import Settlement
from aftercare.orders.models import Order

pytestmark = pytest.mark.attack("J8")
SOURCE = Path(rekeying.__file__).resolve().parents[1]
ADDRESS = "浙江省 杭州市 西湖区 文三路 18 号"


@pytest.fixture(autouse=True)
def forgotten_keys():
    """A key that is rolled back must not stay in the memory of the process: others would write with it."""
    yield
    forget_keys()


def told(order: Order) -> tuple[str, str]:
    row = Order.objects.get(pk=order.pk)
    return row.receiver_name, row.receiver_address


def stored(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}"::text FROM "{table}" ORDER BY 1')
        return [text for (text,) in cursor.fetchall()]


def grow_up(*, by: timedelta = timedelta(days=2)) -> None:
    """Every key was made that much earlier."""
    for key in CryptoKey.objects.all():
        CryptoKey.objects.filter(pk=key.pk).update(created_at=key.created_at - by)


def refused(version: int) -> str:
    with pytest.raises(Refused) as caught:
        remove_key(version)
    return caught.value.refusal.code


@pytest.mark.django_db
def test_every_value_stands_under_the_newest_key_afterwards_and_says_the_same():
    people = make_people()
    orders = [make_order(people.shop, receiver_name=f"买家{n}", receiver_address=ADDRESS) for n in range(5)]
    settings = {"sent": 1, "held": 0, "level": "", "rules": {}, "total": ZERO, "closed_at": now()}
    Settlement.objects.create(
        shop=people.shop,
        courier="圆通",
        month="2026-10-01",
        version=1,
        reason="补判",
        closed_by=people.owner,
        **settings,
    )
    data = {"secret": encrypt("JBSWY3DP"), "used": 3, "codes": [encrypt("一"), encrypt("二")], "plain": "v1:短"}
    Authenticator.objects.create(user=people.owner, type="totp", data=data)
    old, before = current_version(), [told(order) for order in orders]
    counted = count_values()

    new = make_key()
    grow_up()
    assert has_work()
    done = rewrite()

    assert (done.unreadable, done.left) == (0, [])
    assert count_values() == {new: counted[old]}
    assert [told(order) for order in orders] == before
    assert all(text.startswith(f"v{new}:") for text in stored("couriers_settlement", "reason"))
    assert Settlement.objects.get().reason == "补判"
    kept = Authenticator.objects.get().data
    assert (decrypt(kept["secret"]), [decrypt(code) for code in kept["codes"]]) == ("JBSWY3DP", ["一", "二"])
    assert (kept["used"], kept["plain"]) == (3, "v1:短")
    assert not has_work()
    assert rewrite().rows == 0
    remove_key(old)
    assert [told(order) for order in orders] == before
    assert list(Event.objects.filter(subject_kind="key").order_by("pk").values_list("kind", "subject_id")) == [
        ("key.made", new), ("key.removed", old)
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_key_goes_only_when_it_is_old_and_nothing_at_all_stands_under_it():
    people = make_people()
    order = make_order(people.shop, receiver_address=ADDRESS)
    old = current_version()
    assert refused(old) == "key_current"
    assert refused(99) == "key_unknown"
    new = make_key()
    assert refused(old) == "key_young"
    grow_up()
    assert refused(old) == "key_in_use"
    assert refused(new) == "key_current"
    rewrite()
    # in a place that no registry knows
    order.item_summary = f"抄来的 {encrypt('秘密').replace(f'v{new}:', f'v{old}:')}"
    order.save()
    assert refused(old) == "key_in_use"
    assert CryptoKey.objects.filter(version=old).exists()
    Order.objects.update(item_summary="")
    remove_key(old)
    assert told(order)[1] == ADDRESS


@pytest.mark.django_db
def test_what_no_key_opens_stays_and_keeps_nobody_from_the_end():
    people = make_people()
    good, bad = (make_order(people.shop, receiver_address=ADDRESS) for _n in range(2))
    with connection.cursor() as cursor:
        broken = encrypt("x" * 40)[:-8] + "AAAAAAA="
        cursor.execute("UPDATE orders_order SET receiver_address = %s WHERE id = %s", [broken, bad.pk])
    make_key()
    grow_up()
    done = rewrite()
    assert (done.unreadable, done.left) == (1, [])
    assert told(good)[1] == ADDRESS
    assert broken in stored("orders_order", "receiver_address")
    assert not has_work()


@pytest.mark.django_db
def test_a_table_that_never_changes_lets_nothing_but_the_key_change():
    people = make_people()
    settings = {"sent": 1, "held": 0, "level": "", "rules": {}, "total": ZERO, "closed_at": now()}
    Settlement.objects.create(
        shop=people.shop,
        courier="圆通",
        month="2026-10-01",
        version=1,
        reason="补判",
        closed_by=people.owner,
        **settings,
    )

    def is_refused(change: str, *, rekeying: bool) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('aftercare.rekeying', %s, true)", ["on" if rekeying else ""])
                cursor.execute(f"UPDATE couriers_settlement SET {change}", [])
        except IntegrityError:
            return True
        return False

    assert is_refused("reason = 'v2:anders'", rekeying=False)
    assert is_refused("sent = 2", rekeying=True)
    assert is_refused("reason = ''", rekeying=True)
    assert is_refused("reason = 'plain'", rekeying=True)
    assert Settlement.objects.get().reason == "补判"


@pytest.mark.django_db
def test_no_table_with_encrypted_columns_refuses_to_be_written_anew():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname = 'core_append_only' AND tgtype & 16 <> 0"  # 16: on update
        )
        closed = {name for (name,) in cursor.fetchall()}
    assert closed
    missing = {place.table for place in places()} & closed
    assert missing == set(), "give it a trigger with core_stays_but_rekeyed and its encrypted columns"


def test_nobody_encrypts_into_a_column_that_is_not_known():
    """Whoever calls `encrypt` writes an encrypted column by hand, or is named here with its place."""
    known = {
        "core/crypto.py", "core/bulk.py", "core/sealing.py", "core/rekeying.py",
        "customers/actions/remember_buyers.py",  # Customer.nick
        "parcels/actions/take_pushes.py", "parcels/actions/apply_inbox.py",  # InboxItem, TrackingEvent
        "web/account/adapter.py",  # mfa.Authenticator.data
    }  # fmt: skip
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and re.search(r"\b(crypto\.)?encrypt\(", path.read_text(encoding="utf-8"))
    }
    assert found - known == set()
    assert ("mfa_authenticator", ("data",)) in {(place.table, place.json) for place in places()}


@pytest.mark.django_db
def test_a_new_key_is_taken_up_by_a_process_that_has_written_with_the_old_one(settings):
    old = current_version()
    settings.DATA_KEY_SECONDS = 1e-9  # asks each time
    make_key()
    forget_keys()
    assert encrypt("x").startswith(f"v{old + 1}:")
    CryptoKey.objects.create(version=old + 2, wrapped=CryptoKey.objects.get(version=old).wrapped)  # by another process
    assert encrypt("x").startswith(f"v{old + 2}:")


@pytest.mark.django_db
def test_the_worker_waits_until_every_process_has_taken_the_key_up():
    make_key()
    assert not has_work()
    rewrite()
    assert not KeyPlace.objects.filter(is_done=True).exists()
    grow_up(by=2 * TAKEN_UP)
    assert has_work()


@pytest.mark.django_db
def test_the_command_shows_makes_and_refuses(capsys):
    people = make_people()
    make_order(people.shop, receiver_address=ADDRESS)
    assert "keys" in COMMANDS

    def run(*words):
        import argparse  # noqa: PLC0415 only here

        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        return command.run(parser.parse_args(words))

    old = current_version()
    shown = run()
    assert shown.counts["values"][str(old)] == count_values()[old] > 0
    made = run("new")
    assert made.counts == {"key": old + 1}
    done = run("rewrite")
    assert done.counts["rows"] > 0
    assert run().counts["values"] == {str(old): 0, str(old + 1): shown.counts["values"][str(old)]}
    with pytest.raises(Refused):
        run("remove", str(old))


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_holds_are_passed_over_and_written_by_whoever_is_last():
    people = make_people()
    held, free = (make_order(people.shop, receiver_address=ADDRESS) for _n in range(2))
    new = make_key()
    grow_up()
    begun, go_on = threading.Event(), threading.Event()

    def change() -> None:
        with transaction.atomic():
            Order.objects.filter(pk=held.pk).update(receiver_address="新地址 1 号")
            begun.set()
            assert go_on.wait(30)
        connections.close_all()

    other = threading.Thread(target=change)
    other.start()
    assert begun.wait(30)
    first = rewrite()
    assert first.left == ["orders_order"]
    go_on.set()
    other.join()
    assert rewrite().left == []
    assert (told(held)[1], told(free)[1]) == ("新地址 1 号", ADDRESS)
    assert count_values().keys() == {new}
