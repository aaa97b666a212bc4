"""What no code may do, said by the database: see the docstring of models.py."""

from django.db import migrations

FROZEN = ("money_journaltransaction", "money_journalentry", "money_payoutline", "money_channelrecord")

PAYOUT = """
CREATE FUNCTION money_payout_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.shop_id, NEW.key, NEW.subject_kind, NEW.subject_id, NEW.payee_reference, NEW.channel, NEW.amount,
        NEW.purpose, NEW.binding, NEW.proposed_by_id, NEW.instructed_by_id, NEW.instructed_at)
       IS DISTINCT FROM
       (OLD.id, OLD.shop_id, OLD.key, OLD.subject_kind, OLD.subject_id, OLD.payee_reference, OLD.channel, OLD.amount,
        OLD.purpose, OLD.binding, OLD.proposed_by_id, OLD.instructed_by_id, OLD.instructed_at) THEN
        RAISE EXCEPTION 'payout %: what was instructed never changes', OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.settled_at IS NOT NULL AND (NEW.state, NEW.voucher, NEW.settled_at, NEW.settled_by_id)
       IS DISTINCT FROM (OLD.state, OLD.voucher, OLD.settled_at, OLD.settled_by_id) THEN
        RAISE EXCEPTION 'payout % is settled for good', OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.fence < OLD.fence THEN
        RAISE EXCEPTION 'payout %: the fence only grows', OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_fixed BEFORE UPDATE ON money_payout FOR EACH ROW EXECUTE FUNCTION money_payout_fixed();
CREATE FUNCTION money_payout_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payout is never deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER payout_stays BEFORE DELETE OR TRUNCATE ON money_payout
    FOR EACH STATEMENT EXECUTE FUNCTION money_payout_stays();
"""

# Checked when the database transaction commits, because the rows of one posting come one after the other.
BALANCE = """
CREATE FUNCTION money_posting_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting bigint;
    wanted integer;
    found integer;
    total numeric;
BEGIN
    IF TG_TABLE_NAME = 'money_journalentry' THEN posting := NEW.transaction_id; ELSE posting := NEW.id; END IF;
    SELECT entry_count INTO wanted FROM money_journaltransaction WHERE id = posting;
    SELECT count(*), coalesce(sum(amount), 0) INTO found, total FROM money_journalentry WHERE transaction_id = posting;
    IF found < 2 OR found <> wanted OR total <> 0 THEN
        RAISE EXCEPTION 'posting % has % entries of % and sums to % fen', posting, found, wanted, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON money_journaltransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_posting_balances();
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON money_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_posting_balances();

CREATE FUNCTION money_payout_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted_payout bigint;
    wanted bigint;
    total numeric;
BEGIN
    IF TG_TABLE_NAME = 'money_payoutline' THEN wanted_payout := NEW.payout_id; ELSE wanted_payout := NEW.id; END IF;
    SELECT amount INTO wanted FROM money_payout WHERE id = wanted_payout;
    SELECT coalesce(sum(amount), 0) INTO total FROM money_payoutline WHERE payout_id = wanted_payout;
    IF total <> wanted THEN
        RAISE EXCEPTION 'payout % is of % fen, its lines of %', wanted_payout, wanted, total
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payout_adds_up AFTER INSERT ON money_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_payout_adds_up();
CREATE CONSTRAINT TRIGGER payout_adds_up AFTER INSERT ON money_payoutline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION money_payout_adds_up();
"""


def stays(table: str) -> migrations.RunSQL:
    """No UPDATE, DELETE or TRUNCATE of that table, whoever asks."""
    return migrations.RunSQL(
        f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();",
        f"DROP TRIGGER stays ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial"), ("core", "0002_guards")]

    operations = [
        *[stays(table) for table in FROZEN],
        migrations.RunSQL(
            PAYOUT,
            "DROP TRIGGER payout_fixed ON money_payout; DROP TRIGGER payout_stays ON money_payout;"
            " DROP FUNCTION money_payout_fixed(); DROP FUNCTION money_payout_stays();",
        ),
        migrations.RunSQL(
            BALANCE,
            "DROP TRIGGER posting_balances ON money_journaltransaction;"
            " DROP TRIGGER posting_balances ON money_journalentry; DROP FUNCTION money_posting_balances();"
            " DROP TRIGGER payout_adds_up ON money_payout; DROP TRIGGER payout_adds_up ON money_payoutline;"
            " DROP FUNCTION money_payout_adds_up();",
        ),
    ]
