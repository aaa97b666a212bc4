"""The entries of both lists move here: those about reviews keep their numbers, which events name."""

from django.db import migrations

MOVE = """
INSERT INTO watchlists_listentry (id, kind, shop_id, customer_id, case_id, reason, signs, score, by_id, at, expires_at,
        lifted_by_id, lifted_at)
    SELECT id, 'reviews', shop_id, customer_id, case_id, why, signs, score, listed_by_id, listed_at, ends_at,
        CASE WHEN outcome = 'lifted' THEN answered_by_id END, CASE WHEN outcome = 'lifted' THEN answered_at END
    FROM reviewrisk_reviewerentry;
INSERT INTO watchlists_appeal (entry_id, made_by_id, text, by_id, at, lifted, note, decided_by_id, decided_at)
    SELECT id, listed_by_id, appeal, appealed_by_id, appealed_at,
        CASE outcome WHEN 'lifted' THEN true WHEN 'upheld' THEN false END, answer, answered_by_id, answered_at
    FROM reviewrisk_reviewerentry WHERE appealed_at IS NOT NULL ORDER BY id;
SELECT setval(pg_get_serial_sequence('watchlists_listentry', 'id'), COALESCE(max(id), 0) + 1, false)
    FROM watchlists_listentry;
CREATE TEMPORARY TABLE moved_entries ON COMMIT DROP AS
    SELECT id AS old, nextval(pg_get_serial_sequence('watchlists_listentry', 'id')) AS new
    FROM (SELECT id FROM regulars_riskentry ORDER BY id) AS entry;
INSERT INTO watchlists_listentry (id, kind, shop_id, customer_id, reason, signs, by_id, at, expires_at, lifted_by_id,
        lifted_at)
    SELECT new, 'claims', shop_id, customer_id, reason, hits, by_id, at, expires_at, lifted_by_id, lifted_at
    FROM regulars_riskentry JOIN moved_entries ON old = id ORDER BY new;
INSERT INTO watchlists_appeal (entry_id, made_by_id, text, by_id, at, lifted, note, decided_by_id, decided_at)
    SELECT new, entry.by_id, appeal.text, appeal.by_id, appeal.at, appeal.lifted, appeal.note, appeal.decided_by_id,
        appeal.decided_at
    FROM regulars_riskappeal AS appeal JOIN moved_entries ON old = appeal.entry_id
    JOIN regulars_riskentry AS entry ON entry.id = appeal.entry_id ORDER BY appeal.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("watchlists", "0001_initial"),
        ("reviewrisk", "0001_initial"),
        ("regulars", "0002_list_groups_looks"),
    ]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
