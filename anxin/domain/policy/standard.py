"""The refund policy that ships as `standard`: POLICY.md, written in the language of policies.

A plain literal that survives JSON unchanged: a migration loads it, operators edit copies of it.
The language is described in `docs/policy-language.md`.
"""

from __future__ import annotations

from typing import Any, Final

STANDARD: Final[dict[str, Any]] = {
    "name": "standard",
    "title": {"zh": "标准退款政策", "en": "Standard refund policy"},
    "reasons": {
        "mistake": {"cause": "buyer"},
        "unwanted": {"cause": "buyer"},
        "duplicate_order": {"cause": "buyer"},
        "no_reason": {"cause": "buyer"},
        "card_invalid": {"cause": "merchant"},
        "not_received": {"cause": "merchant"},
        "arrived_late": {"cause": "merchant"},
        "not_as_described": {"cause": "merchant"},
        "wrong_item": {"cause": "merchant"},
        "partly_delivered": {"cause": "merchant"},
        "quality": {"cause": "merchant"},
        "system_duplicate": {"cause": "platform"},
        "price_changed": {"judged_as": "unwanted"},
        "game_outage": {"judged_as": "unwanted"},
        "wrong_payment": {"judged_as": "unwanted"},
        "top_up_failed": {"judged_as": "not_received"},
        "credited_wrongly": {"judged_as": "wrong_item"},
        "paid_twice": {"judged_as": "system_duplicate"},
    },
    "limits": {
        "senior_above_fen": 500_000,
        "first_line_above_fen": 50_000,
        "frequent_cancels_7d": 5,
        "frequent_refunds_30d": 8,
        "instant_credit": 80,
        "instant_24h_fen": 20_000,
        "small_fen": 2_000,
        "small_credit": 60,
        "expedited_hours": 1,
        "review_working_days": {"physical": 3, "otherwise": 1},
        "arbitration_hours": 1,
        "silence_agrees_fen": 50_000,
        "high_value_fen": 50_000,
    },
    "clauses": [
        {
            "id": "unpaid",
            "when": {"states": ["awaiting_payment"]},
            "cancel": True,
        },
        {
            "id": "closed",
            "when": [{"states": ["cancelled"]}, {"nothing_left": True}],
            "refuse": "nothing_left",
        },
        {
            "id": "undelivered",
            "when": {"states": ["undelivered"]},
            "amount": [
                {
                    "when": {"states": ["delivering"], "some_value_delivered": True},
                    "is": "value_not_delivered",
                },
                {"is": "all_units"},
            ],
            "fee_rate": 0,
            "on_record": True,
        },
        {
            "id": "issuer_invalid",
            "when": [
                {"states": ["served"], "issuer": ["invalid"], "causes": ["buyer"]},
                {
                    "states": ["served"],
                    "issuer": ["invalid"],
                    "reasons": ["not_received", "arrived_late"],
                },
            ],
            "judge_as": "card_invalid",
        },
        {
            "id": "physical_no_reason",
            "when": {
                "kinds": ["physical"],
                "causes": ["buyer"],
                "specials": ["none", "limited_discount"],
                "asked_within": {"since": "delivered_at", "for": "7 calendar days"},
            },
            "amount": "unused_units",
            "fee_rate": 0,
        },
        {
            "id": "system_duplicate",
            "when": {"reasons": ["system_duplicate"]},
            "amount": "all_units",
            "evidence": [
                {"when": {"fault": ["system_duplicate"]}, "is": []},
                {"is": ["payment_record"]},
            ],
            "on_record": [
                {"when": {"fault": ["system_duplicate"]}, "is": True},
                {"is": False},
            ],
        },
        {
            "id": "partly_delivered",
            "when": {"reasons": ["partly_delivered"]},
            "refuse": [{"when": {"all_value_delivered": True}, "is": "fully_delivered"}],
            "amount": "value_not_delivered",
            "on_record": True,
            "goods_come_back": False,
        },
        {
            "id": "not_received",
            "when": {"reasons": ["not_received"]},
            "refuse": [
                {"when": {"kinds": ["card_secret"], "viewed": True}, "is": "was_viewed"},
                {"when": {"kinds": ["card_secret"], "issuer": ["used"]}, "is": "already_used"},
                {
                    "when": {
                        "asked_after": {
                            "since": "delivered_at",
                            "for": {"physical": "15 days", "otherwise": "72 hours"},
                        }
                    },
                    "is": "too_late",
                },
            ],
            "amount": "unused_units",
            "evidence": [
                {"when": {"kinds": ["card_secret"]}, "is": []},
                {"when": {"receipt": ["missing"]}, "is": []},
                {"is": ["not_arrived"]},
            ],
            "on_record": [
                {"when": {"kinds": ["card_secret"]}, "is": True},
                {"when": {"receipt": ["missing"]}, "is": True},
                {"is": False},
            ],
            "goods_come_back": False,
        },
        {
            "id": "late",
            "when": {"reasons": ["arrived_late"]},
            "refuse": [
                {
                    "when": {
                        "delivered_within": {
                            "card_secret": "30 minutes",
                            "physical": "15 days",
                            "otherwise": "24 hours",
                        }
                    },
                    "is": "was_on_time",
                },
                {
                    "when": {
                        "asked_after": {
                            "since": "delivered_at",
                            "for": {"physical": "7 days", "otherwise": "24 hours"},
                        }
                    },
                    "is": "too_late",
                },
                {
                    "when": {
                        "kinds": ["card_secret"],
                        "viewed": True,
                        "issuer": ["used", "invalid", "unknown"],
                    },
                    "is": "was_viewed",
                },
            ],
            "amount": "unused_units",
            "on_record": True,
        },
        {
            "id": "used",
            "when": {
                "kinds": ["virtual"],
                "issuer": ["unused", "used", "unknown"],
                "used_up": True,
            },
            "refuse": "already_used",
        },
        {
            "id": "proven_fault",
            "when": {
                "reasons": ["card_invalid", "not_as_described", "wrong_item", "quality"],
                "asked_within": {
                    "since": {"completed": "completed_at", "otherwise": "delivered_at"},
                    "for": {"physical": "15 days", "otherwise": "24 hours"},
                },
            },
            "amount": "unused_units",
            "evidence": [
                {"when": {"issuer": ["invalid"]}, "is": []},
                {"when": {"reasons": ["card_invalid"]}, "is": ["activation_failure"]},
                {"is": ["activation_failure", "comparison"]},
            ],
        },
        {
            "id": "fault_too_late",
            "when": {
                "reasons": ["card_invalid", "not_as_described", "wrong_item", "quality"],
            },
            "refuse": [{"when": {"issuer": ["unused", "used", "unknown"]}, "is": "too_late"}],
            "amount": "unused_units",
            "evidence": [
                {"when": {"issuer": ["invalid"]}, "is": []},
                {"when": {"reasons": ["card_invalid"]}, "is": ["activation_failure"]},
                {"is": ["activation_failure", "comparison"]},
            ],
        },
        {
            "id": "special",
            "when": {"specials": ["limited_discount", "customised"], "causes": ["buyer"]},
            "refuse": "special_goods",
        },
        {
            "id": "unused_card",
            "when": {
                "kinds": ["card_secret"],
                "causes": ["buyer"],
                "asked_within": {"since": "delivered_at", "for": "24 hours"},
            },
            "amount": [
                {"when": {"issuer": ["unused"]}, "is": "unused_units"},
                {"is": "unviewed_units"},
            ],
            "fee_rate": [
                {"when": {"reasons": ["duplicate_order"], "duplicate_named": True}, "is": 0},
                {"is": 0.05},
            ],
        },
        {
            "id": "no_longer",
            "when": {"causes": ["buyer"]},
            "refuse": [
                {"when": {"kinds": ["card_secret", "physical"]}, "is": "too_late"},
                {"is": "already_served"},
            ],
        },
        {"id": "otherwise", "refuse": "no_rule"},
    ],
    "route": [
        {"when": [{"flagged": True}, {"a_piece_is": "suspicious"}], "then": "senior"},
        {"when": {"clauses": ["fault_too_late"]}, "then": "senior"},
        {"when": {"gross_above": "senior_above_fen"}, "then": "senior"},
        {"when": {"gross_above": "first_line_above_fen"}, "then": "first_line"},
        {
            "when": [
                {"cancels_7d_from": "frequent_cancels_7d"},
                {"refunds_30d_from": "frequent_refunds_30d"},
                {"specials": ["customised"], "states": ["delivering"]},
            ],
            "then": "first_line",
        },
        {
            "when": [{"causes": ["buyer"]}, {"on_record": True}, {"issuer": ["invalid"]}],
            "then": "approve",
        },
        {"when": {"a_piece_is": "inconsistent"}, "then": "first_line"},
        {
            "when": {
                "goods_come_back": False,
                "credit_from": "instant_credit",
                "gross_with_instant_24h_up_to": "instant_24h_fen",
            },
            "then": "instant",
        },
        {
            "when": {
                "goods_come_back": False,
                "all_pieces_are": "consistent",
                "gross_up_to": "small_fen",
                "credit_from": "small_credit",
                "refunds_30d_up_to": 0,
            },
            "then": "approve",
        },
        {"when": {"all_pieces_are": "consistent"}, "then": "expedited"},
        {"then": "first_line"},
    ],
}
