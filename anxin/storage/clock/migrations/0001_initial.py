from django.db import migrations, models

# STABLE and plain SQL, so that the planner inlines it: a comparison costs one look at one row.
CLOCK_NOW = """
CREATE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT now() + coalesce((SELECT ahead FROM anxin_clock_clock), interval '0')
$$
"""

TXID = """
CREATE FUNCTION anxin_txid() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT pg_current_xact_id()::text::bigint
$$
"""

REFUSE_CHANGE = """
CREATE FUNCTION anxin_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("ahead", models.DurationField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="clock_has_one_row")
                ],
            },
        ),
        migrations.RunSQL(CLOCK_NOW, "DROP FUNCTION clock_now()"),
        migrations.RunSQL(TXID, "DROP FUNCTION anxin_txid()"),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION anxin_refuse_change()"),
    ]
