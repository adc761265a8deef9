import anxin.storage.columns
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("anxin_ledger", "0001_initial"),
        ("anxin_ledger", "0002_only_added"),
        ("anxin_ledger", "0003_purses"),
        ("anxin_ledger", "0004_settlement"),
        ("anxin_ledger", "0005_payout_by_no_member"),
        ("anxin_ledger", "0006_channel_fees"),
        ("anxin_ledger", "0007_guarantee_fund"),
    ]

    initial = True

    dependencies = [
        ("anxin_account", "0001_tables"),
        ("anxin_account", "__first__"),
        ("anxin_clock", "0001_initial"),
        ("anxin_merchant", "0001_tables"),
        ("anxin_order", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="MerchantBalance",
            fields=[
                (
                    "merchant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="anxin_merchant.merchant",
                    ),
                ),
                ("payable_fen", models.BigIntegerField(db_default=0)),
                ("deposit_fen", models.BigIntegerField(db_default=0)),
                ("advanced_fen", models.BigIntegerField(db_default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("advanced_fen__gte", 0),
                            ("deposit_fen__gte", 0),
                            ("payable_fen__gte", 0),
                        ),
                        name="merchant_balance_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payable_fen", 0), ("advanced_fen", 0), _connector="OR"
                        ),
                        name="merchant_owes_or_is_owed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cause",
                        "kind",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cause", models.UUIDField()),
                ("kind", models.CharField(max_length=16)),
                ("line", models.SmallIntegerField()),
                ("source_kind", models.CharField(max_length=16)),
                ("source_owner", models.UUIDField(null=True)),
                ("target_kind", models.CharField(max_length=16)),
                ("target_owner", models.UUIDField(null=True)),
                ("amount_fen", models.BigIntegerField()),
                ("order_id", models.UUIDField(null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source_owner", "at"], name="posting_by_source"),
                    models.Index(fields=["target_owner", "at"], name="posting_by_target"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="posting_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source_kind__in",
                                (
                                    "buyer_wallet",
                                    "escrow",
                                    "merchant_payable",
                                    "merchant_deposit",
                                    "platform_advance",
                                    "fees",
                                    "coupons",
                                    "points",
                                    "channel_clearing",
                                    "payouts",
                                    "reseller_payable",
                                    "reseller_advance",
                                    "channel_fees",
                                    "guarantee_fund",
                                ),
                            )
                        ),
                        name="posting_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "target_kind__in",
                                (
                                    "buyer_wallet",
                                    "escrow",
                                    "merchant_payable",
                                    "merchant_deposit",
                                    "platform_advance",
                                    "fees",
                                    "coupons",
                                    "points",
                                    "channel_clearing",
                                    "payouts",
                                    "reseller_payable",
                                    "reseller_advance",
                                    "channel_fees",
                                    "guarantee_fund",
                                ),
                            )
                        ),
                        name="posting_target",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResellerBalance",
            fields=[
                (
                    "reseller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("payable_fen", models.BigIntegerField(db_default=0)),
                ("advanced_fen", models.BigIntegerField(db_default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("advanced_fen__gte", 0), ("payable_fen__gte", 0)),
                        name="reseller_balance_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payable_fen", 0), ("advanced_fen", 0), _connector="OR"
                        ),
                        name="reseller_owes_or_is_owed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commission",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("fen", models.BigIntegerField()),
                ("settled_fen", models.BigIntegerField(db_default=0)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_order.order",
                    ),
                ),
                (
                    "reseller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fen__gt", 0), ("settled_fen__range", (0, models.F("fen")))
                        ),
                        name="commission_within_share",
                    ),
                    models.UniqueConstraint(fields=("order", "reseller"), name="commission_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deposit",
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
                ("amount_fen", models.BigIntegerField()),
                ("bank_serial", models.CharField(max_length=64, unique=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="anxin_merchant.merchant"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="deposit_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositEntry",
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
                ("amount_fen", models.BigIntegerField()),
                ("bank_serial", models.CharField(max_length=64, unique=True)),
                ("book_at", models.DateTimeField()),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="deposit_entry_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
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
                ("source", models.CharField(max_length=16)),
                ("amount_fen", models.BigIntegerField()),
                ("form_key", models.UUIDField()),
                ("state", models.CharField(db_default="requested", max_length=10)),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_default=anxin.storage.columns.ClockNow(), editable=False
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("bank_serial", models.CharField(max_length=64, null=True, unique=True)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="anxin_merchant.merchant",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at"],
                        name="payout_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("requested", "approved", "paid", "refused"))
                        ),
                        name="payout_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ("merchant_payable", "merchant_deposit"))
                        ),
                        name="payout_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="payout_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_by", models.F("requested_by")), _negated=True),
                            models.Q(
                                models.Q(("state", "paid"), _negated=True),
                                models.Q(("closed_by", models.F("approved_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="payout_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by", None), ("closed_by", None), ("state", "requested")
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("closed_by", None),
                                ("state", "approved"),
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("bank_serial__isnull", False),
                                ("closed_by__isnull", False),
                                ("state", "paid"),
                            ),
                            models.Q(("closed_by__isnull", False), ("state", "refused")),
                            _connector="OR",
                        ),
                        name="payout_signed",
                    ),
                    models.UniqueConstraint(
                        fields=("merchant", "form_key"), name="payout_asked_once"
                    ),
                    models.UniqueConstraint(fields=("merchant", "id"), name="payout_of_merchant"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purse",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "account_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("balance_fen", models.BigIntegerField(db_default=0)),
                ("held_fen", models.BigIntegerField(db_default=0)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("wallet", "points"))), name="purse_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("balance_fen__gte", 0), ("held_fen__gte", 0)),
                        name="purse_not_negative",
                    ),
                ],
            },
        ),
    ]
