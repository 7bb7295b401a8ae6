"""The first tables: people, workers, pairings, contacts, alerts, audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tracker.models import triggers
from tracker.models.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NEVER_OVERLAP = """
ALTER TABLE pairing ADD CONSTRAINT ex_pairing_{role}s_never_overlap EXCLUDE USING gist (
  int8range(person_id, person_id, '[]') WITH &&, tstzrange(started_at, ended_at) WITH &&
) WHERE (role = '{role}' AND superseded_at IS NULL)
"""


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", Key, nullable=False, autoincrement=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("object_kind", sa.String(40), nullable=True),
        sa.Column("object_id", sa.String(40), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("request_id", sa.String(40), nullable=True),
        sa.Column("prev_mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_event"),
        sa.CheckConstraint(
            "actor LIKE 'worker:%' OR actor LIKE 'system:%' OR actor = 'nobody'",
            name=op.f("ck_audit_event_actor_is_a_worker_a_system_or_nobody"),
        ),
        sa.CheckConstraint(
            "happened_at >= '1900-01-01T00:00:00.000000Z' AND happened_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_audit_event_happened_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'refused')", name=op.f("ck_audit_event_outcome_is_done_or_refused")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "daily_work",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", "local_day", name="pk_daily_work"),
        sa.CheckConstraint(
            "claimed_at >= '1900-01-01T00:00:00.000000Z' AND claimed_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_daily_work_claimed_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "done_at >= '1900-01-01T00:00:00.000000Z' AND done_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_daily_work_done_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "local_day >= '1900-01-01' AND local_day < '2200-01-01'",
            name=op.f("ck_daily_work_local_day_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "import_run",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        sa.UniqueConstraint("public_id", name="uq_import_run_public_id"),
        sa.CheckConstraint(
            "run_at >= '1900-01-01T00:00:00.000000Z' AND run_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_import_run_run_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("window_ends_at", Instant(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_limit"),
        sa.CheckConstraint(
            "window_ends_at >= '1900-01-01T00:00:00.000000Z' AND window_ends_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rate_limit_window_ends_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "rule_setting",
        sa.Column("id", Key, nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("set_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_setting"),
        sa.CheckConstraint(
            "from_at >= '1900-01-01T00:00:00.000000Z' AND from_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rule_setting_from_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "rule IN ('no_key_worker', 'never_started', 'quiet', 'decide_together', 'missed', 'we_cancelled', 'nothing_planned', 'outcome_missing', 'justice_contact', 'handover_needed', 'handover_stalled', 'watch_step', 'new_worker_quiet', 'cover_needed', 'still_cover', 'no_deputy', 'rating_low', 'rating_drop', 'rating_slide', 'asked_to_talk', 'not_asked', 'ask_waiting', 'promise_past', 'too_many_faces', 'too_much', 'do_less', 'turning_18', 'undelivered')",
            name=op.f("ck_rule_setting_rule_is_one_of_the_words"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "security_role",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("description", sa.String(255), nullable=True),
        sa.Column("permissions", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_security_role"),
        sa.UniqueConstraint("name", name="uq_security_role_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "worker",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("password", sa.String(255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("leaving_on", sa.Date(), nullable=True),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(64), nullable=True),
        sa.Column("tf_primary_method", sa.String(64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(255), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.Column("totp_last_counter", sa.Integer(), nullable=True),
        sa.Column("create_datetime", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_worker"),
        sa.UniqueConstraint("email", name="uq_worker_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_worker_fs_uniquifier"),
        sa.UniqueConstraint("fs_webauthn_user_handle", name="uq_worker_fs_webauthn_user_handle"),
        sa.UniqueConstraint("public_id", name="uq_worker_public_id"),
        sa.CheckConstraint(
            "create_datetime >= '1900-01-01T00:00:00.000000Z' AND create_datetime < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_worker_create_datetime_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "email = lower(email)", name=op.f("ck_worker_email_is_in_small_letters")
        ),
        sa.CheckConstraint(
            "leaving_on >= '1900-01-01' AND leaving_on < '2200-01-01'",
            name=op.f("ck_worker_leaving_on_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 200", name=op.f("ck_worker_name_is_1_to_200_letters")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=True),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_absence_worker_id_worker"),
        sa.UniqueConstraint("public_id", name="uq_absence_public_id"),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_absence_ends_after_it_starts")),
        sa.CheckConstraint(
            "from_at >= '1900-01-01T00:00:00.000000Z' AND from_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_absence_from_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_absence_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_absence_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_absence_superseded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "until_at >= '1900-01-01T00:00:00.000000Z' AND until_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_absence_until_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_absence_worker_id", "absence", ["worker_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.String(20), nullable=False),
        sa.Column("made_kind", sa.String(40), nullable=True),
        sa.Column("made_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_import_row"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name="fk_import_row_run_id_import_run"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_import_row_run_id", "import_row", ["run_id"], unique=False)
    op.create_index(
        "uq_import_row_kind_fingerprint_made",
        "import_row",
        ["kind", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("result = 'made'"),
        postgresql_where=sa.text("result = 'made'"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(64), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("create_datetime", Instant(), nullable=False),
        sa.Column("lastuse_datetime", Instant(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("usage", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_passkey_worker_id_worker"),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"),
        sa.CheckConstraint(
            "create_datetime >= '1900-01-01T00:00:00.000000Z' AND create_datetime < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_passkey_create_datetime_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "lastuse_datetime >= '1900-01-01T00:00:00.000000Z' AND lastuse_datetime < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_passkey_lastuse_datetime_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_passkey_worker_id", "passkey", ["worker_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("lead_id", Key, nullable=True),
        sa.Column("deputy_lead_id", Key, nullable=True),
        sa.Column("calendar", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.ForeignKeyConstraint(
            ["deputy_lead_id"], ["worker.id"], name="fk_team_deputy_lead_id_worker"
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["worker.id"], name="fk_team_lead_id_worker"),
        sa.UniqueConstraint("name", name="uq_team_name"),
        sa.UniqueConstraint("public_id", name="uq_team_public_id"),
        sa.CheckConstraint(
            "lead_id <> deputy_lead_id", name=op.f("ck_team_lead_and_deputy_lead_are_two")
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 200", name=op.f("ck_team_name_is_1_to_200_letters")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "worker_session",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id_hash", name="pk_worker_session"),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name="fk_worker_session_worker_id_worker"
        ),
        sa.CheckConstraint(
            "created_at >= '1900-01-01T00:00:00.000000Z' AND created_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_worker_session_created_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "ended_at >= '1900-01-01T00:00:00.000000Z' AND ended_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_worker_session_ended_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "seen_at >= '1900-01-01T00:00:00.000000Z' AND seen_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_worker_session_seen_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_worker_session_worker_id", "worker_session", ["worker_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("reference", sa.String(40), nullable=True),
        sa.Column("team_id", Key, nullable=False),
        sa.Column("name_ct", sa.LargeBinary(), nullable=False),
        sa.Column("pronouns_ct", sa.LargeBinary(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("ethnicity", sa.String(100), nullable=True),
        sa.Column("language", sa.String(100), nullable=True),
        sa.Column("likes_contact_by", sa.String(40), nullable=True),
        sa.Column("first_here_at", Instant(), nullable=False),
        sa.Column("written_in_by", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_person_team_id_team"),
        sa.UniqueConstraint("form_token", name="uq_person_form_token"),
        sa.UniqueConstraint("public_id", name="uq_person_public_id"),
        sa.UniqueConstraint("reference", name="uq_person_reference"),
        sa.CheckConstraint(
            "born_on >= '1900-01-01' AND born_on < '2200-01-01'",
            name=op.f("ck_person_born_on_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "erased_at >= '1900-01-01T00:00:00.000000Z' AND erased_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_person_erased_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "first_here_at >= '1900-01-01T00:00:00.000000Z' AND first_here_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_person_first_here_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "likes_contact_by IN ('call', 'text', 'either')",
            name=op.f("ck_person_likes_contact_by_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "length(reference) BETWEEN 1 AND 40",
            name=op.f("ck_person_reference_is_1_to_40_letters"),
        ),
        sa.CheckConstraint(
            "reference = upper(reference)", name=op.f("ck_person_reference_is_in_capitals")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_person_version_counts_from_1")),
        sqlite_strict=True,
    )
    op.create_index("ix_person_team_id", "person", ["team_id"], unique=False)
    op.create_index("ix_person_written_in_by", "person", ["written_in_by"], unique=False)
    op.create_table(
        "worker_role",
        sa.Column("id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("team_id", Key, nullable=True),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_worker_role"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_worker_role_team_id_team"),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name="fk_worker_role_worker_id_worker"
        ),
        sa.CheckConstraint("until_at > from_at", name=op.f("ck_worker_role_ends_after_it_starts")),
        sa.CheckConstraint(
            "from_at >= '1900-01-01T00:00:00.000000Z' AND from_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_worker_role_from_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "role IN ('key_worker', 'team_lead', 'administrator', 'analyst')",
            name=op.f("ck_worker_role_role_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "until_at >= '1900-01-01T00:00:00.000000Z' AND until_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_worker_role_until_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_worker_role_worker_id", "worker_role", ["worker_id"], unique=False)
    op.create_index(
        "uq_worker_role_one_open_of_a_kind",
        "worker_role",
        ["worker_id", "role"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "alert",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("tier", sa.String(40), nullable=False),
        sa.Column("owner_id", Key, nullable=True),
        sa.Column("owner_role", sa.String(40), nullable=False),
        sa.Column("true_since", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("act_by", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("left_until", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_how", sa.String(40), nullable=True),
        sa.Column("numbers", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.ForeignKeyConstraint(["owner_id"], ["worker.id"], name="fk_alert_owner_id_worker"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_alert_person_id_person"),
        sa.UniqueConstraint("public_id", name="uq_alert_public_id"),
        sa.CheckConstraint(
            "act_by >= '1900-01-01T00:00:00.000000Z' AND act_by < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_act_by_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "closed_at >= '1900-01-01T00:00:00.000000Z' AND closed_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_closed_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "closed_how IN ('cause_gone', 'done', 'not_useful', 'another_first', 'paused', 'stay_ended')",
            name=op.f("ck_alert_closed_how_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_how IS NULL)",
            name=op.f("ck_alert_closed_says_when_and_how"),
        ),
        sa.CheckConstraint(
            "true_since <= opened_at", name=op.f("ck_alert_is_true_before_it_opens")
        ),
        sa.CheckConstraint(
            "(state = 'left') = (left_until IS NOT NULL)",
            name=op.f("ck_alert_left_says_until_when"),
        ),
        sa.CheckConstraint(
            "left_until >= '1900-01-01T00:00:00.000000Z' AND left_until < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_left_until_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "next_at >= '1900-01-01T00:00:00.000000Z' AND next_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_next_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "opened_at >= '1900-01-01T00:00:00.000000Z' AND opened_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_opened_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "owner_role IN ('worker', 'lead')", name=op.f("ck_alert_owner_role_is_one_of_the_words")
        ),
        sa.CheckConstraint(
            "rule IN ('no_key_worker', 'never_started', 'quiet', 'decide_together', 'missed', 'we_cancelled', 'nothing_planned', 'outcome_missing', 'justice_contact', 'handover_needed', 'handover_stalled', 'watch_step', 'new_worker_quiet', 'cover_needed', 'still_cover', 'no_deputy', 'rating_low', 'rating_drop', 'rating_slide', 'asked_to_talk', 'not_asked', 'ask_waiting', 'promise_past', 'too_many_faces', 'too_much', 'do_less', 'turning_18', 'undelivered')",
            name=op.f("ck_alert_rule_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'left', 'closed')", name=op.f("ck_alert_state_is_one_of_the_words")
        ),
        sa.CheckConstraint(
            "tier IN ('today', 'this_week', 'when_you_can')",
            name=op.f("ck_alert_tier_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "true_since >= '1900-01-01T00:00:00.000000Z' AND true_since < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_true_since_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_alert_next_at", "alert", ["next_at"], unique=False)
    op.create_index("ix_alert_owner_id_closed_at", "alert", ["owner_id", "closed_at"], unique=False)
    op.create_index(
        "ix_alert_person_id_rule_closed_at",
        "alert",
        ["person_id", "rule", "closed_at"],
        unique=False,
    )
    op.create_index(
        "uq_alert_one_open_per_person_and_rule",
        "alert",
        ["person_id", "rule"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "audit_subject",
        sa.Column("seq", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.PrimaryKeyConstraint("seq", "person_id", name="pk_audit_subject"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_audit_subject_person_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit_event.seq"], name="fk_audit_subject_seq_audit_event"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_subject_person_id", "audit_subject", ["person_id"], unique=False)
    op.create_table(
        "channel",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value_ct", sa.LargeBinary(), nullable=False),
        sa.Column("blind_index", sa.LargeBinary(), nullable=True),
        sa.Column("safe", sa.Boolean(), nullable=True),
        sa.Column("hours_ct", sa.LargeBinary(), nullable=True),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_channel_person_id_person"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["channel.id"], name="fk_channel_replaces_id_channel"
        ),
        sa.UniqueConstraint("form_token", name="uq_channel_form_token"),
        sa.UniqueConstraint("public_id", name="uq_channel_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_channel_replaces_id"),
        sa.CheckConstraint(
            "known_at <= recorded_at", name=op.f("ck_channel_is_known_before_it_is_recorded")
        ),
        sa.CheckConstraint(
            "kind IN ('phone', 'email', 'other')", name=op.f("ck_channel_kind_is_one_of_the_words")
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_channel_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_channel_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_channel_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_channel_superseded_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_channel_blind_index", "channel", ["blind_index"], unique=False)
    op.create_index("ix_channel_person_id", "channel", ["person_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=True),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("touched_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_draft_person_id_person"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_draft_worker_id_worker"),
        sa.UniqueConstraint(
            "worker_id", "person_id", "form", name="uq_draft_worker_id_person_id_form"
        ),
        sa.CheckConstraint(
            "expires_at >= '1900-01-01T00:00:00.000000Z' AND expires_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_draft_expires_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "touched_at >= '1900-01-01T00:00:00.000000Z' AND touched_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_draft_touched_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_person_id", "draft", ["person_id"], unique=False)
    op.create_table(
        "justice_contact",
        sa.Column("id", Key, nullable=False),
        sa.Column("whose", sa.String(40), nullable=False),
        sa.Column("relation", sa.String(40), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("precision", sa.String(40), nullable=False),
        sa.Column("how_known", sa.String(40), nullable=False),
        sa.Column("force", sa.Boolean(), nullable=True),
        sa.Column("words_ct", sa.LargeBinary(), nullable=True),
        sa.Column("wants_ct", sa.LargeBinary(), nullable=True),
        sa.Column("same_as_id", Key, nullable=True),
        sa.Column("import_row_id", Key, nullable=True),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_justice_contact"),
        sa.ForeignKeyConstraint(
            ["import_row_id"], ["import_row.id"], name="fk_justice_contact_import_row_id_import_row"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_justice_contact_person_id_person"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["justice_contact.id"],
            name="fk_justice_contact_replaces_id_justice_contact",
        ),
        sa.ForeignKeyConstraint(
            ["same_as_id"],
            ["justice_contact.id"],
            name="fk_justice_contact_same_as_id_justice_contact",
        ),
        sa.UniqueConstraint("form_token", name="uq_justice_contact_form_token"),
        sa.UniqueConstraint("public_id", name="uq_justice_contact_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_justice_contact_replaces_id"),
        sa.CheckConstraint(
            "occurred_at <= recorded_at",
            name=op.f("ck_justice_contact_happened_before_it_was_recorded"),
        ),
        sa.CheckConstraint(
            "how_known IN ('they_told_us', 'family', 'letter', 'another_service', 'police', 'other')",
            name=op.f("ck_justice_contact_how_known_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "known_at <= recorded_at",
            name=op.f("ck_justice_contact_is_known_before_it_is_recorded"),
        ),
        sa.CheckConstraint(
            "kind IN ('stop', 'search_at_home', 'caution', 'resolution', 'no_further_action', 'interview', 'arrest', 'charge', 'court', 'remand', 'sentence', 'recall', 'custody', 'release')",
            name=op.f("ck_justice_contact_kind_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_justice_contact_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "occurred_at >= '1900-01-01T00:00:00.000000Z' AND occurred_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_justice_contact_occurred_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "occurred_on >= '1900-01-01' AND occurred_on < '2200-01-01'",
            name=op.f("ck_justice_contact_occurred_on_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "precision IN ('exact', 'day')",
            name=op.f("ck_justice_contact_precision_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_justice_contact_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_justice_contact_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "relation IS NULL OR whose = 'someone_close'",
            name=op.f("ck_justice_contact_relation_is_of_someone_close"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_justice_contact_superseded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "whose IN ('person', 'someone_close')",
            name=op.f("ck_justice_contact_whose_is_one_of_the_words"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_justice_contact_person_id", "justice_contact", ["person_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("place_ct", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("planned_by", sa.String(80), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("moved_from_id", Key, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.ForeignKeyConstraint(
            ["moved_from_id"], ["meeting.id"], name="fk_meeting_moved_from_id_meeting"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_meeting_person_id_person"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_meeting_worker_id_worker"),
        sa.UniqueConstraint("form_token", name="uq_meeting_form_token"),
        sa.UniqueConstraint("moved_from_id", name="uq_meeting_moved_from_id"),
        sa.UniqueConstraint("public_id", name="uq_meeting_public_id"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_it_starts")),
        sa.CheckConstraint(
            "ends_at >= '1900-01-01T00:00:00.000000Z' AND ends_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_meeting_ends_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "kind IN ('meeting', 'court')", name=op.f("ck_meeting_kind_is_one_of_the_words")
        ),
        sa.CheckConstraint(
            "(state = 'planned') = (settled_at IS NULL)",
            name=op.f("ck_meeting_leaves_the_plan_at_an_instant"),
        ),
        sa.CheckConstraint(
            "planned_at >= '1900-01-01T00:00:00.000000Z' AND planned_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_meeting_planned_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "settled_at >= '1900-01-01T00:00:00.000000Z' AND settled_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_meeting_settled_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "starts_at >= '1900-01-01T00:00:00.000000Z' AND starts_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_meeting_starts_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'happened', 'did_not_happen', 'cancelled', 'withdrawn')",
            name=op.f("ck_meeting_state_is_one_of_the_words"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_meeting_version_counts_from_1")),
        sa.CheckConstraint(
            "way IN ('in_person', 'call', 'video', 'text', 'letter')",
            name=op.f("ck_meeting_way_is_one_of_the_words"),
        ),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_meeting_person_id_starts_at", "meeting", ["person_id", "starts_at"], unique=False
    )
    op.create_index("ix_meeting_worker_id", "meeting", ["worker_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("id", Key, nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opening"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_opening_person_id_person"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_opening_worker_id_worker"),
        sa.UniqueConstraint("form_token", name="uq_opening_form_token"),
        sa.UniqueConstraint("public_id", name="uq_opening_public_id"),
        sa.CheckConstraint("until_at > opened_at", name=op.f("ck_opening_ends_after_it_starts")),
        sa.CheckConstraint(
            "opened_at >= '1900-01-01T00:00:00.000000Z' AND opened_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_opening_opened_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "until_at >= '1900-01-01T00:00:00.000000Z' AND until_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_opening_until_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_opening_person_id", "opening", ["person_id"], unique=False)
    op.create_index("ix_opening_worker_id", "opening", ["worker_id"], unique=False)
    op.create_table(
        "pairing",
        sa.Column("id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("start_reason", sa.String(40), nullable=False),
        sa.Column("started_by", sa.String(80), nullable=False),
        sa.Column("end_reason", sa.String(40), nullable=True),
        sa.Column("end_planned", sa.Boolean(), nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pairing"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_pairing_person_id_person"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["pairing.id"], name="fk_pairing_replaces_id_pairing"
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_pairing_worker_id_worker"),
        sa.UniqueConstraint("form_token", name="uq_pairing_form_token"),
        sa.UniqueConstraint("public_id", name="uq_pairing_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_pairing_replaces_id"),
        sa.CheckConstraint(
            "role <> 'cover' OR ended_at IS NOT NULL", name=op.f("ck_pairing_cover_has_an_end")
        ),
        sa.CheckConstraint(
            "end_reason IN ('handover', 'worker_left', 'worker_away', 'person_asked', 'not_a_match', 'moved_team', 'stay_ended', 'cover_over', 'other')",
            name=op.f("ck_pairing_end_reason_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "role = 'cover' OR (ended_at IS NULL) = (end_reason IS NULL) AND (ended_at IS NULL) = (end_planned IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_pairing_end_says_why_whether_planned_and_by_whom"),
        ),
        sa.CheckConstraint(
            "ended_at >= '1900-01-01T00:00:00.000000Z' AND ended_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pairing_ended_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "ended_by LIKE 'worker:%'", name=op.f("ck_pairing_ended_by_a_named_worker")
        ),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_pairing_ends_after_it_starts")),
        sa.CheckConstraint(
            "known_at <= recorded_at", name=op.f("ck_pairing_is_known_before_it_is_recorded")
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pairing_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pairing_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_pairing_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "role IN ('key_worker', 'deputy', 'cover')",
            name=op.f("ck_pairing_role_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "start_reason IN ('first_match', 'handover', 'return', 'named_deputy', 'covering', 'imported')",
            name=op.f("ck_pairing_start_reason_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "started_at >= '1900-01-01T00:00:00.000000Z' AND started_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pairing_started_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pairing_superseded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "told_at >= '1900-01-01T00:00:00.000000Z' AND told_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pairing_told_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_pairing_person_id", "pairing", ["person_id"], unique=False)
    op.create_index(
        "ix_pairing_worker_id_ended_at", "pairing", ["worker_id", "ended_at"], unique=False
    )
    op.create_index(
        "uq_pairing_one_open_deputy_per_person",
        "pairing",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("role = 'deputy' AND ended_at IS NULL AND superseded_at IS NULL"),
        postgresql_where=sa.text("role = 'deputy' AND ended_at IS NULL AND superseded_at IS NULL"),
    )
    op.create_index(
        "uq_pairing_one_open_key_worker_per_person",
        "pairing",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("role = 'key_worker' AND ended_at IS NULL AND superseded_at IS NULL"),
        postgresql_where=sa.text(
            "role = 'key_worker' AND ended_at IS NULL AND superseded_at IS NULL"
        ),
    )
    op.create_table(
        "pause",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("from_at", Instant(), nullable=False),
        sa.Column("look_again_on", sa.Date(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=True),
        sa.Column("words_ct", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_pause_person_id_person"),
        sa.ForeignKeyConstraint(["replaces_id"], ["pause.id"], name="fk_pause_replaces_id_pause"),
        sa.UniqueConstraint("form_token", name="uq_pause_form_token"),
        sa.UniqueConstraint("public_id", name="uq_pause_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_pause_replaces_id"),
        sa.CheckConstraint(
            "decided_by LIKE 'worker:%'", name=op.f("ck_pause_decided_by_a_named_worker")
        ),
        sa.CheckConstraint(
            "ended_at >= '1900-01-01T00:00:00.000000Z' AND ended_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pause_ended_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint("ended_at > from_at", name=op.f("ck_pause_ends_after_it_starts")),
        sa.CheckConstraint(
            "from_at >= '1900-01-01T00:00:00.000000Z' AND from_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pause_from_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "known_at <= recorded_at", name=op.f("ck_pause_is_known_before_it_is_recorded")
        ),
        sa.CheckConstraint(
            "kind IN ('asked_for_space', 'holiday', 'lost_touch')",
            name=op.f("ck_pause_kind_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pause_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "look_again_on >= '1900-01-01' AND look_again_on < '2200-01-01'",
            name=op.f("ck_pause_look_again_on_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pause_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_pause_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_pause_superseded_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_pause_person_id", "pause", ["person_id"], unique=False)
    op.create_index(
        "uq_pause_one_open_per_person",
        "pause",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND superseded_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND superseded_at IS NULL"),
    )
    op.create_table(
        "person_key",
        sa.Column("person_id", Key, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_key"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_key_person_id_person"
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "rhythm",
        sa.Column("id", Key, nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("breathing_days", sa.Integer(), nullable=True),
        sa.Column("circumstance", sa.String(40), nullable=True),
        sa.Column("agreed_at", Instant(), nullable=False),
        sa.Column("agreed_with_person", sa.Boolean(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rhythm"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_rhythm_person_id_person"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["rhythm.id"], name="fk_rhythm_replaces_id_rhythm"
        ),
        sa.UniqueConstraint("form_token", name="uq_rhythm_form_token"),
        sa.UniqueConstraint("public_id", name="uq_rhythm_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_rhythm_replaces_id"),
        sa.CheckConstraint(
            "agreed_at >= '1900-01-01T00:00:00.000000Z' AND agreed_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rhythm_agreed_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "breathing_days BETWEEN 0 AND 365",
            name=op.f("ck_rhythm_breathing_room_is_0_to_365_days"),
        ),
        sa.CheckConstraint(
            "circumstance IN ('custody', 'hospital')",
            name=op.f("ck_rhythm_circumstance_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "ended_at >= '1900-01-01T00:00:00.000000Z' AND ended_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rhythm_ended_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint("ended_at > agreed_at", name=op.f("ck_rhythm_ends_after_it_starts")),
        sa.CheckConstraint(
            "every_days BETWEEN 1 AND 365", name=op.f("ck_rhythm_is_every_1_to_365_days")
        ),
        sa.CheckConstraint(
            "known_at <= recorded_at", name=op.f("ck_rhythm_is_known_before_it_is_recorded")
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rhythm_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR circumstance IS NOT NULL",
            name=op.f("ck_rhythm_only_custody_and_hospital_end"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rhythm_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_rhythm_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_rhythm_superseded_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_rhythm_person_id", "rhythm", ["person_id"], unique=False)
    op.create_table(
        "stay",
        sa.Column("id", Key, nullable=False),
        sa.Column("referred_at", Instant(), nullable=False),
        sa.Column("came_from", sa.String(40), nullable=False),
        sa.Column("otherwise_nothing", sa.Boolean(), nullable=True),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ending", sa.String(40), nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=True),
        sa.Column("words_ct", sa.LargeBinary(), nullable=True),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stay"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_stay_person_id_person"),
        sa.ForeignKeyConstraint(["replaces_id"], ["stay.id"], name="fk_stay_replaces_id_stay"),
        sa.UniqueConstraint("form_token", name="uq_stay_form_token"),
        sa.UniqueConstraint("public_id", name="uq_stay_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_stay_replaces_id"),
        sa.CheckConstraint(
            "came_from IN ('themselves', 'family', 'school', 'youth_service', 'health', 'social_care', 'housing', 'police', 'court', 'another_service', 'imported', 'other')",
            name=op.f("ck_stay_came_from_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_stay_end_says_how")
        ),
        sa.CheckConstraint(
            "ended_at >= '1900-01-01T00:00:00.000000Z' AND ended_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_stay_ended_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "ending IN ('moved_on', 'no_intervention_needed', 'moved_away', 'their_choice', 'another_service', 'died', 'other')",
            name=op.f("ck_stay_ending_is_one_of_the_words"),
        ),
        sa.CheckConstraint("ended_at > referred_at", name=op.f("ck_stay_ends_after_it_starts")),
        sa.CheckConstraint(
            "known_at <= recorded_at", name=op.f("ck_stay_is_known_before_it_is_recorded")
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_stay_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_stay_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_stay_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "referred_at >= '1900-01-01T00:00:00.000000Z' AND referred_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_stay_referred_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "started_at >= '1900-01-01T00:00:00.000000Z' AND started_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_stay_started_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "started_at >= referred_at", name=op.f("ck_stay_starts_after_the_referral")
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_stay_superseded_at_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_stay_person_id", "stay", ["person_id"], unique=False)
    op.create_index(
        "uq_stay_one_open_per_person",
        "stay",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND superseded_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL AND superseded_at IS NULL"),
    )
    op.create_table(
        "alert_step",
        sa.Column("id", Key, nullable=False),
        sa.Column("alert_id", Key, nullable=False),
        sa.Column("stepped_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("from_state", sa.String(40), nullable=True),
        sa.Column("to_state", sa.String(40), nullable=False),
        sa.Column("tier", sa.String(40), nullable=False),
        sa.Column("why", sa.String(40), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alert_step"),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_alert_step_alert_id_alert"),
        sa.CheckConstraint(
            "from_state IN ('open', 'left', 'closed')",
            name=op.f("ck_alert_step_from_state_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "stepped_at >= '1900-01-01T00:00:00.000000Z' AND stepped_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_alert_step_stepped_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "tier IN ('today', 'this_week', 'when_you_can')",
            name=op.f("ck_alert_step_tier_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "to_state IN ('open', 'left', 'closed')",
            name=op.f("ck_alert_step_to_state_is_one_of_the_words"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_alert_step_alert_id", "alert_step", ["alert_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.Column("occurred_at", Instant(), nullable=False),
        sa.Column("precision", sa.String(40), nullable=False),
        sa.Column("with_whom", sa.String(40), nullable=False),
        sa.Column("setting", sa.String(40), nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("who_started", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place_ct", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_ct", sa.LargeBinary(), nullable=True),
        sa.Column("shared_ct", sa.LargeBinary(), nullable=True),
        sa.Column("team_ct", sa.LargeBinary(), nullable=True),
        sa.Column("held_back_reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("worried_told_who_ct", sa.LargeBinary(), nullable=True),
        sa.Column("meeting_id", Key, nullable=True),
        sa.Column("import_row_id", Key, nullable=True),
        sa.Column("public_id", sa.String(10), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=True),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.ForeignKeyConstraint(
            ["import_row_id"], ["import_row.id"], name="fk_contact_import_row_id_import_row"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_contact_meeting_id_meeting"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_person_id_person"),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["contact.id"], name="fk_contact_replaces_id_contact"
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_contact_worker_id_worker"),
        sa.UniqueConstraint("form_token", name="uq_contact_form_token"),
        sa.UniqueConstraint("public_id", name="uq_contact_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_contact_replaces_id"),
        sa.CheckConstraint(
            "occurred_at <= known_at", name=op.f("ck_contact_happened_before_it_was_known")
        ),
        sa.CheckConstraint(
            "known_at <= recorded_at", name=op.f("ck_contact_is_known_before_it_is_recorded")
        ),
        sa.CheckConstraint(
            "known_at >= '1900-01-01T00:00:00.000000Z' AND known_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_contact_known_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "minutes BETWEEN 0 AND 1440", name=op.f("ck_contact_lasts_0_to_1440_minutes")
        ),
        sa.CheckConstraint(
            "outcome <> 'messaged' OR way IN ('text', 'letter')",
            name=op.f("ck_contact_messaged_is_text_or_letter"),
        ),
        sa.CheckConstraint(
            "outcome <> 'met' OR way IN ('in_person', 'video')",
            name=op.f("ck_contact_met_is_in_person_or_video"),
        ),
        sa.CheckConstraint(
            "occurred_at >= '1900-01-01T00:00:00.000000Z' AND occurred_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_contact_occurred_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "held_back_reason_ct IS NULL OR team_ct IS NOT NULL",
            name=op.f("ck_contact_only_a_team_note_is_held_back"),
        ),
        sa.CheckConstraint(
            "outcome IN ('met', 'spoke', 'messaged', 'they_cancelled', 'they_moved', 'missed_each_other', 'could_not_be_brought', 'could_not_come', 'we_cancelled', 'we_moved', 'we_were_not_there', 'we_did_not_tell_them', 'they_tried', 'we_tried')",
            name=op.f("ck_contact_outcome_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "precision IN ('exact', 'day')", name=op.f("ck_contact_precision_is_one_of_the_words")
        ),
        sa.CheckConstraint(
            "recorded_at >= '1900-01-01T00:00:00.000000Z' AND recorded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_contact_recorded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "recorded_by LIKE 'worker:%' OR recorded_by LIKE 'system:%'",
            name=op.f("ck_contact_recorded_by_names_a_worker_or_a_system"),
        ),
        sa.CheckConstraint(
            "setting IN ('one_to_one', 'with_others', 'group')",
            name=op.f("ck_contact_setting_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "outcome <> 'spoke' OR way IN ('in_person', 'call', 'video')",
            name=op.f("ck_contact_spoke_is_in_person_call_or_video"),
        ),
        sa.CheckConstraint(
            "superseded_at >= '1900-01-01T00:00:00.000000Z' AND superseded_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_contact_superseded_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "way IN ('in_person', 'call', 'video', 'text', 'letter')",
            name=op.f("ck_contact_way_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "who_started IN ('us', 'them')", name=op.f("ck_contact_who_started_is_one_of_the_words")
        ),
        sa.CheckConstraint(
            "with_whom IN ('person', 'someone_close', 'another_service')",
            name=op.f("ck_contact_with_whom_is_one_of_the_words"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_contact_person_id", "contact", ["person_id"], unique=False)
    op.create_index(
        "ix_contact_person_id_occurred_at", "contact", ["person_id", "occurred_at"], unique=False
    )
    op.create_index(
        "ix_contact_worker_id_occurred_at", "contact", ["worker_id", "occurred_at"], unique=False
    )
    op.create_index(
        "uq_contact_one_per_meeting",
        "contact",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "meeting_step",
        sa.Column("id", Key, nullable=False),
        sa.Column("meeting_id", Key, nullable=False),
        sa.Column("stepped_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("from_state", sa.String(40), nullable=True),
        sa.Column("to_state", sa.String(40), nullable=False),
        sa.Column("reason_ct", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_step"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_step_meeting_id_meeting"
        ),
        sa.CheckConstraint(
            "from_state IN ('planned', 'happened', 'did_not_happen', 'cancelled', 'withdrawn')",
            name=op.f("ck_meeting_step_from_state_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "stepped_at >= '1900-01-01T00:00:00.000000Z' AND stepped_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_meeting_step_stepped_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "to_state IN ('planned', 'happened', 'did_not_happen', 'cancelled', 'withdrawn')",
            name=op.f("ck_meeting_step_to_state_is_one_of_the_words"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_meeting_step_meeting_id", "meeting_step", ["meeting_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("person_id", Key, nullable=False),
        sa.Column("look_again_at", Instant(), nullable=True),
        sa.Column("judged_at", Instant(), nullable=True),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("key_worker_id", Key, nullable=True),
        sa.Column("with_since", Instant(), nullable=True),
        sa.Column("agreed_days", sa.Integer(), nullable=True),
        sa.Column("last_reached_at", Instant(), nullable=True),
        sa.Column("last_reached_outcome", sa.String(40), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("quiet_from", Instant(), nullable=True),
        sa.Column("next_meeting_at", Instant(), nullable=True),
        sa.Column("paused_kind", sa.String(40), nullable=True),
        sa.Column("pause_look_again_on", sa.Date(), nullable=True),
        sa.Column("top_alert_id", Key, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_standing"),
        sa.ForeignKeyConstraint(
            ["key_worker_id"], ["worker.id"], name="fk_standing_key_worker_id_worker"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_standing_person_id_person"),
        sa.ForeignKeyConstraint(
            ["top_alert_id"], ["alert.id"], name="fk_standing_top_alert_id_alert"
        ),
        sa.CheckConstraint(
            "judged_at >= '1900-01-01T00:00:00.000000Z' AND judged_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_judged_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "last_reached_at >= '1900-01-01T00:00:00.000000Z' AND last_reached_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_last_reached_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "last_reached_outcome IN ('met', 'spoke', 'messaged', 'they_cancelled', 'they_moved', 'missed_each_other', 'could_not_be_brought', 'could_not_come', 'we_cancelled', 'we_moved', 'we_were_not_there', 'we_did_not_tell_them', 'they_tried', 'we_tried')",
            name=op.f("ck_standing_last_reached_outcome_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "look_again_at >= '1900-01-01T00:00:00.000000Z' AND look_again_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_look_again_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "next_meeting_at >= '1900-01-01T00:00:00.000000Z' AND next_meeting_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_next_meeting_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "pause_look_again_on >= '1900-01-01' AND pause_look_again_on < '2200-01-01'",
            name=op.f("ck_standing_pause_look_again_on_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "paused_kind IN ('asked_for_space', 'holiday', 'lost_touch')",
            name=op.f("ck_standing_paused_kind_is_one_of_the_words"),
        ),
        sa.CheckConstraint(
            "quiet_from >= '1900-01-01T00:00:00.000000Z' AND quiet_from < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_quiet_from_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "settled_at >= '1900-01-01T00:00:00.000000Z' AND settled_at < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_settled_at_is_between_1900_and_2200"),
        ),
        sa.CheckConstraint(
            "with_since >= '1900-01-01T00:00:00.000000Z' AND with_since < '2200-01-01T00:00:00.000000Z'",
            name=op.f("ck_standing_with_since_is_between_1900_and_2200"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_standing_key_worker_id", "standing", ["key_worker_id"], unique=False)
    op.create_index("ix_standing_look_again_at", "standing", ["look_again_at"], unique=False)
    op.create_table(
        "contact_worker",
        sa.Column("contact_id", Key, nullable=False),
        sa.Column("worker_id", Key, nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "worker_id", name="pk_contact_worker"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="fk_contact_worker_contact_id_contact"
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name="fk_contact_worker_worker_id_worker"
        ),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for role in ("key_worker", "cover"):
            op.execute(NEVER_OVERLAP.format(role=role))


def downgrade() -> None:
    triggers.drop_all(op.get_bind())
    for table in (
        "contact_worker",
        "standing",
        "meeting_step",
        "contact",
        "alert_step",
        "stay",
        "rhythm",
        "person_key",
        "pause",
        "pairing",
        "opening",
        "meeting",
        "justice_contact",
        "draft",
        "channel",
        "audit_subject",
        "alert",
        "worker_role",
        "person",
        "worker_session",
        "team",
        "passkey",
        "import_row",
        "absence",
        "worker",
        "security_role",
        "rule_setting",
        "rate_limit",
        "import_run",
        "daily_work",
        "audit_event",
    ):
        op.drop_table(table)
