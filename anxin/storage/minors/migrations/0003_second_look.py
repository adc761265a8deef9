import anxin.storage.columns
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GIVEN_SO_FAR = """
UPDATE anxin_minors_claimorder
   SET given_fen = CASE WHEN paid_at IS NULL THEN 0 ELSE coalesce(gross_fen, 0) END,
       cases = CASE WHEN case_no = '' THEN '{}' ELSE ARRAY[case_no] END;
UPDATE anxin_minors_claim SET account_id = NULL, said = '', asked_said = ''
 WHERE erased_at IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
ONLY_BLOTTED = """
CREATE FUNCTION anxin_minors_only_blotted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reason <> '—' OR (to_jsonb(NEW) - 'reason') <> (to_jsonb(OLD) - 'reason')
       OR NOT EXISTS (SELECT 1 FROM anxin_minors_claim c
                       WHERE c.id = OLD.claim_id AND c.erased_at IS NOT NULL) THEN
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER only_added ON anxin_minors_access;
CREATE TRIGGER only_added BEFORE DELETE OR TRUNCATE ON anxin_minors_access
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change();
CREATE TRIGGER only_blotted BEFORE UPDATE ON anxin_minors_access
    FOR EACH ROW EXECUTE FUNCTION anxin_minors_only_blotted();
"""
AS_BEFORE = """
DROP TRIGGER only_blotted ON anxin_minors_access;
DROP FUNCTION anxin_minors_only_blotted();
DROP TRIGGER only_added ON anxin_minors_access;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON anxin_minors_access
    FOR EACH STATEMENT EXECUTE FUNCTION anxin_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_minors", "0002_only_added"),
        ("anxin_order", "0006_by_transaction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=anxin.storage.columns.Uuid7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("said", models.CharField(blank=True, max_length=1000)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("answer", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="access",
            name="minor_access_what",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="minor_claim_refused_in_writing",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="minor_claim_erased_is_gone",
        ),
        migrations.RemoveConstraint(
            model_name="claimorder",
            name="minor_order_band",
        ),
        migrations.AddField(
            model_name="claim",
            name="by_system",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="paying_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="stuck_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="claimorder",
            name="cases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="claimorder",
            name="given_fen",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.RunSQL(GIVEN_SO_FAR, migrations.RunSQL.noop),
        migrations.RunSQL(ONLY_BLOTTED, AS_BEFORE),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__in", ("claim", "page", "code"))),
                name="minor_access_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(
                        models.Q(
                            ("decided_by__isnull", False), ("by_system", True), _connector="OR"
                        ),
                        models.Q(
                            models.Q(("said", ""), _negated=True),
                            ("erased_at__isnull", False),
                            _connector="OR",
                        ),
                        models.Q(("refusal", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="minor_claim_refused_in_writing",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at", None),
                    models.Q(
                        ("account", None),
                        ("asked_said", ""),
                        ("key_no", None),
                        ("said", ""),
                        ("sealed", None),
                    ),
                    _connector="OR",
                ),
                name="minor_claim_erased_is_gone",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("band__in", ("", "under_8", "8_to_15", "16_to_17", "of_age"))),
                name="minor_order_band",
            ),
        ),
        migrations.AddConstraint(
            model_name="claimorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_fen__gte", 0)), name="minor_order_given"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="claim",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, to="anxin_minors.claim"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="decided_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("", "upheld", "refused"))),
                name="minor_objection_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="minor_objection_decided_by_somebody",
            ),
        ),
    ]
