"""Every table of the first release, and the triggers that keep rows that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

POSTGRESQL = (
    """CREATE FUNCTION application_snapshot_texts_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'application_snapshot_texts is append-only'; END $$""",
    """CREATE TRIGGER application_snapshot_texts_no_change BEFORE UPDATE OR DELETE ON application_snapshot_texts FOR EACH ROW EXECUTE FUNCTION application_snapshot_texts_refuse()""",
    """CREATE TRIGGER application_snapshot_texts_no_truncate BEFORE TRUNCATE ON application_snapshot_texts FOR EACH STATEMENT EXECUTE FUNCTION application_snapshot_texts_refuse()""",
    """CREATE FUNCTION application_snapshots_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'application_snapshots is append-only'; END $$""",
    """CREATE TRIGGER application_snapshots_no_change BEFORE UPDATE OR DELETE ON application_snapshots FOR EACH ROW EXECUTE FUNCTION application_snapshots_refuse()""",
    """CREATE TRIGGER application_snapshots_no_truncate BEFORE TRUNCATE ON application_snapshots FOR EACH STATEMENT EXECUTE FUNCTION application_snapshots_refuse()""",
    """CREATE FUNCTION application_steps_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'application_steps is append-only'; END $$""",
    """CREATE TRIGGER application_steps_no_change BEFORE UPDATE OR DELETE ON application_steps FOR EACH ROW EXECUTE FUNCTION application_steps_refuse()""",
    """CREATE TRIGGER application_steps_no_truncate BEFORE TRUNCATE ON application_steps FOR EACH STATEMENT EXECUTE FUNCTION application_steps_refuse()""",
    """CREATE FUNCTION attendances_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'attendances is append-only'; END $$""",
    """CREATE TRIGGER attendances_no_change BEFORE UPDATE OR DELETE ON attendances FOR EACH ROW EXECUTE FUNCTION attendances_refuse()""",
    """CREATE TRIGGER attendances_no_truncate BEFORE TRUNCATE ON attendances FOR EACH STATEMENT EXECUTE FUNCTION attendances_refuse()""",
    """CREATE FUNCTION audit_roots_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_roots is append-only'; END $$""",
    """CREATE TRIGGER audit_roots_no_change BEFORE UPDATE OR DELETE ON audit_roots FOR EACH ROW EXECUTE FUNCTION audit_roots_refuse()""",
    """CREATE TRIGGER audit_roots_no_truncate BEFORE TRUNCATE ON audit_roots FOR EACH STATEMENT EXECUTE FUNCTION audit_roots_refuse()""",
    """CREATE FUNCTION audit_rows_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_rows is append-only'; END $$""",
    """CREATE TRIGGER audit_rows_no_change BEFORE UPDATE OR DELETE ON audit_rows FOR EACH ROW EXECUTE FUNCTION audit_rows_refuse()""",
    """CREATE TRIGGER audit_rows_no_truncate BEFORE TRUNCATE ON audit_rows FOR EACH STATEMENT EXECUTE FUNCTION audit_rows_refuse()""",
    """CREATE FUNCTION ballot_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ballot_versions is append-only'; END $$""",
    """CREATE TRIGGER ballot_versions_no_change BEFORE UPDATE OR DELETE ON ballot_versions FOR EACH ROW EXECUTE FUNCTION ballot_versions_refuse()""",
    """CREATE TRIGGER ballot_versions_no_truncate BEFORE TRUNCATE ON ballot_versions FOR EACH STATEMENT EXECUTE FUNCTION ballot_versions_refuse()""",
    """CREATE FUNCTION block_rulings_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'block_rulings is append-only'; END $$""",
    """CREATE TRIGGER block_rulings_no_change BEFORE UPDATE OR DELETE ON block_rulings FOR EACH ROW EXECUTE FUNCTION block_rulings_refuse()""",
    """CREATE TRIGGER block_rulings_no_truncate BEFORE TRUNCATE ON block_rulings FOR EACH STATEMENT EXECUTE FUNCTION block_rulings_refuse()""",
    """CREATE FUNCTION concern_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'concern_entries is append-only'; END $$""",
    """CREATE TRIGGER concern_entries_no_change BEFORE UPDATE OR DELETE ON concern_entries FOR EACH ROW EXECUTE FUNCTION concern_entries_refuse()""",
    """CREATE TRIGGER concern_entries_no_truncate BEFORE TRUNCATE ON concern_entries FOR EACH STATEMENT EXECUTE FUNCTION concern_entries_refuse()""",
    """CREATE FUNCTION conflict_suggestions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'conflict_suggestions is append-only'; END $$""",
    """CREATE TRIGGER conflict_suggestions_no_change BEFORE UPDATE OR DELETE ON conflict_suggestions FOR EACH ROW EXECUTE FUNCTION conflict_suggestions_refuse()""",
    """CREATE TRIGGER conflict_suggestions_no_truncate BEFORE TRUNCATE ON conflict_suggestions FOR EACH STATEMENT EXECUTE FUNCTION conflict_suggestions_refuse()""",
    """CREATE FUNCTION decision_letters_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'decision_letters is append-only'; END $$""",
    """CREATE TRIGGER decision_letters_no_change BEFORE UPDATE OR DELETE ON decision_letters FOR EACH ROW EXECUTE FUNCTION decision_letters_refuse()""",
    """CREATE TRIGGER decision_letters_no_truncate BEFORE TRUNCATE ON decision_letters FOR EACH STATEMENT EXECUTE FUNCTION decision_letters_refuse()""",
    """CREATE FUNCTION erasures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'erasures is append-only'; END $$""",
    """CREATE TRIGGER erasures_no_change BEFORE UPDATE OR DELETE ON erasures FOR EACH ROW EXECUTE FUNCTION erasures_refuse()""",
    """CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON erasures FOR EACH STATEMENT EXECUTE FUNCTION erasures_refuse()""",
    """CREATE FUNCTION hard_stops_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'hard_stops is append-only'; END $$""",
    """CREATE TRIGGER hard_stops_no_change BEFORE UPDATE OR DELETE ON hard_stops FOR EACH ROW EXECUTE FUNCTION hard_stops_refuse()""",
    """CREATE TRIGGER hard_stops_no_truncate BEFORE TRUNCATE ON hard_stops FOR EACH STATEMENT EXECUTE FUNCTION hard_stops_refuse()""",
    """CREATE FUNCTION hold_steps_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'hold_steps is append-only'; END $$""",
    """CREATE TRIGGER hold_steps_no_change BEFORE UPDATE OR DELETE ON hold_steps FOR EACH ROW EXECUTE FUNCTION hold_steps_refuse()""",
    """CREATE TRIGGER hold_steps_no_truncate BEFORE TRUNCATE ON hold_steps FOR EACH STATEMENT EXECUTE FUNCTION hold_steps_refuse()""",
    """CREATE FUNCTION item_openings_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'item_openings is append-only'; END $$""",
    """CREATE TRIGGER item_openings_no_change BEFORE UPDATE OR DELETE ON item_openings FOR EACH ROW EXECUTE FUNCTION item_openings_refuse()""",
    """CREATE TRIGGER item_openings_no_truncate BEFORE TRUNCATE ON item_openings FOR EACH STATEMENT EXECUTE FUNCTION item_openings_refuse()""",
    """CREATE FUNCTION membership_steps_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'membership_steps is append-only'; END $$""",
    """CREATE TRIGGER membership_steps_no_change BEFORE UPDATE OR DELETE ON membership_steps FOR EACH ROW EXECUTE FUNCTION membership_steps_refuse()""",
    """CREATE TRIGGER membership_steps_no_truncate BEFORE TRUNCATE ON membership_steps FOR EACH STATEMENT EXECUTE FUNCTION membership_steps_refuse()""",
    """CREATE FUNCTION office_notes_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'office_notes is append-only'; END $$""",
    """CREATE TRIGGER office_notes_no_change BEFORE UPDATE OR DELETE ON office_notes FOR EACH ROW EXECUTE FUNCTION office_notes_refuse()""",
    """CREATE TRIGGER office_notes_no_truncate BEFORE TRUNCATE ON office_notes FOR EACH STATEMENT EXECUTE FUNCTION office_notes_refuse()""",
    """CREATE FUNCTION opened_ballots_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'opened_ballots is append-only'; END $$""",
    """CREATE TRIGGER opened_ballots_no_change BEFORE UPDATE OR DELETE ON opened_ballots FOR EACH ROW EXECUTE FUNCTION opened_ballots_refuse()""",
    """CREATE TRIGGER opened_ballots_no_truncate BEFORE TRUNCATE ON opened_ballots FOR EACH STATEMENT EXECUTE FUNCTION opened_ballots_refuse()""",
    """CREATE FUNCTION opinions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'opinions is append-only'; END $$""",
    """CREATE TRIGGER opinions_no_change BEFORE UPDATE OR DELETE ON opinions FOR EACH ROW EXECUTE FUNCTION opinions_refuse()""",
    """CREATE TRIGGER opinions_no_truncate BEFORE TRUNCATE ON opinions FOR EACH STATEMENT EXECUTE FUNCTION opinions_refuse()""",
    """CREATE FUNCTION payments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'payments is append-only'; END $$""",
    """CREATE TRIGGER payments_no_change BEFORE UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION payments_refuse()""",
    """CREATE TRIGGER payments_no_truncate BEFORE TRUNCATE ON payments FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()""",
    """CREATE FUNCTION policy_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'policy_versions is append-only'; END $$""",
    """CREATE TRIGGER policy_versions_no_change BEFORE UPDATE OR DELETE ON policy_versions FOR EACH ROW EXECUTE FUNCTION policy_versions_refuse()""",
    """CREATE TRIGGER policy_versions_no_truncate BEFORE TRUNCATE ON policy_versions FOR EACH STATEMENT EXECUTE FUNCTION policy_versions_refuse()""",
    """CREATE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'records is append-only'; END $$""",
    """CREATE TRIGGER records_no_change BEFORE UPDATE OR DELETE ON records FOR EACH ROW EXECUTE FUNCTION records_refuse()""",
    """CREATE TRIGGER records_no_truncate BEFORE TRUNCATE ON records FOR EACH STATEMENT EXECUTE FUNCTION records_refuse()""",
    """CREATE FUNCTION remarks_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'remarks is append-only'; END $$""",
    """CREATE TRIGGER remarks_no_change BEFORE UPDATE OR DELETE ON remarks FOR EACH ROW EXECUTE FUNCTION remarks_refuse()""",
    """CREATE TRIGGER remarks_no_truncate BEFORE TRUNCATE ON remarks FOR EACH STATEMENT EXECUTE FUNCTION remarks_refuse()""",
)
SQLITE = (
    """CREATE TRIGGER application_snapshot_texts_no_update BEFORE UPDATE ON application_snapshot_texts BEGIN SELECT RAISE(ABORT, 'application_snapshot_texts is append-only'); END""",
    """CREATE TRIGGER application_snapshot_texts_no_delete BEFORE DELETE ON application_snapshot_texts BEGIN SELECT RAISE(ABORT, 'application_snapshot_texts is append-only'); END""",
    """CREATE TRIGGER application_snapshot_texts_no_replace BEFORE INSERT ON application_snapshot_texts WHEN EXISTS (SELECT 1 FROM application_snapshot_texts WHERE snapshot_id = NEW.snapshot_id AND section = NEW.section) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_snapshot_texts.snapshot_id, application_snapshot_texts.section'); END""",
    """CREATE TRIGGER application_snapshots_no_update BEFORE UPDATE ON application_snapshots BEGIN SELECT RAISE(ABORT, 'application_snapshots is append-only'); END""",
    """CREATE TRIGGER application_snapshots_no_delete BEFORE DELETE ON application_snapshots BEGIN SELECT RAISE(ABORT, 'application_snapshots is append-only'); END""",
    """CREATE TRIGGER application_snapshots_no_replace BEFORE INSERT ON application_snapshots WHEN EXISTS (SELECT 1 FROM application_snapshots WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_snapshots.id'); END""",
    """CREATE TRIGGER application_steps_no_update BEFORE UPDATE ON application_steps BEGIN SELECT RAISE(ABORT, 'application_steps is append-only'); END""",
    """CREATE TRIGGER application_steps_no_delete BEFORE DELETE ON application_steps BEGIN SELECT RAISE(ABORT, 'application_steps is append-only'); END""",
    """CREATE TRIGGER application_steps_no_replace BEFORE INSERT ON application_steps WHEN EXISTS (SELECT 1 FROM application_steps WHERE application_id = NEW.application_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: application_steps.application_id, application_steps.number'); END""",
    """CREATE TRIGGER attendances_no_update BEFORE UPDATE ON attendances BEGIN SELECT RAISE(ABORT, 'attendances is append-only'); END""",
    """CREATE TRIGGER attendances_no_delete BEFORE DELETE ON attendances BEGIN SELECT RAISE(ABORT, 'attendances is append-only'); END""",
    """CREATE TRIGGER attendances_no_replace BEFORE INSERT ON attendances WHEN EXISTS (SELECT 1 FROM attendances WHERE round_id = NEW.round_id AND person_id = NEW.person_id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: attendances.round_id, attendances.person_id'); END""",
    """CREATE TRIGGER audit_roots_no_update BEFORE UPDATE ON audit_roots BEGIN SELECT RAISE(ABORT, 'audit_roots is append-only'); END""",
    """CREATE TRIGGER audit_roots_no_delete BEFORE DELETE ON audit_roots BEGIN SELECT RAISE(ABORT, 'audit_roots is append-only'); END""",
    """CREATE TRIGGER audit_roots_no_replace BEFORE INSERT ON audit_roots WHEN EXISTS (SELECT 1 FROM audit_roots WHERE day = NEW.day) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_roots.day'); END""",
    """CREATE TRIGGER audit_rows_no_update BEFORE UPDATE ON audit_rows BEGIN SELECT RAISE(ABORT, 'audit_rows is append-only'); END""",
    """CREATE TRIGGER audit_rows_no_delete BEFORE DELETE ON audit_rows BEGIN SELECT RAISE(ABORT, 'audit_rows is append-only'); END""",
    """CREATE TRIGGER audit_rows_no_replace BEFORE INSERT ON audit_rows WHEN EXISTS (SELECT 1 FROM audit_rows WHERE stream = NEW.stream AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: audit_rows.stream, audit_rows.seq'); END""",
    """CREATE TRIGGER ballot_versions_no_update BEFORE UPDATE ON ballot_versions BEGIN SELECT RAISE(ABORT, 'ballot_versions is append-only'); END""",
    """CREATE TRIGGER ballot_versions_no_delete BEFORE DELETE ON ballot_versions BEGIN SELECT RAISE(ABORT, 'ballot_versions is append-only'); END""",
    """CREATE TRIGGER ballot_versions_no_replace BEFORE INSERT ON ballot_versions WHEN EXISTS (SELECT 1 FROM ballot_versions WHERE round_id = NEW.round_id AND person_id = NEW.person_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: ballot_versions.round_id, ballot_versions.person_id, ballot_versions.number'); END""",
    """CREATE TRIGGER block_rulings_no_update BEFORE UPDATE ON block_rulings BEGIN SELECT RAISE(ABORT, 'block_rulings is append-only'); END""",
    """CREATE TRIGGER block_rulings_no_delete BEFORE DELETE ON block_rulings BEGIN SELECT RAISE(ABORT, 'block_rulings is append-only'); END""",
    """CREATE TRIGGER block_rulings_no_replace BEFORE INSERT ON block_rulings WHEN EXISTS (SELECT 1 FROM block_rulings WHERE block_id = NEW.block_id AND person_id = NEW.person_id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: block_rulings.block_id, block_rulings.person_id'); END""",
    """CREATE TRIGGER concern_entries_no_update BEFORE UPDATE ON concern_entries BEGIN SELECT RAISE(ABORT, 'concern_entries is append-only'); END""",
    """CREATE TRIGGER concern_entries_no_delete BEFORE DELETE ON concern_entries BEGIN SELECT RAISE(ABORT, 'concern_entries is append-only'); END""",
    """CREATE TRIGGER concern_entries_no_replace BEFORE INSERT ON concern_entries WHEN EXISTS (SELECT 1 FROM concern_entries WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: concern_entries.id'); END""",
    """CREATE TRIGGER conflict_suggestions_no_update BEFORE UPDATE ON conflict_suggestions BEGIN SELECT RAISE(ABORT, 'conflict_suggestions is append-only'); END""",
    """CREATE TRIGGER conflict_suggestions_no_delete BEFORE DELETE ON conflict_suggestions BEGIN SELECT RAISE(ABORT, 'conflict_suggestions is append-only'); END""",
    """CREATE TRIGGER conflict_suggestions_no_replace BEFORE INSERT ON conflict_suggestions WHEN EXISTS (SELECT 1 FROM conflict_suggestions WHERE round_id = NEW.round_id AND person_id = NEW.person_id AND because = NEW.because) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: conflict_suggestions.round_id, conflict_suggestions.person_id, conflict_suggestions.because'); END""",
    """CREATE TRIGGER decision_letters_no_update BEFORE UPDATE ON decision_letters BEGIN SELECT RAISE(ABORT, 'decision_letters is append-only'); END""",
    """CREATE TRIGGER decision_letters_no_delete BEFORE DELETE ON decision_letters BEGIN SELECT RAISE(ABORT, 'decision_letters is append-only'); END""",
    """CREATE TRIGGER decision_letters_no_replace BEFORE INSERT ON decision_letters WHEN EXISTS (SELECT 1 FROM decision_letters WHERE decision_id = NEW.decision_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: decision_letters.decision_id, decision_letters.number'); END""",
    """CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures is append-only'); END""",
    """CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures is append-only'); END""",
    """CREATE TRIGGER erasures_no_replace BEFORE INSERT ON erasures WHEN EXISTS (SELECT 1 FROM erasures WHERE subject = NEW.subject AND rule = NEW.rule) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: erasures.subject, erasures.rule'); END""",
    """CREATE TRIGGER hard_stops_no_update BEFORE UPDATE ON hard_stops BEGIN SELECT RAISE(ABORT, 'hard_stops is append-only'); END""",
    """CREATE TRIGGER hard_stops_no_delete BEFORE DELETE ON hard_stops BEGIN SELECT RAISE(ABORT, 'hard_stops is append-only'); END""",
    """CREATE TRIGGER hard_stops_no_replace BEFORE INSERT ON hard_stops WHEN EXISTS (SELECT 1 FROM hard_stops WHERE application_id = NEW.application_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: hard_stops.application_id, hard_stops.number'); END""",
    """CREATE TRIGGER hold_steps_no_update BEFORE UPDATE ON hold_steps BEGIN SELECT RAISE(ABORT, 'hold_steps is append-only'); END""",
    """CREATE TRIGGER hold_steps_no_delete BEFORE DELETE ON hold_steps BEGIN SELECT RAISE(ABORT, 'hold_steps is append-only'); END""",
    """CREATE TRIGGER hold_steps_no_replace BEFORE INSERT ON hold_steps WHEN EXISTS (SELECT 1 FROM hold_steps WHERE hold_id = NEW.hold_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: hold_steps.hold_id, hold_steps.number'); END""",
    """CREATE TRIGGER item_openings_no_update BEFORE UPDATE ON item_openings BEGIN SELECT RAISE(ABORT, 'item_openings is append-only'); END""",
    """CREATE TRIGGER item_openings_no_delete BEFORE DELETE ON item_openings BEGIN SELECT RAISE(ABORT, 'item_openings is append-only'); END""",
    """CREATE TRIGGER item_openings_no_replace BEFORE INSERT ON item_openings WHEN EXISTS (SELECT 1 FROM item_openings WHERE round_id = NEW.round_id AND person_id = NEW.person_id AND criterion = NEW.criterion AND item = NEW.item) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: item_openings.round_id, item_openings.person_id, item_openings.criterion, item_openings.item'); END""",
    """CREATE TRIGGER membership_steps_no_update BEFORE UPDATE ON membership_steps BEGIN SELECT RAISE(ABORT, 'membership_steps is append-only'); END""",
    """CREATE TRIGGER membership_steps_no_delete BEFORE DELETE ON membership_steps BEGIN SELECT RAISE(ABORT, 'membership_steps is append-only'); END""",
    """CREATE TRIGGER membership_steps_no_replace BEFORE INSERT ON membership_steps WHEN EXISTS (SELECT 1 FROM membership_steps WHERE physician_id = NEW.physician_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: membership_steps.physician_id, membership_steps.number'); END""",
    """CREATE TRIGGER office_notes_no_update BEFORE UPDATE ON office_notes BEGIN SELECT RAISE(ABORT, 'office_notes is append-only'); END""",
    """CREATE TRIGGER office_notes_no_delete BEFORE DELETE ON office_notes BEGIN SELECT RAISE(ABORT, 'office_notes is append-only'); END""",
    """CREATE TRIGGER office_notes_no_replace BEFORE INSERT ON office_notes WHEN EXISTS (SELECT 1 FROM office_notes WHERE application_id = NEW.application_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: office_notes.application_id, office_notes.number'); END""",
    """CREATE TRIGGER opened_ballots_no_update BEFORE UPDATE ON opened_ballots BEGIN SELECT RAISE(ABORT, 'opened_ballots is append-only'); END""",
    """CREATE TRIGGER opened_ballots_no_delete BEFORE DELETE ON opened_ballots BEGIN SELECT RAISE(ABORT, 'opened_ballots is append-only'); END""",
    """CREATE TRIGGER opened_ballots_no_replace BEFORE INSERT ON opened_ballots WHEN EXISTS (SELECT 1 FROM opened_ballots WHERE round_id = NEW.round_id AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: opened_ballots.round_id, opened_ballots.number'); END""",
    """CREATE TRIGGER opinions_no_update BEFORE UPDATE ON opinions BEGIN SELECT RAISE(ABORT, 'opinions is append-only'); END""",
    """CREATE TRIGGER opinions_no_delete BEFORE DELETE ON opinions BEGIN SELECT RAISE(ABORT, 'opinions is append-only'); END""",
    """CREATE TRIGGER opinions_no_replace BEFORE INSERT ON opinions WHEN EXISTS (SELECT 1 FROM opinions WHERE consultation_id = NEW.consultation_id AND version = NEW.version) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: opinions.consultation_id, opinions.version'); END""",
    """CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments BEGIN SELECT RAISE(ABORT, 'payments is append-only'); END""",
    """CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments BEGIN SELECT RAISE(ABORT, 'payments is append-only'); END""",
    """CREATE TRIGGER payments_no_replace BEFORE INSERT ON payments WHEN EXISTS (SELECT 1 FROM payments WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: payments.id'); END""",
    """CREATE TRIGGER policy_versions_no_update BEFORE UPDATE ON policy_versions BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END""",
    """CREATE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions BEGIN SELECT RAISE(ABORT, 'policy_versions is append-only'); END""",
    """CREATE TRIGGER policy_versions_no_replace BEFORE INSERT ON policy_versions WHEN EXISTS (SELECT 1 FROM policy_versions WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: policy_versions.number'); END""",
    """CREATE TRIGGER records_no_update BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'records is append-only'); END""",
    """CREATE TRIGGER records_no_delete BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'records is append-only'); END""",
    """CREATE TRIGGER records_no_replace BEFORE INSERT ON records WHEN EXISTS (SELECT 1 FROM records WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: records.id'); END""",
    """CREATE TRIGGER remarks_no_update BEFORE UPDATE ON remarks BEGIN SELECT RAISE(ABORT, 'remarks is append-only'); END""",
    """CREATE TRIGGER remarks_no_delete BEFORE DELETE ON remarks BEGIN SELECT RAISE(ABORT, 'remarks is append-only'); END""",
    """CREATE TRIGGER remarks_no_replace BEFORE INSERT ON remarks WHEN EXISTS (SELECT 1 FROM remarks WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: remarks.id'); END""",
)
FUNCTIONS = (
    "application_snapshot_texts_refuse",
    "application_snapshots_refuse",
    "application_steps_refuse",
    "attendances_refuse",
    "audit_roots_refuse",
    "audit_rows_refuse",
    "ballot_versions_refuse",
    "block_rulings_refuse",
    "concern_entries_refuse",
    "conflict_suggestions_refuse",
    "decision_letters_refuse",
    "erasures_refuse",
    "hard_stops_refuse",
    "hold_steps_refuse",
    "item_openings_refuse",
    "membership_steps_refuse",
    "office_notes_refuse",
    "opened_ballots_refuse",
    "opinions_refuse",
    "payments_refuse",
    "policy_versions_refuse",
    "records_refuse",
    "remarks_refuse",
)


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('sign_in', 'code', 'reset', 'email')", name=op.f("ck_attempts_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_at"), "attempts", ["at"], unique=False)
    op.create_index("ix_attempts_kind_network_at", "attempts", ["kind", "network", "at"], unique=False)
    op.create_index("ix_attempts_kind_target_at", "attempts", ["kind", "target", "at"], unique=False)
    op.create_table(
        "audit_heads",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "audit_roots",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("streams", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_audit_roots_digest")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_roots")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_audit_rows")),
    )
    op.create_index(op.f("ix_audit_rows_action"), "audit_rows", ["action"], unique=False)
    op.create_index(op.f("ix_audit_rows_subject"), "audit_rows", ["subject"], unique=False)
    op.create_table(
        "clinics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("z", sa.Double(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("phone_number", sa.String(length=20), nullable=False),
        sa.Column("accessibility", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(phone = '') = (phone_number = '')", name=op.f("ck_clinics_phone")),
        sa.CheckConstraint("name <> '' AND city <> ''", name=op.f("ck_clinics_name")),
        sa.CheckConstraint("phone_number = '' OR phone_number LIKE '+%'", name=op.f("ck_clinics_phone_e164")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_clinics_coordinates")
        ),
        sa.CheckConstraint("length(country) = 2 AND country = upper(country)", name=op.f("ck_clinics_country")),
        sa.CheckConstraint("x * x + y * y + z * z BETWEEN 0.999999 AND 1.000001", name=op.f("ck_clinics_sphere")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinics")),
    )
    op.create_index("ix_clinics_latitude_longitude", "clinics", ["latitude", "longitude"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("text_values", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('share', 'photos')", name=op.f("ck_consents_purpose")),
        sa.CheckConstraint("length(text_hash) = 64", name=op.f("ck_consents_text_hash")),
        sa.CheckConstraint("withdrawn IS NULL OR withdrawn >= given", name=op.f("ck_consents_withdrawn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        "uq_consents_subject_purpose_about",
        "consents",
        ["subject", "purpose", "about"],
        unique=True,
        sqlite_where=sa.text("withdrawn IS NULL"),
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.create_table(
        "demo_loads",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("physicians", sa.Integer(), nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_demo_loads_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_loads")),
    )
    op.create_table(
        "doomed_files",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_doomed_files")),
    )
    op.create_table(
        "email_sign_ins",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("onward", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email) AND email <> ''", name=op.f("ck_email_sign_ins_email")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_sign_ins")),
    )
    op.create_index(op.f("ix_email_sign_ins_asked"), "email_sign_ins", ["asked"], unique=False)
    op.create_table(
        "hold_networks",
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_hold_networks")),
    )
    op.create_table(
        "invoice_counters",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_invoice_counters_one")),
        sa.CheckConstraint("last >= 0", name=op.f("ck_invoice_counters_last")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_counters")),
    )
    op.create_table(
        "letter_digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_digests")),
        sa.UniqueConstraint("reader", "day", name=op.f("uq_letter_digests_reader_day")),
    )
    op.create_table(
        "links",
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("purpose", "subject", name=op.f("pk_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_links_digest")),
    )
    op.create_index(op.f("ix_links_expires"), "links", ["expires"], unique=False)
    op.create_table(
        "payment_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payer", sa.String(length=160), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("imported", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("matched", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aside", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payment_lines_cents")),
        sa.CheckConstraint("matched IS NULL OR aside IS NULL", name=op.f("ck_payment_lines_one_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_lines")),
        sa.UniqueConstraint("digest", name=op.f("uq_payment_lines_digest")),
    )
    op.create_table(
        "photo_openings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheet", sa.String(length=32), nullable=True),
        sa.CheckConstraint("why IN ('care', 'help', 'safety', 'legal', 'review')", name=op.f("ck_photo_openings_why")),
        sa.CheckConstraint("until > at", name=op.f("ck_photo_openings_ends_later")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_openings")),
    )
    op.create_index(op.f("ix_photo_openings_actor"), "photo_openings", ["actor"], unique=False)
    op.create_index(op.f("ix_photo_openings_owner"), "photo_openings", ["owner"], unique=False)
    op.create_index(op.f("ix_photo_openings_sheet"), "photo_openings", ["sheet"], unique=False)
    op.create_table(
        "policy_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("adopted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_policy_versions_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_policy_versions")),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
    )
    op.create_index(op.f("ix_retention_runs_started"), "retention_runs", ["started"], unique=False)
    op.create_table(
        "vaults",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(wrapped IS NULL) = (destroyed IS NOT NULL)", name=op.f("ck_vaults_wrapped_or_destroyed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vaults")),
    )
    op.create_table(
        "erasures",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "rule IN ('application_draft', 'withdrawn_photos', 'case_photos', 'documents', 'for_life')",
            name=op.f("ck_erasures_rule"),
        ),
        sa.CheckConstraint("photos >= 0 AND files >= 0", name=op.f("ck_erasures_counts")),
        sa.ForeignKeyConstraint(["run_id"], ["retention_runs.id"], name=op.f("fk_erasures_run_id")),
        sa.PrimaryKeyConstraint("subject", "rule", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_run_id"), "erasures", ["run_id"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state <> 'gathered' OR digest_id IS NOT NULL", name=op.f("ck_letters_gathered")),
        sa.CheckConstraint(
            "state IN ('waiting', 'gathered', 'sent', 'dropped', 'failed')", name=op.f("ck_letters_state")
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["letter_digests.id"], name=op.f("fk_letters_digest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("kind", "subject", "revision", name=op.f("uq_letters_kind_subject_revision")),
    )
    op.create_index(op.f("ix_letters_digest_id"), "letters", ["digest_id"], unique=False)
    op.create_index("ix_letters_state_try_at", "letters", ["state", "try_at"], unique=False)
    op.create_index(op.f("ix_letters_subject"), "letters", ["subject"], unique=False)
    op.create_table(
        "patients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("sealed_email", sa.LargeBinary(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_patients_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("email_digest", name=op.f("uq_patients_email_digest")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_patients_vault_id")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_changed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vault_id", sa.String(length=32), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("totp_generation", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email) AND email <> ''", name=op.f("ck_people_email")),
        sa.CheckConstraint("totp IS NULL OR vault_id IS NOT NULL", name=op.f("ck_people_totp")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_people_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_index(op.f("ix_people_email_digest"), "people", ["email_digest"], unique=False)
    op.create_table(
        "photos",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("view", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("likeness", sa.LargeBinary(), nullable=True),
        sa.Column("stored", sa.String(length=32), nullable=False),
        sa.Column("quarantine", sa.String(length=32), nullable=True),
        sa.Column("quarantine_key", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("purged", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'failed') = (problem IS NOT NULL)", name=op.f("ck_photos_failed_with_problem")),
        sa.CheckConstraint("form IN ('JPEG', 'PNG', 'WEBP', 'HEIF')", name=op.f("ck_photos_form")),
        sa.CheckConstraint(
            "problem IN ('damaged', 'too_small', 'too_large', 'gave_up')", name=op.f("ck_photos_problem")
        ),
        sa.CheckConstraint(
            "state <> 'ready' OR (width > 0 AND height > 0) OR deleted IS NOT NULL",
            name=op.f("ck_photos_ready_has_size"),
        ),
        sa.CheckConstraint(
            "state <> 'waiting' OR quarantine IS NOT NULL OR deleted IS NOT NULL",
            name=op.f("ck_photos_waiting_has_bytes"),
        ),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_photos_state")),
        sa.CheckConstraint("purged IS NULL OR deleted IS NOT NULL", name=op.f("ck_photos_purged_after_deleted")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_photos_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("quarantine", name=op.f("uq_photos_quarantine")),
        sa.UniqueConstraint("stored", name=op.f("uq_photos_stored")),
    )
    op.create_index(op.f("ix_photos_owner"), "photos", ["owner"], unique=False)
    op.create_index(op.f("ix_photos_vault_id"), "photos", ["vault_id"], unique=False)
    op.create_index(
        "ix_photos_work",
        "photos",
        ["due"],
        unique=False,
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("cases_vault_id", sa.String(length=32), nullable=False),
        sa.Column("referees_vault_id", sa.String(length=32), nullable=False),
        sa.Column("licence", sa.String(length=64), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_shown", sa.Boolean(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reapply_from", sa.Date(), nullable=True),
        sa.Column("frozen", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('approved', 'approved_conditional', 'deferred', 'declined')",
            name=op.f("ck_applications_outcome"),
        ),
        sa.CheckConstraint(
            "state <> 'decided' OR outcome IS NOT NULL", name=op.f("ck_applications_decided_has_outcome")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'screening', 'information_requested', 'in_review', 'decision_pending', 'decided', 'withdrawn', 'expired', 'appealed', 'closed')",
            name=op.f("ck_applications_state"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn', 'expired', 'closed') OR submitted IS NOT NULL",
            name=op.f("ck_applications_submitted"),
        ),
        sa.ForeignKeyConstraint(["cases_vault_id"], ["vaults.id"], name=op.f("fk_applications_cases_vault_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["applications.id"], name=op.f("fk_applications_earlier_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_applications_person_id")),
        sa.ForeignKeyConstraint(["policy"], ["policy_versions.number"], name=op.f("fk_applications_policy")),
        sa.ForeignKeyConstraint(["referees_vault_id"], ["vaults.id"], name=op.f("fk_applications_referees_vault_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_applications_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("cases_vault_id", name=op.f("uq_applications_cases_vault_id")),
        sa.UniqueConstraint("referees_vault_id", name=op.f("uq_applications_referees_vault_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_applications_reference")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_applications_vault_id")),
    )
    op.create_index("ix_applications_person_id", "applications", ["person_id"], unique=False)
    op.create_index("ix_applications_state_entered", "applications", ["state", "entered"], unique=False)
    op.create_index(
        "uq_applications_live_licence",
        "applications",
        ["licence"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
        postgresql_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
    )
    op.create_index(
        "uq_applications_live_person",
        "applications",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
        postgresql_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
    )
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("court", sa.LargeBinary(), nullable=True),
        sa.Column("told", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_asked_by", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(ended IS NULL) = (state NOT IN ('refused', 'released'))", name=op.f("ck_legal_holds_ended_state")
        ),
        sa.CheckConstraint(
            "(signed_by IS NULL) = (state IN ('requested', 'refused'))", name=op.f("ck_legal_holds_signed_state")
        ),
        sa.CheckConstraint("state <> 'ending' OR end_asked_by IS NOT NULL", name=op.f("ck_legal_holds_ending")),
        sa.CheckConstraint(
            "state <> 'refused' OR ended_by <> asked_by", name=op.f("ck_legal_holds_refused_by_another")
        ),
        sa.CheckConstraint("state <> 'released' OR end_asked_by IS NOT NULL", name=op.f("ck_legal_holds_released")),
        sa.CheckConstraint(
            "state <> 'released' OR ended_by <> end_asked_by", name=op.f("ck_legal_holds_released_by_another")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'active', 'ending', 'refused', 'released')", name=op.f("ck_legal_holds_state")
        ),
        sa.CheckConstraint("(ended_by IS NULL) = (ended IS NULL)", name=op.f("ck_legal_holds_ended")),
        sa.CheckConstraint("(signed_by IS NULL) = (signed IS NULL)", name=op.f("ck_legal_holds_signed")),
        sa.CheckConstraint("signed_by <> asked_by", name=op.f("ck_legal_holds_four_eyes")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_legal_holds_asked_by")),
        sa.ForeignKeyConstraint(["end_asked_by"], ["people.id"], name=op.f("fk_legal_holds_end_asked_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_legal_holds_ended_by")),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_legal_holds_signed_by")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_legal_holds_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_legal_holds_vault_id")),
    )
    op.create_index("ix_legal_holds_state_review_on", "legal_holds", ["state", "review_on"], unique=False)
    op.create_index(op.f("ix_legal_holds_subject"), "legal_holds", ["subject"], unique=False)
    op.create_index(
        "uq_legal_holds_one",
        "legal_holds",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("state IN ('active', 'ending', 'requested')"),
        postgresql_where=sa.text("state IN ('active', 'ending', 'requested')"),
    )
    op.create_table(
        "letter_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("digest", sa.Time(), nullable=False),
        sa.Column("chosen", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT quiet OR starts <> ends", name=op.f("ck_letter_hours_night")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_letter_hours_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_letter_hours")),
    )
    op.create_table(
        "letter_ways",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.CheckConstraint("way IN ('at_once', 'digest', 'off')", name=op.f("ck_letter_ways_way")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_letter_ways_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_letter_ways")),
    )
    op.create_table(
        "person_roles",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("given", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('physician', 'coordinator', 'applicant', 'reviewer', 'chair', 'treasurer')",
            name=op.f("ck_person_roles_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_roles_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_roles")),
    )
    op.create_table(
        "photo_slots",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("slot >= 0 AND slot < 16", name=op.f("ck_photo_slots_slot")),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_photo_slots_photo_id")),
        sa.PrimaryKeyConstraint("owner", "slot", name=op.f("pk_photo_slots")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_photo_slots_photo_id")),
    )
    op.create_table(
        "physicians",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("degrees", sa.String(length=120), nullable=False),
        sa.Column("sort_name", sa.String(length=120), nullable=False),
        sa.Column("statement", sa.String(length=600), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("searchable_until", sa.Date(), nullable=True),
        sa.Column("member_since", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("accepts_new", sa.Boolean(), nullable=False),
        sa.Column("booking_paused", sa.Boolean(), nullable=False),
        sa.Column("video", sa.Boolean(), nullable=False),
        sa.Column("telephone", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("own_room", sa.Boolean(), nullable=False),
        sa.Column("out_of_hours", sa.String(length=40), nullable=False),
        sa.Column("out_of_hours_number", sa.String(length=20), nullable=False),
        sa.Column("practising_since", sa.Integer(), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.Column("largest_session", sa.Integer(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(out_of_hours = '') = (out_of_hours_number = '')", name=op.f("ck_physicians_out_of_hours")),
        sa.CheckConstraint(
            "(standing IN ('lapsed', 'removed', 'resigned')) = (left_on IS NOT NULL)",
            name=op.f("ck_physicians_left_on"),
        ),
        sa.CheckConstraint("name <> '' AND sort_name <> ''", name=op.f("ck_physicians_name")),
        sa.CheckConstraint(
            "out_of_hours_number = '' OR out_of_hours_number LIKE '+%'", name=op.f("ck_physicians_out_of_hours_e164")
        ),
        sa.CheckConstraint("slug <> '' AND slug = lower(slug)", name=op.f("ck_physicians_slug")),
        sa.CheckConstraint(
            "standing IN ('draft', 'active', 'probation', 'under_review', 'suspended', 'lapsed', 'removed', 'resigned')",
            name=op.f("ck_physicians_standing"),
        ),
        sa.CheckConstraint("largest_session BETWEEN 1 AND 20000", name=op.f("ck_physicians_largest_session")),
        sa.CheckConstraint("length(statement) <= 600", name=op.f("ck_physicians_statement")),
        sa.CheckConstraint("practising_since BETWEEN 1950 AND 2100", name=op.f("ck_physicians_practising_since")),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name=op.f("ck_physicians_share_percent")),
        sa.CheckConstraint("written OR video OR telephone", name=op.f("ck_physicians_visits")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_physicians_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physicians")),
        sa.UniqueConstraint("person_id", name=op.f("uq_physicians_person_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_physicians_slug")),
    )
    op.create_index(op.f("ix_physicians_searchable_until"), "physicians", ["searchable_until"], unique=False)
    op.create_index(op.f("ix_physicians_sort_name"), "physicians", ["sort_name"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_sessions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.UniqueConstraint("hash", name=op.f("uq_sign_in_sessions_hash")),
    )
    op.create_index(op.f("ix_sign_in_sessions_person_id"), "sign_in_sessions", ["person_id"], unique=False)
    op.create_table(
        "application_sections",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "section IN ('you', 'criterion-1', 'criterion-2', 'criterion-3', 'criterion-4', 'criterion-5', 'criterion-6', 'criterion-7', 'criterion-8', 'cases', 'referees', 'declarations')",
            name=op.f("ck_application_sections_section"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_application_sections_revision")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_sections_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "section", name=op.f("pk_application_sections")),
    )
    op.create_table(
        "application_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_application_snapshots_number")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_snapshots_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_snapshots")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_application_snapshots_application_id_number")),
    )
    op.create_table(
        "application_steps",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "after IN ('draft', 'submitted', 'screening', 'information_requested', 'in_review', 'decision_pending', 'decided', 'withdrawn', 'expired', 'appealed', 'closed')",
            name=op.f("ck_application_steps_after"),
        ),
        sa.CheckConstraint(
            "before IN ('draft', 'submitted', 'screening', 'information_requested', 'in_review', 'decision_pending', 'decided', 'withdrawn', 'expired', 'appealed', 'closed')",
            name=op.f("ck_application_steps_before"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_steps_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_application_steps")),
    )
    op.create_table(
        "assistants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invited", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email) AND email <> ''", name=op.f("ck_assistants_email")),
        sa.CheckConstraint("(accepted IS NULL) = (person_id IS NULL)", name=op.f("ck_assistants_accepted")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_assistants_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assistants_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistants")),
    )
    op.create_index(op.f("ix_assistants_application_id"), "assistants", ["application_id"], unique=False)
    op.create_index(op.f("ix_assistants_person_id"), "assistants", ["person_id"], unique=False)
    op.create_index(
        "uq_assistants_active",
        "assistants",
        ["application_id", "email"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_table(
        "booking_rules",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("length_video", sa.Integer(), nullable=False),
        sa.Column("length_telephone", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("buffer_before", sa.Integer(), nullable=False),
        sa.Column("buffer_after", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
        sa.Column("weekly_cap", sa.Integer(), nullable=True),
        sa.Column("accepts_reasons", sa.JSON(), nullable=False),
        sa.Column("accepts_countries", sa.JSON(), nullable=False),
        sa.Column("accepts_languages", sa.JSON(), nullable=False),
        sa.Column("video_address", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "video_address = '' OR video_address LIKE 'https://%'", name=op.f("ck_booking_rules_video_address")
        ),
        sa.CheckConstraint('"window" BETWEEN 1 AND 365', name=op.f("ck_booking_rules_window")),
        sa.CheckConstraint(
            "buffer_after BETWEEN 0 AND 120 AND buffer_after % 5 = 0", name=op.f("ck_booking_rules_buffer_after")
        ),
        sa.CheckConstraint(
            "buffer_before BETWEEN 0 AND 120 AND buffer_before % 5 = 0", name=op.f("ck_booking_rules_buffer_before")
        ),
        sa.CheckConstraint("daily_cap BETWEEN 1 AND 100", name=op.f("ck_booking_rules_daily_cap")),
        sa.CheckConstraint(
            "length_telephone BETWEEN 10 AND 240 AND length_telephone % 5 = 0",
            name=op.f("ck_booking_rules_length_telephone"),
        ),
        sa.CheckConstraint(
            "length_video BETWEEN 10 AND 240 AND length_video % 5 = 0", name=op.f("ck_booking_rules_length_video")
        ),
        sa.CheckConstraint("notice BETWEEN 0 AND 43200", name=op.f("ck_booking_rules_notice")),
        sa.CheckConstraint("step BETWEEN 5 AND 240 AND step % 5 = 0", name=op.f("ck_booking_rules_step")),
        sa.CheckConstraint("weekly_cap BETWEEN 1 AND 500", name=op.f("ck_booking_rules_weekly_cap")),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["physicians.id"], name=op.f("fk_booking_rules_physician_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("physician_id", name=op.f("pk_booking_rules")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visit_starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visit_ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("wall", sa.String(length=16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'booking') = (expires IS NULL)", name=op.f("ck_claims_expires")),
        sa.CheckConstraint("kind <> 'booking' OR booked IS NOT NULL", name=op.f("ck_claims_booked")),
        sa.CheckConstraint("kind IN ('hold', 'booking', 'released')", name=op.f("ck_claims_kind")),
        sa.CheckConstraint("visit <> 'written'", name=op.f("ck_claims_has_a_time")),
        sa.CheckConstraint("visit IN ('video', 'telephone', 'written')", name=op.f("ck_claims_visit")),
        sa.CheckConstraint(
            "starts <= visit_starts AND visit_starts < visit_ends AND visit_ends <= ends", name=op.f("ck_claims_order")
        ),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["physicians.id"], name=op.f("fk_claims_physician_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_kind_expires", "claims", ["kind", "expires"], unique=False)
    op.create_index("ix_claims_network_created", "claims", ["network", "created"], unique=False)
    op.create_index("ix_claims_physician_id_ends", "claims", ["physician_id", "ends"], unique=False)
    op.create_index(op.f("ix_claims_visit_starts"), "claims", ["visit_starts"], unique=False)
    op.create_index(
        "uq_claims_session_hold",
        "claims",
        ["session"],
        unique=True,
        sqlite_where=sa.text("kind = 'hold'"),
        postgresql_where=sa.text("kind = 'hold'"),
    )
    op.create_table(
        "clinic_physicians",
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_clinic_physicians_position")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_clinic_physicians_clinic_id")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_clinic_physicians_physician_id")),
        sa.PrimaryKeyConstraint("clinic_id", "physician_id", name=op.f("pk_clinic_physicians")),
        sa.UniqueConstraint("physician_id", "position", name=op.f("uq_clinic_physicians_physician_id_position")),
    )
    op.create_table(
        "concerns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("submission", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=True),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed IS NOT NULL)", name=op.f("ck_concerns_closed")),
        sa.CheckConstraint(
            "kind IN ('safety', 'conduct', 'photos', 'wrong_fact', 'other')", name=op.f("ck_concerns_kind")
        ),
        sa.CheckConstraint("state IN ('new', 'in_hand', 'closed')", name=op.f("ck_concerns_state")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_concerns_physician_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_concerns_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint("reference", name=op.f("uq_concerns_reference")),
        sa.UniqueConstraint("submission", name=op.f("uq_concerns_submission")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_concerns_vault_id")),
    )
    op.create_index(op.f("ix_concerns_physician_id"), "concerns", ["physician_id"], unique=False)
    op.create_index("ix_concerns_state_raised", "concerns", ["state", "raised"], unique=False)
    op.create_table(
        "consultations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("appointment", sa.String(length=40), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("fewer_reminders", sa.Boolean(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=10), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_answers", sa.LargeBinary(), nullable=True),
        sa.Column("intake_version", sa.Integer(), nullable=False),
        sa.Column("tasks_done", sa.JSON(), nullable=False),
        sa.Column("draft_key", sa.String(length=64), nullable=True),
        sa.Column("active_key", sa.String(length=64), nullable=True),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=20), nullable=False),
        sa.Column("sealed_cancel_words", sa.LargeBinary(), nullable=True),
        sa.Column("patient_says", sa.Boolean(), nullable=True),
        sa.Column("physician_says", sa.Boolean(), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("patient_late", sa.Boolean(), nullable=False),
        sa.Column("call_instead", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "appointment IN ('held', 'booked', 'proposed', 'cancelled_by_patient', 'cancelled_by_physician', 'cancelled_by_office', 'attended', 'missed', 'physician_absent')",
            name=op.f("ck_consultations_appointment"),
        ),
        sa.CheckConstraint("state = 'draft' OR draft_key IS NULL", name=op.f("ck_consultations_draft_key")),
        sa.CheckConstraint("state = 'draft' OR patient_id IS NOT NULL", name=op.f("ck_consultations_has_patient")),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting_for_patient', 'ready', 'more_asked', 'opinion_due', 'overdue', 'opinion_signed', 'declined', 'withdrawn', 'closed')",
            name=op.f("ck_consultations_state"),
        ),
        sa.CheckConstraint(
            "visit <> 'written' OR appointment IS NULL", name=op.f("ck_consultations_written_has_no_time")
        ),
        sa.CheckConstraint(
            "visit = 'written' OR state = 'draft' OR starts IS NOT NULL", name=op.f("ck_consultations_has_time")
        ),
        sa.CheckConstraint("visit IN ('video', 'telephone', 'written')", name=op.f("ck_consultations_visit")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_consultations_patient_id")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_consultations_physician_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_consultations_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("active_key", name=op.f("uq_consultations_active_key")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_consultations_claim_id")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_consultations_draft_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_consultations_reference")),
        sa.UniqueConstraint("uid", name=op.f("uq_consultations_uid")),
    )
    op.create_index(op.f("ix_consultations_patient_id"), "consultations", ["patient_id"], unique=False)
    op.create_index(op.f("ix_consultations_person_digest"), "consultations", ["person_digest"], unique=False)
    op.create_index(
        "ix_consultations_physician_id_state_starts", "consultations", ["physician_id", "state", "starts"], unique=False
    )
    op.create_index("ix_consultations_state_starts", "consultations", ["state", "starts"], unique=False)
    op.create_table(
        "credential_checks",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('licence', 'malpractice', 'board', 'training', 'honour')", name=op.f("ck_credential_checks_kind")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('licence', 'malpractice') OR expires IS NOT NULL", name=op.f("ck_credential_checks_expires")
        ),
        sa.CheckConstraint("result IN ('confirmed', 'not_confirmed')", name=op.f("ck_credential_checks_result")),
        sa.CheckConstraint("(ended IS NULL) = (ended_by IS NULL)", name=op.f("ck_credential_checks_ended")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_credential_checks_application_id")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_credential_checks_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_credential_checks_person_id")),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_credential_checks")),
    )
    op.create_table(
        "credentials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("issuer", sa.String(length=160), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.String(length=10), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint("(verified_on IS NULL) = (verified_by = '')", name=op.f("ck_credentials_verified")),
        sa.CheckConstraint("issuer <> '' AND title <> ''", name=op.f("ck_credentials_issuer")),
        sa.CheckConstraint(
            "kind <> 'licence' OR (country IS NOT NULL AND number <> '')", name=op.f("ck_credentials_licence")
        ),
        sa.CheckConstraint(
            "kind IN ('licence', 'malpractice', 'board', 'training', 'honour')", name=op.f("ck_credentials_kind")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('licence', 'malpractice') OR expires IS NOT NULL", name=op.f("ck_credentials_expires")
        ),
        sa.CheckConstraint("expires >= issued", name=op.f("ck_credentials_dates")),
        sa.CheckConstraint("length(country) = 2 AND country = upper(country)", name=op.f("ck_credentials_country")),
        sa.CheckConstraint("region IS NULL OR country IS NOT NULL", name=op.f("ck_credentials_region")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_credentials_physician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint(
            "physician_id",
            "kind",
            "issuer",
            "number",
            "title",
            name=op.f("uq_credentials_physician_id_kind_issuer_number_title"),
        ),
    )
    op.create_index(
        "ix_credentials_physician_id_kind_expires_verified_on",
        "credentials",
        ["physician_id", "kind", "expires", "verified_on"],
        unique=False,
    )
    op.create_table(
        "day_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends BETWEEN 5 AND 1440 AND ends % 5 = 0", name=op.f("ck_day_exceptions_ends")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_day_exceptions_order")),
        sa.CheckConstraint("starts BETWEEN 0 AND 1435 AND starts % 5 = 0", name=op.f("ck_day_exceptions_starts")),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["physicians.id"], name=op.f("fk_day_exceptions_physician_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_exceptions")),
    )
    op.create_index("ix_day_exceptions_physician_id_day", "day_exceptions", ["physician_id", "day"], unique=False)
    op.create_table(
        "decline_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("reapply_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(confirmed IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_decline_proposals_confirmed")),
        sa.CheckConstraint("(withdrawn IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_decline_proposals_withdrawn")),
        sa.CheckConstraint("confirmed IS NULL OR withdrawn IS NULL", name=op.f("ck_decline_proposals_one_end")),
        sa.CheckConstraint("confirmed_by <> proposed_by", name=op.f("ck_decline_proposals_four_eyes")),
        sa.CheckConstraint("rule > 0", name=op.f("ck_decline_proposals_rule")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_decline_proposals_application_id")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_decline_proposals_confirmed_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_decline_proposals_proposed_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name=op.f("fk_decline_proposals_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decline_proposals")),
    )
    op.create_index(op.f("ix_decline_proposals_application_id"), "decline_proposals", ["application_id"], unique=False)
    op.create_index(
        "uq_decline_proposals_one_open",
        "decline_proposals",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("confirmed IS NULL AND withdrawn IS NULL"),
        postgresql_where=sa.text("confirmed IS NULL AND withdrawn IS NULL"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_documents_size")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_documents_application_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["documents.id"], name=op.f("fk_documents_replaced_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_application_id"), "documents", ["application_id"], unique=False)
    op.create_table(
        "drawn_periods",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("stated", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(drawn IS NULL) = (seed IS NULL) AND (drawn IS NULL) = (starts IS NULL) AND (drawn IS NULL) = (ends IS NULL) AND (drawn IS NULL) = (actor IS NULL)",
            name=op.f("ck_drawn_periods_drawn"),
        ),
        sa.CheckConstraint(
            "(total IS NULL) = (stated IS NULL) AND (total IS NULL OR drawn IS NOT NULL)",
            name=op.f("ck_drawn_periods_stated"),
        ),
        sa.CheckConstraint("number > 0 AND months > 0", name=op.f("ck_drawn_periods_number")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_drawn_periods_application_id")),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_drawn_periods")),
    )
    op.create_index(
        "ix_drawn_periods_due",
        "drawn_periods",
        ["due"],
        unique=False,
        sqlite_where=sa.text("drawn IS NULL"),
        postgresql_where=sa.text("drawn IS NULL"),
    )
    op.create_table(
        "hard_stops",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("finding IN ('clear', 'found')", name=op.f("ck_hard_stops_finding")),
        sa.CheckConstraint("stop > 0", name=op.f("ck_hard_stops_stop")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_hard_stops_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hard_stops_person_id")),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_hard_stops")),
    )
    op.create_table(
        "hold_steps",
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["hold_id"], ["legal_holds.id"], name=op.f("fk_hold_steps_hold_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hold_steps_person_id")),
        sa.PrimaryKeyConstraint("hold_id", "number", name=op.f("pk_hold_steps")),
    )
    op.create_table(
        "memberships",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=False),
        sa.Column("re_review_opens", sa.Date(), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unconfirmed_since", sa.Date(), nullable=True),
        sa.Column("administrative", sa.Boolean(), nullable=False),
        sa.Column("resigning", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT administrative OR state = 'suspended'", name=op.f("ck_memberships_administrative")),
        sa.CheckConstraint("state <> 'draft'", name=op.f("ck_memberships_admitted")),
        sa.CheckConstraint(
            "state IN ('draft', 'active', 'probation', 'under_review', 'suspended', 'lapsed', 'removed', 'resigned')",
            name=op.f("ck_memberships_state"),
        ),
        sa.CheckConstraint("term_ends > since AND re_review_opens < term_ends", name=op.f("ck_memberships_term")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_memberships_application_id")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_memberships_physician_id")),
        sa.ForeignKeyConstraint(["policy"], ["policy_versions.number"], name=op.f("fk_memberships_policy")),
        sa.PrimaryKeyConstraint("physician_id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_state", "memberships", ["state"], unique=False)
    op.create_table(
        "next_times",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("visit", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("visit IN ('video', 'telephone', 'written')", name=op.f("ck_next_times_visit")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_next_times_physician_id")),
        sa.PrimaryKeyConstraint("physician_id", "visit", name=op.f("pk_next_times")),
    )
    op.create_index(op.f("ix_next_times_starts"), "next_times", ["starts"], unique=False)
    op.create_table(
        "office_conflicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("declared", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ended IS NULL) = (ended_by IS NULL)", name=op.f("ck_office_conflicts_ended")),
        sa.CheckConstraint("ended_by <> person_id", name=op.f("ck_office_conflicts_by_another")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_office_conflicts_application_id")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_office_conflicts_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_office_conflicts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_conflicts")),
    )
    op.create_index(op.f("ix_office_conflicts_application_id"), "office_conflicts", ["application_id"], unique=False)
    op.create_index(op.f("ix_office_conflicts_person_id"), "office_conflicts", ["person_id"], unique=False)
    op.create_index(
        "uq_office_conflicts_one",
        "office_conflicts",
        ["application_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_table(
        "office_notes",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_office_notes_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_office_notes_person_id")),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_office_notes")),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(details IS NULL) = (erased IS NOT NULL)", name=op.f("ck_operations_erased")),
        sa.CheckConstraint(
            "erased IS NULL OR deleted IS NOT NULL OR withdrawn IS NOT NULL", name=op.f("ck_operations_erased_why")
        ),
        sa.CheckConstraint("number >= 1 AND number <= 999", name=op.f("ck_operations_number")),
        sa.CheckConstraint("place IS NULL OR (place >= 1 AND place <= 999)", name=op.f("ck_operations_place")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_operations_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )
    op.create_index(op.f("ix_operations_application_id"), "operations", ["application_id"], unique=False)
    op.create_index(op.f("ix_operations_deleted"), "operations", ["deleted"], unique=False)
    op.create_index(
        "uq_operations_number",
        "operations",
        ["application_id", "number"],
        unique=True,
        sqlite_where=sa.text("deleted IS NULL"),
        postgresql_where=sa.text("deleted IS NULL"),
    )
    op.create_index(
        "uq_operations_place",
        "operations",
        ["application_id", "place"],
        unique=True,
        sqlite_where=sa.text("deleted IS NULL AND place IS NOT NULL"),
        postgresql_where=sa.text("deleted IS NULL AND place IS NOT NULL"),
    )
    op.create_table(
        "physician_groups",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("patient_group", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "patient_group IN ('women', 'afro_textured', 'eyebrows_beard', 'scars', 'repair')",
            name=op.f("ck_physician_groups_patient_group"),
        ),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_physician_groups_physician_id")),
        sa.PrimaryKeyConstraint("physician_id", "patient_group", name=op.f("pk_physician_groups")),
    )
    op.create_table(
        "physician_languages",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=35), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("tag <> ''", name=op.f("ck_physician_languages_tag")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_physician_languages_physician_id")),
        sa.PrimaryKeyConstraint("physician_id", "tag", name=op.f("pk_physician_languages")),
    )
    op.create_index(
        "ix_physician_languages_tag_physician_id", "physician_languages", ["tag", "physician_id"], unique=False
    )
    op.create_table(
        "procedures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("technique", sa.String(length=40), nullable=False),
        sa.Column("variant", sa.String(length=60), nullable=False),
        sa.Column("price_model", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("price_low", sa.Integer(), nullable=True),
        sa.Column("price_high", sa.Integer(), nullable=True),
        sa.Column("price_as_of", sa.Date(), nullable=True),
        sa.CheckConstraint("price_model IN ('graft', 'session')", name=op.f("ck_procedures_price_model")),
        sa.CheckConstraint(
            "technique IN ('fut', 'fue', 'body_hair', 'eyebrows', 'beard', 'repair', 'smp')",
            name=op.f("ck_procedures_technique"),
        ),
        sa.CheckConstraint(
            "(price_model IS NULL AND currency IS NULL AND price_low IS NULL AND price_high IS NULL AND price_as_of IS NULL) OR (price_model IS NOT NULL AND currency IS NOT NULL AND price_low IS NOT NULL AND price_high IS NOT NULL AND price_as_of IS NOT NULL)",
            name=op.f("ck_procedures_price"),
        ),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_procedures_currency")),
        sa.CheckConstraint("price_low >= 0 AND price_high >= price_low", name=op.f("ck_procedures_price_range")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_procedures_physician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedures")),
        sa.UniqueConstraint(
            "physician_id", "technique", "variant", name=op.f("uq_procedures_physician_id_technique_variant")
        ),
    )
    op.create_index(op.f("ix_procedures_physician_id"), "procedures", ["physician_id"], unique=False)
    op.create_index("ix_procedures_technique_physician_id", "procedures", ["technique", "physician_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.CheckConstraint("address = '' OR address LIKE 'https://%'", name=op.f("ck_publications_address")),
        sa.CheckConstraint("kind IN ('paper', 'chapter', 'book', 'lecture')", name=op.f("ck_publications_kind")),
        sa.CheckConstraint("title <> '' AND venue <> ''", name=op.f("ck_publications_title")),
        sa.CheckConstraint("year BETWEEN 1900 AND 2100", name=op.f("ck_publications_year")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_publications_physician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint(
            "physician_id", "kind", "title", "year", name=op.f("uq_publications_physician_id_kind_title_year")
        ),
    )
    op.create_index(op.f("ix_publications_physician_id"), "publications", ["physician_id"], unique=False)
    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("redaction", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("redaction IN ('court', 'applicant', 'public')", name=op.f("ck_records_redaction")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_records_digest")),
        sa.CheckConstraint("size > 0", name=op.f("ck_records_size")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_records_application_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_records_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint(
            "application_id", "redaction", "digest", name=op.f("uq_records_application_id_redaction_digest")
        ),
    )
    op.create_table(
        "referee_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_referee_cards_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referee_cards")),
        sa.UniqueConstraint("code", name=op.f("uq_referee_cards_code")),
    )
    op.create_index(op.f("ix_referee_cards_application_id"), "referee_cards", ["application_id"], unique=False)
    op.create_table(
        "results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("view", sa.String(length=40), nullable=False),
        sa.Column("technique", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("keeper", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("before_month", sa.Date(), nullable=False),
        sa.Column("after_month", sa.Date(), nullable=False),
        sa.Column("months_after", sa.Integer(), nullable=False),
        sa.Column("grafts", sa.Integer(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("unretouched", sa.Boolean(), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("illustration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("before <> '' AND after <> '' AND before <> after", name=op.f("ck_results_pictures")),
        sa.CheckConstraint("keeper IN ('static', 'files')", name=op.f("ck_results_keeper")),
        sa.CheckConstraint(
            "technique IN ('fut', 'fue', 'body_hair', 'eyebrows', 'beard', 'repair', 'smp')",
            name=op.f("ck_results_technique"),
        ),
        sa.CheckConstraint("view IN ('front', 'top', 'crown', 'left', 'right', 'donor')", name=op.f("ck_results_view")),
        sa.CheckConstraint("after_month > before_month", name=op.f("ck_results_months")),
        sa.CheckConstraint("grafts BETWEEN 1 AND 20000", name=op.f("ck_results_grafts")),
        sa.CheckConstraint("months_after BETWEEN 1 AND 240", name=op.f("ck_results_months_after")),
        sa.CheckConstraint("sessions BETWEEN 1 AND 20", name=op.f("ck_results_sessions")),
        sa.CheckConstraint("unretouched", name=op.f("ck_results_unretouched")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_results_size")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_results_physician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
    )
    op.create_index(op.f("ix_results_physician_id"), "results", ["physician_id"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("secrecy", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("physician_id", sa.Integer(), nullable=True),
        sa.Column("policy", sa.Integer(), nullable=True),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("planned", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comments_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comments_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("kept_open", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.CheckConstraint("kind IN ('admission', 're_review', 'removal', 'appeal')", name=op.f("ck_rounds_kind")),
        sa.CheckConstraint("secrecy IN ('confidential', 'secret')", name=op.f("ck_rounds_secrecy")),
        sa.CheckConstraint("state IN ('planned', 'open', 'closed', 'confirmed', 'void')", name=op.f("ck_rounds_state")),
        sa.CheckConstraint(
            "state IN ('planned', 'void') OR (opened IS NOT NULL AND policy IS NOT NULL)", name=op.f("ck_rounds_opened")
        ),
        sa.CheckConstraint("state NOT IN ('closed', 'confirmed') OR closed IS NOT NULL", name=op.f("ck_rounds_closed")),
        sa.CheckConstraint(
            "verdict IN ('carried', 'not_carried', 'tie', 'deferred', 'incomplete', 'no_quorum', 'blocked')",
            name=op.f("ck_rounds_verdict"),
        ),
        sa.CheckConstraint("application_id IS NOT NULL OR physician_id IS NOT NULL", name=op.f("ck_rounds_about")),
        sa.CheckConstraint(
            "comments_until IS NULL OR closes IS NULL OR closes > comments_until", name=op.f("ck_rounds_closes")
        ),
        sa.CheckConstraint("verdict IS NULL OR closed IS NOT NULL", name=op.f("ck_rounds_verdict_when_closed")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_rounds_application_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["rounds.id"], name=op.f("fk_rounds_earlier_id")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_rounds_physician_id")),
        sa.ForeignKeyConstraint(["policy"], ["policy_versions.number"], name=op.f("fk_rounds_policy")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_rounds_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("earlier_id", name=op.f("uq_rounds_earlier_id")),
        sa.UniqueConstraint("id", "verdict", name=op.f("uq_rounds_id_verdict")),
        sa.UniqueConstraint("reference", name=op.f("uq_rounds_reference")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_rounds_vault_id")),
    )
    op.create_index(op.f("ix_rounds_application_id"), "rounds", ["application_id"], unique=False)
    op.create_index(op.f("ix_rounds_physician_id"), "rounds", ["physician_id"], unique=False)
    op.create_index("ix_rounds_state_closes", "rounds", ["state", "closes"], unique=False)
    op.create_index(
        "uq_rounds_one_a_member",
        "rounds",
        ["physician_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('planned', 'open') AND application_id IS NULL"),
        postgresql_where=sa.text("state IN ('planned', 'open') AND application_id IS NULL"),
    )
    op.create_index(
        "uq_rounds_one_at_a_time",
        "rounds",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('planned', 'open')"),
        postgresql_where=sa.text("state IN ('planned', 'open')"),
    )
    op.create_table(
        "search_words",
        sa.Column(
            "word", sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("word <> ''", name=op.f("ck_search_words_word")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_search_words_physician_id")),
        sa.PrimaryKeyConstraint("word", "physician_id", name=op.f("pk_search_words")),
    )
    op.create_index(op.f("ix_search_words_physician_id"), "search_words", ["physician_id"], unique=False)
    op.create_table(
        "standards_met",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("criterion", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("evidence_kind", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "evidence_kind IN ('', 'case_sheet', 'slit_photo', 'microscope_room', 'equipment', 'density_case', 'density_declined', 'close_ups', 'share', 'staff', 'other_specialties', 'consecutive_case', 'chosen_case', 'colleague', 'former_patient', 'disclosure', 'cv', 'training', 'cases_by_year', 'licence_history', 'credential', 'publications')",
            name=op.f("ck_standards_met_evidence_kind"),
        ),
        sa.CheckConstraint("criterion BETWEEN 1 AND 8", name=op.f("ck_standards_met_criterion")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_standards_met_physician_id")),
        sa.ForeignKeyConstraint(["policy"], ["policy_versions.number"], name=op.f("fk_standards_met_policy")),
        sa.PrimaryKeyConstraint("physician_id", "on", "criterion", "evidence_kind", name=op.f("pk_standards_met")),
    )
    op.create_table(
        "standing_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "after IN ('draft', 'active', 'probation', 'under_review', 'suspended', 'lapsed', 'removed', 'resigned')",
            name=op.f("ck_standing_changes_after"),
        ),
        sa.CheckConstraint(
            "reason IN ('admitted', 'review', 'credential', 'concern', 'own_wish', 'term_ended', 'correction', 'other')",
            name=op.f("ck_standing_changes_reason"),
        ),
        sa.CheckConstraint("before <> after", name=op.f("ck_standing_changes_changed")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_standing_changes_physician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_changes")),
    )
    op.create_index(op.f("ix_standing_changes_physician_id"), "standing_changes", ["physician_id"], unique=False)
    op.create_table(
        "time_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.CheckConstraint("source IN ('own', 'calendar')", name=op.f("ck_time_off_source")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_time_off_order")),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["physicians.id"], name=op.f("fk_time_off_physician_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_off")),
    )
    op.create_index("ix_time_off_physician_id_ends", "time_off", ["physician_id", "ends"], unique=False)
    op.create_table(
        "upload_batches",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("files > 0 AND size >= 0", name=op.f("ck_upload_batches_files")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_upload_batches_application_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_upload_batches_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_batches")),
    )
    op.create_index(op.f("ix_upload_batches_application_id"), "upload_batches", ["application_id"], unique=False)
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("what IN ('colleagues', 'patients', 'period')", name=op.f("ck_waivers_what")),
        sa.CheckConstraint("(ended IS NULL) = (ended_by IS NULL)", name=op.f("ck_waivers_ended")),
        sa.CheckConstraint("least >= 0", name=op.f("ck_waivers_least")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_waivers_application_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_waivers_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_waivers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(
        "uq_waivers_one",
        "waivers",
        ["application_id", "what"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_table(
        "weekly_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_until", sa.Date(), nullable=True),
        sa.CheckConstraint("effective_from <= effective_until", name=op.f("ck_weekly_rules_dates")),
        sa.CheckConstraint("ends BETWEEN 5 AND 1440 AND ends % 5 = 0", name=op.f("ck_weekly_rules_ends")),
        sa.CheckConstraint("starts < ends", name=op.f("ck_weekly_rules_order")),
        sa.CheckConstraint("starts BETWEEN 0 AND 1435 AND starts % 5 = 0", name=op.f("ck_weekly_rules_starts")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_rules_weekday")),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["physicians.id"], name=op.f("fk_weekly_rules_physician_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_rules")),
    )
    op.create_index("ix_weekly_rules_physician_id", "weekly_rules", ["physician_id"], unique=False)
    op.create_table(
        "adverse_summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("referees", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered IS NULL)", name=op.f("ck_adverse_summaries_answered")),
        sa.CheckConstraint("due > sent", name=op.f("ck_adverse_summaries_due")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_adverse_summaries_round_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"], name=op.f("fk_adverse_summaries_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_summaries")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_adverse_summaries_round_id_number")),
    )
    op.create_table(
        "application_snapshot_texts",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "section IN ('you', 'criterion-1', 'criterion-2', 'criterion-3', 'criterion-4', 'criterion-5', 'criterion-6', 'criterion-7', 'criterion-8', 'cases', 'referees', 'declarations')",
            name=op.f("ck_application_snapshot_texts_section"),
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["application_snapshots.id"], name=op.f("fk_application_snapshot_texts_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "section", name=op.f("pk_application_snapshot_texts")),
    )
    op.create_table(
        "cells",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_cells_claim_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["physicians.id"], name=op.f("fk_cells_physician_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("physician_id", "cell", name=op.f("pk_cells")),
    )
    op.create_index("ix_cells_claim_id", "cells", ["claim_id"], unique=False)
    op.create_index("ix_cells_expires", "cells", ["expires"], unique=False)
    op.create_table(
        "codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_codes_tries")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_codes_consultation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
    )
    op.create_index(op.f("ix_codes_consultation_id"), "codes", ["consultation_id"], unique=False)
    op.create_table(
        "concern_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("entry IN ('note', 'taken', 'closed', 'reopened')", name=op.f("ck_concern_entries_entry")),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_concern_entries_concern_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_concern_entries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_entries")),
    )
    op.create_index(op.f("ix_concern_entries_concern_id"), "concern_entries", ["concern_id"], unique=False)
    op.create_table(
        "consultation_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_events_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_events")),
    )
    op.create_index(
        op.f("ix_consultation_events_consultation_id"), "consultation_events", ["consultation_id"], unique=False
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("computed", sa.String(length=40), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("earlier", sa.String(length=40), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=True),
        sa.Column("root", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "application_id IS NULL OR kind = 'new_round' OR outcome IS NOT NULL", name=op.f("ck_decisions_has_outcome")
        ),
        sa.CheckConstraint(
            "computed IN ('carried', 'not_carried', 'tie', 'deferred', 'incomplete', 'no_quorum', 'blocked')",
            name=op.f("ck_decisions_computed"),
        ),
        sa.CheckConstraint(
            "due IS NULL OR second IS NOT NULL OR (kind = 'confirm' AND COALESCE(outcome, '') <> 'approved_conditional') OR (kind = 'confirm' AND COALESCE(earlier, '') = outcome)",
            name=op.f("ck_decisions_second_signature"),
        ),
        sa.CheckConstraint(
            "earlier IN ('approved', 'approved_conditional', 'deferred', 'declined')", name=op.f("ck_decisions_earlier")
        ),
        sa.CheckConstraint(
            "kind <> 'confirm' OR outcome IS NULL OR (outcome IN ('approved', 'approved_conditional') AND (computed = 'carried' OR outcome = COALESCE(earlier, ''))) OR (outcome = 'declined' AND computed <> 'carried' AND (computed = 'not_carried' OR outcome = COALESCE(earlier, ''))) OR (outcome = 'deferred' AND computed <> 'carried' AND (computed = 'deferred' OR outcome = COALESCE(earlier, '')))",
            name=op.f("ck_decisions_not_turned"),
        ),
        sa.CheckConstraint("kind <> 'defer' OR COALESCE(outcome, '') = 'deferred'", name=op.f("ck_decisions_defer")),
        sa.CheckConstraint("kind <> 'new_round' OR outcome IS NULL", name=op.f("ck_decisions_new_round")),
        sa.CheckConstraint("kind IN ('confirm', 'defer', 'new_round')", name=op.f("ck_decisions_kind")),
        sa.CheckConstraint(
            "outcome IN ('approved', 'approved_conditional', 'deferred', 'declined')", name=op.f("ck_decisions_outcome")
        ),
        sa.CheckConstraint("(made IS NULL) = (root IS NULL)", name=op.f("ck_decisions_root")),
        sa.CheckConstraint("(second IS NULL) = (second_at IS NULL)", name=op.f("ck_decisions_second")),
        sa.CheckConstraint(
            "made IS NULL OR (undone IS NULL AND COALESCE(due <= made, false))", name=op.f("ck_decisions_made")
        ),
        sa.CheckConstraint("second <> signed_by", name=op.f("ck_decisions_two_people")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_decisions_application_id")),
        sa.ForeignKeyConstraint(["round_id", "computed"], ["rounds.id", "rounds.verdict"], name="fk_decisions_verdict"),
        sa.ForeignKeyConstraint(["second"], ["people.id"], name=op.f("fk_decisions_second")),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_decisions_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_application_id"), "decisions", ["application_id"], unique=False)
    op.create_index("ix_decisions_made_due", "decisions", ["made", "due"], unique=False)
    op.create_index(
        "uq_decisions_round_id",
        "decisions",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("undone IS NULL"),
        postgresql_where=sa.text("undone IS NULL"),
    )
    op.create_table(
        "devices",
        sa.Column("visitor", sa.String(length=64), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_devices_consultation_id")),
        sa.PrimaryKeyConstraint("visitor", "consultation_id", name=op.f("pk_devices")),
    )
    op.create_table(
        "electors",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.Column("seated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replacement", sa.Boolean(), nullable=False),
        sa.Column("declared", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recused", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("seat IN ('member', 'lay', 'external')", name=op.f("ck_electors_seat")),
        sa.CheckConstraint("recused IS NULL OR declared IS NOT NULL", name=op.f("ck_electors_declared_first")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_electors_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_electors_round_id")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_electors")),
    )
    op.create_index("ix_electors_person_id", "electors", ["person_id"], unique=False)
    op.create_table(
        "envelopes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_envelopes_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
    )
    op.create_index(op.f("ix_envelopes_round_id"), "envelopes", ["round_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("shape", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=True),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.CheckConstraint("(shape = 'document') = (document_id IS NOT NULL)", name=op.f("ck_evidence_document")),
        sa.CheckConstraint(
            "kind IN ('case_sheet', 'slit_photo', 'microscope_room', 'equipment', 'density_case', 'density_declined', 'close_ups', 'share', 'staff', 'other_specialties', 'consecutive_case', 'chosen_case', 'colleague', 'former_patient', 'disclosure', 'cv', 'training', 'cases_by_year', 'licence_history', 'credential', 'publications')",
            name=op.f("ck_evidence_kind"),
        ),
        sa.CheckConstraint(
            "section IN ('you', 'criterion-1', 'criterion-2', 'criterion-3', 'criterion-4', 'criterion-5', 'criterion-6', 'criterion-7', 'criterion-8', 'cases', 'referees', 'declarations')",
            name=op.f("ck_evidence_section"),
        ),
        sa.CheckConstraint(
            "shape IN ('document', 'words', 'publication', 'link', 'none')", name=op.f("ck_evidence_shape")
        ),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_evidence_application_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_evidence_document_id")),
        sa.PrimaryKeyConstraint("application_id", "number", name=op.f("pk_evidence")),
        sa.UniqueConstraint("document_id", name=op.f("uq_evidence_document_id")),
    )
    op.create_index("ix_evidence_application_id_section", "evidence", ["application_id", "section"], unique=False)
    op.create_index("uq_evidence_replaces", "evidence", ["application_id", "replaces"], unique=True)
    op.create_table(
        "information_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("answered IS NULL OR ended IS NOT NULL", name=op.f("ck_information_requests_answered")),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_information_requests_number")),
        sa.CheckConstraint("overdue IS NULL OR ended IS NOT NULL", name=op.f("ck_information_requests_overdue")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_information_requests_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["application_snapshots.id"], name=op.f("fk_information_requests_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_requests")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_information_requests_application_id_number")),
    )
    op.create_index("ix_information_requests_ended_due", "information_requests", ["ended", "due"], unique=False)
    op.create_index(
        "uq_information_requests_one_open",
        "information_requests",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.create_table(
        "invoices",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("issued", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(state = 'due') = (settled IS NULL)", name=op.f("ck_invoices_settled")),
        sa.CheckConstraint("state <> 'waived' OR note <> ''", name=op.f("ck_invoices_waived")),
        sa.CheckConstraint("state IN ('due', 'paid', 'waived', 'refunded')", name=op.f("ck_invoices_state")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_invoices_cents")),
        sa.CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name=op.f("ck_invoices_currency")),
        sa.CheckConstraint("number > 0", name=op.f("ck_invoices_number")),
        sa.CheckConstraint("period_to > period_from", name=op.f("ck_invoices_period")),
        sa.ForeignKeyConstraint(["physician_id"], ["memberships.physician_id"], name=op.f("fk_invoices_physician_id")),
        sa.ForeignKeyConstraint(["policy"], ["policy_versions.number"], name=op.f("fk_invoices_policy")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_invoices")),
        sa.UniqueConstraint("physician_id", "period_from", name=op.f("uq_invoices_physician_id_period_from")),
    )
    op.create_index("ix_invoices_state_due", "invoices", ["state", "due"], unique=False)
    op.create_table(
        "kept_bookings",
        sa.Column("time_off_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["time_off_id"], ["time_off.id"], name=op.f("fk_kept_bookings_time_off_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("time_off_id", "claim_id", name=op.f("pk_kept_bookings")),
    )
    op.create_table(
        "member_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("asker", sa.String(length=40), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hearing", sa.String(length=40), nullable=False),
        sa.Column("companion", sa.Boolean(), nullable=False),
        sa.Column("hearing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.Column("minutes_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'removal') = (ground IS NOT NULL AND asker IS NOT NULL)",
            name=op.f("ck_member_matters_ground_given"),
        ),
        sa.CheckConstraint(
            "asker IN ('office', 'chair', 'members', 'complaint', 'inspection')", name=op.f("ck_member_matters_asker")
        ),
        sa.CheckConstraint(
            "ground IN ('criteria', 'licence', 'safety', 'honesty', 'inspection', 'complaints', 'conditions')",
            name=op.f("ck_member_matters_ground"),
        ),
        sa.CheckConstraint("hearing = 'none' OR answered IS NOT NULL", name=op.f("ck_member_matters_hearing_asked")),
        sa.CheckConstraint("hearing IN ('none', 'writing', 'video')", name=op.f("ck_member_matters_hearing")),
        sa.CheckConstraint(
            "kind IN ('admission', 're_review', 'removal', 'appeal')", name=op.f("ck_member_matters_kind")
        ),
        sa.CheckConstraint("kind IN ('removal', 're_review')", name=op.f("ck_member_matters_about_a_member")),
        sa.CheckConstraint("(answer IS NULL) = (answered IS NULL)", name=op.f("ck_member_matters_answer")),
        sa.CheckConstraint("(minutes IS NULL) = (minutes_at IS NULL)", name=op.f("ck_member_matters_minutes")),
        sa.CheckConstraint("answered IS NULL OR answered <= due", name=op.f("ck_member_matters_in_time")),
        sa.CheckConstraint("due > opened", name=op.f("ck_member_matters_time_to_answer")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_member_matters_opened_by")),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["memberships.physician_id"], name=op.f("fk_member_matters_physician_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_member_matters_round_id")),
        sa.ForeignKeyConstraint(["vault_id"], ["vaults.id"], name=op.f("fk_member_matters_vault_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_matters")),
        sa.UniqueConstraint("round_id", name=op.f("uq_member_matters_round_id")),
        sa.UniqueConstraint("vault_id", name=op.f("uq_member_matters_vault_id")),
    )
    op.create_index(op.f("ix_member_matters_physician_id"), "member_matters", ["physician_id"], unique=False)
    op.create_table(
        "membership_steps",
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("move", sa.String(length=40), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "after IN ('draft', 'active', 'probation', 'under_review', 'suspended', 'lapsed', 'removed', 'resigned')",
            name=op.f("ck_membership_steps_after"),
        ),
        sa.CheckConstraint(
            "before IN ('draft', 'active', 'probation', 'under_review', 'suspended', 'lapsed', 'removed', 'resigned')",
            name=op.f("ck_membership_steps_before"),
        ),
        sa.ForeignKeyConstraint(
            ["physician_id"], ["memberships.physician_id"], name=op.f("fk_membership_steps_physician_id")
        ),
        sa.PrimaryKeyConstraint("physician_id", "number", name=op.f("pk_membership_steps")),
    )
    op.create_table(
        "opened_ballots",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vote", sa.String(length=40), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("vote IN ('yes', 'no', 'abstain')", name=op.f("ck_opened_ballots_vote")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_opened_ballots_digest")),
        sa.CheckConstraint("number > 0", name=op.f("ck_opened_ballots_number")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_opened_ballots_round_id")),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_opened_ballots")),
    )
    op.create_table(
        "operation_consents",
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("covers_identity", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(length=40), nullable=False),
        sa.Column("declared", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_operation_consents_operation_id")),
        sa.PrimaryKeyConstraint("operation_id", name=op.f("pk_operation_consents")),
    )
    op.create_table(
        "operation_photos",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("view", sa.String(length=40), nullable=True),
        sa.Column("moment", sa.String(length=40), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=True),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("confirmed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("marked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("twin_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "moment IN ('before', 'during', 'day_10', 'month_12')", name=op.f("ck_operation_photos_moment")
        ),
        sa.CheckConstraint(
            "view IN ('front', 'top', 'crown', 'left', 'right', 'donor', 'hairline', 'temple', 'macro', 'slits')",
            name=op.f("ck_operation_photos_view"),
        ),
        sa.CheckConstraint(
            "(confirmed IS NULL) = (confirmed_by IS NULL)", name=op.f("ck_operation_photos_confirmed_by")
        ),
        sa.CheckConstraint("confirmed IS NULL OR marked IS NULL", name=op.f("ck_operation_photos_confirmed_or_marked")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_operation_photos_application_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["upload_batches.id"], name=op.f("fk_operation_photos_batch_id")),
        sa.ForeignKeyConstraint(["id"], ["photos.id"], name=op.f("fk_operation_photos_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operations.id"], name=op.f("fk_operation_photos_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_photos")),
        sa.UniqueConstraint(
            "application_id",
            "digest",
            "operation_id",
            name=op.f("uq_operation_photos_application_id_digest_operation_id"),
        ),
    )
    op.create_index(op.f("ix_operation_photos_application_id"), "operation_photos", ["application_id"], unique=False)
    op.create_index(op.f("ix_operation_photos_operation_id"), "operation_photos", ["operation_id"], unique=False)
    op.create_table(
        "opinion_drafts",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_opinion_drafts_revision")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_opinion_drafts_consultation_id")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f("fk_opinion_drafts_saved_by")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_opinion_drafts")),
    )
    op.create_table(
        "opinions",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_opinions_digest")),
        sa.CheckConstraint("version > 0", name=op.f("ck_opinions_version")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_opinions_consultation_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name=op.f("fk_opinions_signed_by")),
        sa.PrimaryKeyConstraint("consultation_id", "version", name=op.f("pk_opinions")),
    )
    op.create_table(
        "period_gaps",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("draw", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("place >= 1 AND place <= 999", name=op.f("ck_period_gaps_place")),
        sa.ForeignKeyConstraint(
            ["application_id", "draw"],
            ["drawn_periods.application_id", "drawn_periods.number"],
            name=op.f("fk_period_gaps_application_id"),
        ),
        sa.PrimaryKeyConstraint("application_id", "draw", "place", name=op.f("pk_period_gaps")),
    )
    op.create_table(
        "procedure_steps",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("performer", sa.String(length=40), nullable=False),
        sa.Column("named", sa.String(length=120), nullable=False),
        sa.Column("trained_by", sa.String(length=120), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.CheckConstraint("performer <> 'named_physician' OR named <> ''", name=op.f("ck_procedure_steps_named")),
        sa.CheckConstraint(
            "performer IN ('physician', 'named_physician', 'professional', 'technician')",
            name=op.f("ck_procedure_steps_performer"),
        ),
        sa.CheckConstraint(
            "step IN ('evaluation', 'planning', 'harvesting', 'sites', 'preparation', 'placement', 'design', 'pigmentation', 'aftercare')",
            name=op.f("ck_procedure_steps_step"),
        ),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedures.id"], name=op.f("fk_procedure_steps_procedure_id")),
        sa.PrimaryKeyConstraint("procedure_id", "step", name=op.f("pk_procedure_steps")),
    )
    op.create_table(
        "referees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("referee_group", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("from_period", sa.Boolean(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adverse", sa.Boolean(), nullable=False),
        sa.Column("same_network", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=True),
        sa.Column("submitted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("corrected_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(referee_group = 'patient') = (card_id IS NOT NULL)", name=op.f("ck_referees_patient_by_card")
        ),
        sa.CheckConstraint(
            "(taken_by IS NOT NULL) = (mode IS NOT NULL AND mode = 'telephone')", name=op.f("ck_referees_taken_by")
        ),
        sa.CheckConstraint(
            "NOT (state IN ('confirmed', 'not_relied_on', 'submitted')) OR (submitted IS NOT NULL AND answers IS NOT NULL)",
            name=op.f("ck_referees_received"),
        ),
        sa.CheckConstraint("mode IN ('web', 'telephone')", name=op.f("ck_referees_mode")),
        sa.CheckConstraint("referee_group IN ('colleague', 'patient')", name=op.f("ck_referees_referee_group")),
        sa.CheckConstraint("state <> 'named' OR sent IS NULL", name=op.f("ck_referees_named")),
        sa.CheckConstraint(
            "state IN ('named', 'sent', 'started', 'submitted', 'declined', 'not_now', 'bounced', 'expired', 'cancelled', 'confirmed', 'not_relied_on')",
            name=op.f("ck_referees_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'not_relied_on') OR reason IS NOT NULL", name=op.f("ck_referees_reason")
        ),
        sa.CheckConstraint("(submitted IS NULL) = (mode IS NULL)", name=op.f("ck_referees_submitted_mode")),
        sa.CheckConstraint("number > 0 AND revision >= 0", name=op.f("ck_referees_numbers")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_referees_application_id")),
        sa.ForeignKeyConstraint(["card_id"], ["referee_cards.id"], name=op.f("fk_referees_card_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_referees_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referees")),
        sa.UniqueConstraint("application_id", "number", name=op.f("uq_referees_application_id_number")),
        sa.UniqueConstraint("card_id", name=op.f("uq_referees_card_id")),
    )
    op.create_index("ix_referees_email_digest", "referees", ["email_digest"], unique=False)
    op.create_index("ix_referees_state_expires", "referees", ["state", "expires"], unique=False)
    op.create_index(
        "uq_referees_colleague",
        "referees",
        ["application_id", "email_digest"],
        unique=True,
        sqlite_where=sa.text("referee_group = 'colleague' AND state <> 'cancelled'"),
        postgresql_where=sa.text("referee_group = 'colleague' AND state <> 'cancelled'"),
    )
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("grounds", sa.LargeBinary(), nullable=False),
        sa.Column("hearing", sa.String(length=40), nullable=False),
        sa.Column("companion", sa.Boolean(), nullable=False),
        sa.Column("lodged", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hearing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.Column("minutes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("hearing IN ('none', 'writing', 'video')", name=op.f("ck_appeals_hearing")),
        sa.CheckConstraint(
            "round_id IS NULL OR hearing = 'none' OR minutes IS NOT NULL", name=op.f("ck_appeals_heard_first")
        ),
        sa.CheckConstraint("(application_id IS NULL) <> (matter_id IS NULL)", name=op.f("ck_appeals_about_one")),
        sa.CheckConstraint("(minutes IS NULL) = (minutes_at IS NULL)", name=op.f("ck_appeals_minutes")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_appeals_application_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["member_matters.id"], name=op.f("fk_appeals_matter_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_appeals_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeals_decision_id")),
        sa.UniqueConstraint("round_id", name=op.f("uq_appeals_round_id")),
    )
    op.create_index(op.f("ix_appeals_application_id"), "appeals", ["application_id"], unique=False)
    op.create_index(op.f("ix_appeals_matter_id"), "appeals", ["matter_id"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"], ["electors.round_id", "electors.person_id"], name="fk_attendances_elector"
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_attendances")),
    )
    op.create_table(
        "ballots",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'draft') = (version = 0)", name=op.f("ck_ballots_version")),
        sa.CheckConstraint("state <> 'cast' OR version = 1", name=op.f("ck_ballots_cast_once")),
        sa.CheckConstraint("state <> 'changed' OR version > 1", name=op.f("ck_ballots_changed")),
        sa.CheckConstraint("state IN ('draft', 'cast', 'changed', 'locked')", name=op.f("ck_ballots_state")),
        sa.CheckConstraint("filled >= 0", name=op.f("ck_ballots_filled")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"], ["electors.round_id", "electors.person_id"], name="fk_ballots_elector"
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_ballots")),
    )
    op.create_table(
        "blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.Column("ruled", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("finding IN ('upheld', 'dismissed')", name=op.f("ck_blocks_finding")),
        sa.CheckConstraint("ground IN ('hard_stop', 'danger')", name=op.f("ck_blocks_ground")),
        sa.CheckConstraint("(finding IS NULL) = (ruled IS NULL)", name=op.f("ck_blocks_ruled")),
        sa.CheckConstraint("due > raised", name=op.f("ck_blocks_due")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"], ["electors.round_id", "electors.person_id"], name="fk_blocks_elector"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_blocks_round_id_person_id")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(length=32), nullable=False),
        sa.Column("sender", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email_digest", sa.String(length=64), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("written", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=32), nullable=True),
        sa.Column("verified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("refused", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by", sa.Integer(), nullable=True),
        sa.Column("weight", sa.String(length=40), nullable=True),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.Column("read", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(sender = 'member') = (email_digest IS NULL)", name=op.f("ck_comments_patient")),
        sa.CheckConstraint("(sender = 'member') = (person_id IS NOT NULL)", name=op.f("ck_comments_member")),
        sa.CheckConstraint("proof IN ('none', 'member', 'consultation', 'treatment')", name=op.f("ck_comments_proof")),
        sa.CheckConstraint("sender IN ('member', 'patient')", name=op.f("ck_comments_sender")),
        sa.CheckConstraint("summary_id IS NULL OR weight = 'against'", name=op.f("ck_comments_summary")),
        sa.CheckConstraint("weight IN ('against', 'other')", name=op.f("ck_comments_weight")),
        sa.CheckConstraint(
            "(weight IS NULL) = (read IS NULL) AND (read IS NULL) = (read_by IS NULL)", name=op.f("ck_comments_read")
        ),
        sa.CheckConstraint("refused IS NULL OR refused_by IS NOT NULL", name=op.f("ck_comments_refused")),
        sa.CheckConstraint("verified IS NULL OR refused IS NULL", name=op.f("ck_comments_one_end")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_comments_person_id")),
        sa.ForeignKeyConstraint(["read_by"], ["people.id"], name=op.f("fk_comments_read_by")),
        sa.ForeignKeyConstraint(["refused_by"], ["people.id"], name=op.f("fk_comments_refused_by")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_comments_round_id")),
        sa.ForeignKeyConstraint(["summary_id"], ["adverse_summaries.id"], name=op.f("fk_comments_summary_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["people.id"], name=op.f("fk_comments_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("document", name=op.f("uq_comments_document")),
        sa.UniqueConstraint("submission", name=op.f("uq_comments_submission")),
    )
    op.create_index(op.f("ix_comments_round_id"), "comments", ["round_id"], unique=False)
    op.create_index("ix_comments_summary_id", "comments", ["summary_id"], unique=False)
    op.create_index(
        "uq_comments_one_a_member",
        "comments",
        ["round_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index(
        "uq_comments_one_an_address",
        "comments",
        ["round_id", "email_digest"],
        unique=True,
        sqlite_where=sa.text("received IS NOT NULL"),
        postgresql_where=sa.text("received IS NOT NULL"),
    )
    op.create_table(
        "conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("physician_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("met", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by", sa.String(length=80), nullable=False),
        sa.Column("lifted", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(met IS NULL) = (met_by = '')", name=op.f("ck_conditions_met")),
        sa.CheckConstraint(
            "kind IN ('supervision', 'technique', 'consent', 'training', 'documents', 'other')",
            name=op.f("ck_conditions_kind"),
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_conditions_words")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_conditions_decision_id")),
        sa.ForeignKeyConstraint(["physician_id"], ["physicians.id"], name=op.f("fk_conditions_physician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conditions")),
    )
    op.create_index(op.f("ix_conditions_decision_id"), "conditions", ["decision_id"], unique=False)
    op.create_index(op.f("ix_conditions_physician_id"), "conditions", ["physician_id"], unique=False)
    op.create_table(
        "conflict_suggestions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "because IN ('self', 'clinic', 'area', 'referee', 'event')", name=op.f("ck_conflict_suggestions_because")
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"],
            ["electors.round_id", "electors.person_id"],
            name="fk_conflict_suggestions_elector",
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", "because", name=op.f("pk_conflict_suggestions")),
    )
    op.create_table(
        "decision_letters",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_decision_letters_number")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_decision_letters_decision_id")),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_decision_letters_written_by")),
        sa.PrimaryKeyConstraint("decision_id", "number", name=op.f("pk_decision_letters")),
    )
    op.create_table(
        "item_openings",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"], ["electors.round_id", "electors.person_id"], name="fk_item_openings_elector"
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", "criterion", "item", name=op.f("pk_item_openings")),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("refund", sa.Boolean(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(way = 'import') = (line_id IS NOT NULL)", name=op.f("ck_payments_line")),
        sa.CheckConstraint("way IN ('hand', 'import')", name=op.f("ck_payments_way")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payments_cents")),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"], name=op.f("fk_payments_invoice")),
        sa.ForeignKeyConstraint(["line_id"], ["payment_lines.id"], name=op.f("fk_payments_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("line_id", name=op.f("uq_payments_line_id")),
    )
    op.create_index(op.f("ix_payments_invoice"), "payments", ["invoice"], unique=False)
    op.create_table(
        "referee_proofs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("referee_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_referee_proofs_size")),
        sa.ForeignKeyConstraint(["referee_id"], ["referees.id"], name=op.f("fk_referee_proofs_referee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referee_proofs")),
    )
    op.create_index(op.f("ix_referee_proofs_referee_id"), "referee_proofs", ["referee_id"], unique=False)
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("criterion >= 0", name=op.f("ck_remarks_criterion")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"], ["electors.round_id", "electors.person_id"], name="fk_remarks_elector"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("submission", name=op.f("uq_remarks_submission")),
    )
    op.create_index(op.f("ix_remarks_round_id"), "remarks", ["round_id"], unique=False)
    op.create_table(
        "ballot_versions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.Column("vote", sa.String(length=40), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("vote IN ('yes', 'no', 'abstain')", name=op.f("ck_ballot_versions_vote")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_ballot_versions_digest")),
        sa.CheckConstraint("number > 0", name=op.f("ck_ballot_versions_number")),
        sa.ForeignKeyConstraint(["policy"], ["policy_versions.number"], name=op.f("fk_ballot_versions_policy")),
        sa.ForeignKeyConstraint(
            ["round_id", "person_id"], ["ballots.round_id", "ballots.person_id"], name="fk_ballot_versions_ballot"
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", "number", name=op.f("pk_ballot_versions")),
    )
    op.create_table(
        "block_rulings",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("finding IN ('upheld', 'dismissed')", name=op.f("ck_block_rulings_finding")),
        sa.ForeignKeyConstraint(["block_id"], ["blocks.id"], name=op.f("fk_block_rulings_block_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_block_rulings_person_id")),
        sa.PrimaryKeyConstraint("block_id", "person_id", name=op.f("pk_block_rulings")),
    )
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("block_rulings")
    op.drop_table("ballot_versions")
    op.drop_index(op.f("ix_remarks_round_id"), table_name="remarks")
    op.drop_table("remarks")
    op.drop_index(op.f("ix_referee_proofs_referee_id"), table_name="referee_proofs")
    op.drop_table("referee_proofs")
    op.drop_index(op.f("ix_payments_invoice"), table_name="payments")
    op.drop_table("payments")
    op.drop_table("item_openings")
    op.drop_table("decision_letters")
    op.drop_table("conflict_suggestions")
    op.drop_index(op.f("ix_conditions_physician_id"), table_name="conditions")
    op.drop_index(op.f("ix_conditions_decision_id"), table_name="conditions")
    op.drop_table("conditions")
    op.drop_index(
        "uq_comments_one_an_address",
        table_name="comments",
        sqlite_where=sa.text("received IS NOT NULL"),
        postgresql_where=sa.text("received IS NOT NULL"),
    )
    op.drop_index(
        "uq_comments_one_a_member",
        table_name="comments",
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.drop_index("ix_comments_summary_id", table_name="comments")
    op.drop_index(op.f("ix_comments_round_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_table("blocks")
    op.drop_table("ballots")
    op.drop_table("attendances")
    op.drop_index(op.f("ix_appeals_matter_id"), table_name="appeals")
    op.drop_index(op.f("ix_appeals_application_id"), table_name="appeals")
    op.drop_table("appeals")
    op.drop_index(
        "uq_referees_colleague",
        table_name="referees",
        sqlite_where=sa.text("referee_group = 'colleague' AND state <> 'cancelled'"),
        postgresql_where=sa.text("referee_group = 'colleague' AND state <> 'cancelled'"),
    )
    op.drop_index("ix_referees_state_expires", table_name="referees")
    op.drop_index("ix_referees_email_digest", table_name="referees")
    op.drop_table("referees")
    op.drop_table("procedure_steps")
    op.drop_table("period_gaps")
    op.drop_table("opinions")
    op.drop_table("opinion_drafts")
    op.drop_index(op.f("ix_operation_photos_operation_id"), table_name="operation_photos")
    op.drop_index(op.f("ix_operation_photos_application_id"), table_name="operation_photos")
    op.drop_table("operation_photos")
    op.drop_table("operation_consents")
    op.drop_table("opened_ballots")
    op.drop_table("membership_steps")
    op.drop_index(op.f("ix_member_matters_physician_id"), table_name="member_matters")
    op.drop_table("member_matters")
    op.drop_table("kept_bookings")
    op.drop_index("ix_invoices_state_due", table_name="invoices")
    op.drop_table("invoices")
    op.drop_index(
        "uq_information_requests_one_open",
        table_name="information_requests",
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.drop_index("ix_information_requests_ended_due", table_name="information_requests")
    op.drop_table("information_requests")
    op.drop_index("uq_evidence_replaces", table_name="evidence")
    op.drop_index("ix_evidence_application_id_section", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_envelopes_round_id"), table_name="envelopes")
    op.drop_table("envelopes")
    op.drop_index("ix_electors_person_id", table_name="electors")
    op.drop_table("electors")
    op.drop_table("devices")
    op.drop_index(
        "uq_decisions_round_id",
        table_name="decisions",
        sqlite_where=sa.text("undone IS NULL"),
        postgresql_where=sa.text("undone IS NULL"),
    )
    op.drop_index("ix_decisions_made_due", table_name="decisions")
    op.drop_index(op.f("ix_decisions_application_id"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_consultation_events_consultation_id"), table_name="consultation_events")
    op.drop_table("consultation_events")
    op.drop_index(op.f("ix_concern_entries_concern_id"), table_name="concern_entries")
    op.drop_table("concern_entries")
    op.drop_index(op.f("ix_codes_consultation_id"), table_name="codes")
    op.drop_table("codes")
    op.drop_index("ix_cells_expires", table_name="cells")
    op.drop_index("ix_cells_claim_id", table_name="cells")
    op.drop_table("cells")
    op.drop_table("application_snapshot_texts")
    op.drop_table("adverse_summaries")
    op.drop_index("ix_weekly_rules_physician_id", table_name="weekly_rules")
    op.drop_table("weekly_rules")
    op.drop_index(
        "uq_waivers_one",
        table_name="waivers",
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.drop_table("waivers")
    op.drop_index(op.f("ix_upload_batches_application_id"), table_name="upload_batches")
    op.drop_table("upload_batches")
    op.drop_index("ix_time_off_physician_id_ends", table_name="time_off")
    op.drop_table("time_off")
    op.drop_index(op.f("ix_standing_changes_physician_id"), table_name="standing_changes")
    op.drop_table("standing_changes")
    op.drop_table("standards_met")
    op.drop_index(op.f("ix_search_words_physician_id"), table_name="search_words")
    op.drop_table("search_words")
    op.drop_index(
        "uq_rounds_one_at_a_time",
        table_name="rounds",
        sqlite_where=sa.text("state IN ('planned', 'open')"),
        postgresql_where=sa.text("state IN ('planned', 'open')"),
    )
    op.drop_index(
        "uq_rounds_one_a_member",
        table_name="rounds",
        sqlite_where=sa.text("state IN ('planned', 'open') AND application_id IS NULL"),
        postgresql_where=sa.text("state IN ('planned', 'open') AND application_id IS NULL"),
    )
    op.drop_index("ix_rounds_state_closes", table_name="rounds")
    op.drop_index(op.f("ix_rounds_physician_id"), table_name="rounds")
    op.drop_index(op.f("ix_rounds_application_id"), table_name="rounds")
    op.drop_table("rounds")
    op.drop_index(op.f("ix_results_physician_id"), table_name="results")
    op.drop_table("results")
    op.drop_index(op.f("ix_referee_cards_application_id"), table_name="referee_cards")
    op.drop_table("referee_cards")
    op.drop_table("records")
    op.drop_index(op.f("ix_publications_physician_id"), table_name="publications")
    op.drop_table("publications")
    op.drop_index("ix_procedures_technique_physician_id", table_name="procedures")
    op.drop_index(op.f("ix_procedures_physician_id"), table_name="procedures")
    op.drop_table("procedures")
    op.drop_index("ix_physician_languages_tag_physician_id", table_name="physician_languages")
    op.drop_table("physician_languages")
    op.drop_table("physician_groups")
    op.drop_index(
        "uq_operations_place",
        table_name="operations",
        sqlite_where=sa.text("deleted IS NULL AND place IS NOT NULL"),
        postgresql_where=sa.text("deleted IS NULL AND place IS NOT NULL"),
    )
    op.drop_index(
        "uq_operations_number",
        table_name="operations",
        sqlite_where=sa.text("deleted IS NULL"),
        postgresql_where=sa.text("deleted IS NULL"),
    )
    op.drop_index(op.f("ix_operations_deleted"), table_name="operations")
    op.drop_index(op.f("ix_operations_application_id"), table_name="operations")
    op.drop_table("operations")
    op.drop_table("office_notes")
    op.drop_index(
        "uq_office_conflicts_one",
        table_name="office_conflicts",
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.drop_index(op.f("ix_office_conflicts_person_id"), table_name="office_conflicts")
    op.drop_index(op.f("ix_office_conflicts_application_id"), table_name="office_conflicts")
    op.drop_table("office_conflicts")
    op.drop_index(op.f("ix_next_times_starts"), table_name="next_times")
    op.drop_table("next_times")
    op.drop_index("ix_memberships_state", table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("hold_steps")
    op.drop_table("hard_stops")
    op.drop_index(
        "ix_drawn_periods_due",
        table_name="drawn_periods",
        sqlite_where=sa.text("drawn IS NULL"),
        postgresql_where=sa.text("drawn IS NULL"),
    )
    op.drop_table("drawn_periods")
    op.drop_index(op.f("ix_documents_application_id"), table_name="documents")
    op.drop_table("documents")
    op.drop_index(
        "uq_decline_proposals_one_open",
        table_name="decline_proposals",
        sqlite_where=sa.text("confirmed IS NULL AND withdrawn IS NULL"),
        postgresql_where=sa.text("confirmed IS NULL AND withdrawn IS NULL"),
    )
    op.drop_index(op.f("ix_decline_proposals_application_id"), table_name="decline_proposals")
    op.drop_table("decline_proposals")
    op.drop_index("ix_day_exceptions_physician_id_day", table_name="day_exceptions")
    op.drop_table("day_exceptions")
    op.drop_index("ix_credentials_physician_id_kind_expires_verified_on", table_name="credentials")
    op.drop_table("credentials")
    op.drop_table("credential_checks")
    op.drop_index("ix_consultations_state_starts", table_name="consultations")
    op.drop_index("ix_consultations_physician_id_state_starts", table_name="consultations")
    op.drop_index(op.f("ix_consultations_person_digest"), table_name="consultations")
    op.drop_index(op.f("ix_consultations_patient_id"), table_name="consultations")
    op.drop_table("consultations")
    op.drop_index("ix_concerns_state_raised", table_name="concerns")
    op.drop_index(op.f("ix_concerns_physician_id"), table_name="concerns")
    op.drop_table("concerns")
    op.drop_table("clinic_physicians")
    op.drop_index(
        "uq_claims_session_hold",
        table_name="claims",
        sqlite_where=sa.text("kind = 'hold'"),
        postgresql_where=sa.text("kind = 'hold'"),
    )
    op.drop_index(op.f("ix_claims_visit_starts"), table_name="claims")
    op.drop_index("ix_claims_physician_id_ends", table_name="claims")
    op.drop_index("ix_claims_network_created", table_name="claims")
    op.drop_index("ix_claims_kind_expires", table_name="claims")
    op.drop_table("claims")
    op.drop_table("booking_rules")
    op.drop_index(
        "uq_assistants_active",
        table_name="assistants",
        sqlite_where=sa.text("ended IS NULL"),
        postgresql_where=sa.text("ended IS NULL"),
    )
    op.drop_index(op.f("ix_assistants_person_id"), table_name="assistants")
    op.drop_index(op.f("ix_assistants_application_id"), table_name="assistants")
    op.drop_table("assistants")
    op.drop_table("application_steps")
    op.drop_table("application_snapshots")
    op.drop_table("application_sections")
    op.drop_index(op.f("ix_sign_in_sessions_person_id"), table_name="sign_in_sessions")
    op.drop_table("sign_in_sessions")
    op.drop_table("recovery_codes")
    op.drop_index(op.f("ix_physicians_sort_name"), table_name="physicians")
    op.drop_index(op.f("ix_physicians_searchable_until"), table_name="physicians")
    op.drop_table("physicians")
    op.drop_table("photo_slots")
    op.drop_table("person_roles")
    op.drop_table("letter_ways")
    op.drop_table("letter_hours")
    op.drop_index(
        "uq_legal_holds_one",
        table_name="legal_holds",
        sqlite_where=sa.text("state IN ('active', 'ending', 'requested')"),
        postgresql_where=sa.text("state IN ('active', 'ending', 'requested')"),
    )
    op.drop_index(op.f("ix_legal_holds_subject"), table_name="legal_holds")
    op.drop_index("ix_legal_holds_state_review_on", table_name="legal_holds")
    op.drop_table("legal_holds")
    op.drop_index(
        "uq_applications_live_person",
        table_name="applications",
        sqlite_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
        postgresql_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
    )
    op.drop_index(
        "uq_applications_live_licence",
        table_name="applications",
        sqlite_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
        postgresql_where=sa.text(
            "state IN ('appealed', 'decision_pending', 'draft', 'in_review', 'information_requested', 'screening', 'submitted')"
        ),
    )
    op.drop_index("ix_applications_state_entered", table_name="applications")
    op.drop_index("ix_applications_person_id", table_name="applications")
    op.drop_table("applications")
    op.drop_index(
        "ix_photos_work",
        table_name="photos",
        sqlite_where=sa.text("due IS NOT NULL"),
        postgresql_where=sa.text("due IS NOT NULL"),
    )
    op.drop_index(op.f("ix_photos_vault_id"), table_name="photos")
    op.drop_index(op.f("ix_photos_owner"), table_name="photos")
    op.drop_table("photos")
    op.drop_index(op.f("ix_people_email_digest"), table_name="people")
    op.drop_table("people")
    op.drop_table("patients")
    op.drop_index(op.f("ix_letters_subject"), table_name="letters")
    op.drop_index("ix_letters_state_try_at", table_name="letters")
    op.drop_index(op.f("ix_letters_digest_id"), table_name="letters")
    op.drop_table("letters")
    op.drop_index(op.f("ix_erasures_run_id"), table_name="erasures")
    op.drop_table("erasures")
    op.drop_table("vaults")
    op.drop_index(op.f("ix_retention_runs_started"), table_name="retention_runs")
    op.drop_table("retention_runs")
    op.drop_table("policy_versions")
    op.drop_index(op.f("ix_photo_openings_sheet"), table_name="photo_openings")
    op.drop_index(op.f("ix_photo_openings_owner"), table_name="photo_openings")
    op.drop_index(op.f("ix_photo_openings_actor"), table_name="photo_openings")
    op.drop_table("photo_openings")
    op.drop_table("payment_lines")
    op.drop_index(op.f("ix_links_expires"), table_name="links")
    op.drop_table("links")
    op.drop_table("letter_digests")
    op.drop_table("invoice_counters")
    op.drop_table("hold_networks")
    op.drop_index(op.f("ix_email_sign_ins_asked"), table_name="email_sign_ins")
    op.drop_table("email_sign_ins")
    op.drop_table("doomed_files")
    op.drop_table("demo_loads")
    op.drop_index(
        "uq_consents_subject_purpose_about",
        table_name="consents",
        sqlite_where=sa.text("withdrawn IS NULL"),
        postgresql_where=sa.text("withdrawn IS NULL"),
    )
    op.drop_table("consents")
    op.drop_index("ix_clinics_latitude_longitude", table_name="clinics")
    op.drop_table("clinics")
    op.drop_index(op.f("ix_audit_rows_subject"), table_name="audit_rows")
    op.drop_index(op.f("ix_audit_rows_action"), table_name="audit_rows")
    op.drop_table("audit_rows")
    op.drop_table("audit_roots")
    op.drop_table("audit_heads")
    op.drop_index("ix_attempts_kind_target_at", table_name="attempts")
    op.drop_index("ix_attempts_kind_network_at", table_name="attempts")
    op.drop_index(op.f("ix_attempts_at"), table_name="attempts")
    op.drop_table("attempts")
    if op.get_bind().dialect.name == "postgresql":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")
