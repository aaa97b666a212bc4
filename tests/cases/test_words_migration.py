"""Words that older versions kept in plain are encrypted by the migrations; nothing that a page shows is lost (J3)."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from tests.cases.story import begin
from tests.pages.stage import browser

from aftercare.cases.models import Case, CaseLine, Note
from aftercare.core.models import Event
from aftercare.money.models import Payout

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.attack("J3", "J7")]
PLAIN = "王小明说杯口有裂纹"


def run(app: str, name: str) -> None:
    """The data steps of a migration, on the tables as they are."""
    migration = import_module(f"aftercare.{app}.migrations.{name}").Migration
    with connection.schema_editor() as editor:
        for step in migration.operations:
            if hasattr(step, "code"):
                step.code(apps, editor)


def column(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def test_words_of_older_versions_are_encrypted_and_still_shown():
    story = begin("minor_flaw").do("apologise").do("list", flaw="占位")
    case = story.case
    Note.objects.all().delete()
    with connection.cursor() as cursor:
        # As the version before wrote it.
        cursor.execute("UPDATE cases_case SET refusal_clause = %s", [PLAIN])
        cursor.execute("UPDATE cases_caseline SET inspection_note = %s", [PLAIN])
        cursor.execute("UPDATE cases_case SET details = details || %s", [json.dumps({"flaw": PLAIN, "voucher": "V-1"})])
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER core_event_append_only")
        cursor.execute(
            "UPDATE core_event SET data = data || %s WHERE data ->> 'move' = 'list'",
            [json.dumps({"kept": {"flaw": PLAIN}, "texts": []})],
        )
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER core_event_append_only")

    run("cases", "0005_encrypted_words")

    for sql in (
        "SELECT refusal_clause FROM cases_case",
        "SELECT inspection_note FROM cases_caseline",
        "SELECT details FROM cases_case",
        "SELECT string_agg(data::text, '') FROM core_event",
    ):
        assert "王" not in column(sql), sql
    kept = Case.objects.get(pk=case.pk)
    assert (kept.refusal_clause, CaseLine.objects.get(case=case).inspection_note) == (PLAIN, PLAIN)
    assert {name: kept.details.get(name) for name in ("flaw", "voucher")} == {"flaw": None, "voucher": None}
    notes = {note.name: note for note in Note.objects.filter(case=case)}
    assert (notes["flaw"].text, notes["flaw"].move, notes["voucher"].text) == (PLAIN, "list", "V-1")
    event = Event.objects.get(data__move="list")
    assert (event.data["kept"], event.data["texts"]) == ({}, [notes["flaw"].pk])
    page = browser(story.world.people.supervisor).get(f"/cases/{case.number}/").content.decode()
    assert page.count(PLAIN) >= 3
    with pytest.raises(Exception, match="append-only"):
        Event.objects.update(kind="x")


def test_words_about_a_payment_are_encrypted_and_still_shown():
    story = begin("refund_only").do("agree", by="supervisor").turn_down()
    payout = Payout.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE money_payout SET result_text = %s", [PLAIN])
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER core_event_append_only")
        cursor.execute(
            "UPDATE core_event SET data = data - 'remark' || %s WHERE kind = 'payout.refused'",
            [json.dumps({"text": PLAIN})],
        )
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER core_event_append_only")

    run("money", "0004_encrypted_remarks")

    assert "王" not in column("SELECT string_agg(data::text, '') FROM core_event")
    assert "王" not in column("SELECT result_text FROM money_payout")
    assert Payout.objects.get().result_text == PLAIN
    assert browser(story.world.cashier).get(f"/payouts/{payout.pk}/").content.decode().count(PLAIN) == 1


def test_a_second_run_of_an_empty_database_does_nothing():
    run("cases", "0005_encrypted_words")
    run("files", "0002_encrypted_name")
    run("money", "0004_encrypted_remarks")
    assert not Note.objects.exists()
