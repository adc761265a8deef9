"""A buyer's wallet money on its way to a bank, and what banks send back."""

import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from anxin.storage.kept import only_added


class Migration(migrations.Migration):
    dependencies = [
        ("anxin_ledger", "0002_rules"),
        ("anxin_merchant", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeniedReturn",
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
                ("return_serial", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=200)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payee",
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
                ("no", models.CharField(max_length=32, unique=True)),
                ("name_masked", models.CharField(max_length=40)),
                ("number_digest", models.BinaryField(max_length=32)),
                ("card_digest", models.BinaryField(max_length=32)),
                ("card_tail", models.CharField(max_length=4)),
                ("bank", models.CharField(max_length=40)),
                ("sealed", models.BinaryField(null=True)),
                ("key_no", models.SmallIntegerField(null=True)),
                ("card_sealed", models.BinaryField(null=True)),
                ("card_key_no", models.SmallIntegerField(null=True)),
                ("state", models.CharField(default="waiting", max_length=14)),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("tries", models.SmallIntegerField(db_default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PayeeLook",
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
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_state",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_source",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_four_eyes",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_signed",
        ),
        migrations.AddField(
            model_name="payout",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="return_serial",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="payout",
            name="return_signed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payout",
            name="returned_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="payout",
            name="returned_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="payout",
            name="merchant",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="anxin_merchant.merchant",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "checking",
                            "requested",
                            "approved",
                            "paid",
                            "returning",
                            "refused",
                            "returned",
                        ),
                    )
                ),
                name="payout_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ("merchant_payable", "merchant_deposit", "buyer_wallet"))
                ),
                name="payout_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_by", models.F("requested_by")), _negated=True),
                    models.Q(
                        models.Q(("state__in", ("paid", "returning", "returned")), _negated=True),
                        models.Q(
                            models.Q(("closed_by", models.F("approved_by")), _negated=True),
                            models.Q(("closed_by", models.F("requested_by")), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="payout_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_by", None), ("closed_by", None), ("state", "checking")),
                    models.Q(("approved_by", None), ("closed_by", None), ("state", "requested")),
                    models.Q(
                        ("approved_by__isnull", False), ("closed_by", None), ("state", "approved")
                    ),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("bank_serial__isnull", False),
                        ("closed_by__isnull", False),
                        ("state__in", ("paid", "returning", "returned")),
                    ),
                    models.Q(("closed_by__isnull", False), ("state", "refused")),
                    models.Q(
                        ("approved_by", None), ("source", "buyer_wallet"), ("state", "refused")
                    ),
                    _connector="OR",
                ),
                name="payout_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("return_serial__isnull", False),
                        ("return_signed_by", None),
                        ("state", "returning"),
                        ("returned_by__isnull", False),
                    ),
                    models.Q(
                        ("return_serial__isnull", False),
                        ("returned_by__isnull", False),
                        ("state", "returned"),
                        ("return_signed_by__isnull", False),
                        models.Q(("return_signed_by", models.F("returned_by")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state__in", ("returning", "returned")), _negated=True),
                        ("return_signed_by", None),
                    ),
                    _connector="OR",
                ),
                name="payout_return_signed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account", models.F("requested_by")),
                        ("merchant", None),
                        ("source", "buyer_wallet"),
                    ),
                    models.Q(
                        models.Q(("source", "buyer_wallet"), _negated=True),
                        ("account", None),
                        ("merchant__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="payout_of_one_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                fields=("account", "form_key"), name="payout_to_bank_once"
            ),
        ),
        migrations.AddField(
            model_name="deniedreturn",
            name="denied_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="deniedreturn",
            name="payout",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="anxin_ledger.payout"
            ),
        ),
        migrations.AddField(
            model_name="deniedreturn",
            name="returned_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payee",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="payee",
            name="payer",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payee",
            name="payout",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, to="anxin_ledger.payout"
            ),
        ),
        migrations.AddField(
            model_name="payeelook",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payeelook",
            name="payee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="anxin_ledger.payee"
            ),
        ),
        migrations.AddIndex(
            model_name="payee",
            index=models.Index(
                condition=models.Q(("next_try_at__isnull", False)),
                fields=["next_try_at"],
                name="payee_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("waiting", "confirmed", "not_confirmed", "unanswered"))
                ),
                name="payee_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("next_try_at__isnull", False),
                        ("sealed__isnull", False),
                        ("state", "waiting"),
                    ),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("answered_at__isnull", False),
                        ("next_try_at", None),
                        ("sealed", None),
                    ),
                    _connector="OR",
                ),
                name="payee_sealed_while_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="payee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("card_sealed", None), ("state__in", ("waiting", "confirmed")), _connector="OR"
                ),
                name="payee_card_only_of_a_name_that_may_be_right",
            ),
        ),
        only_added("anxin_ledger_payeelook"),
        only_added("anxin_ledger_deniedreturn"),
    ]
