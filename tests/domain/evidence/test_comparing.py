"""What a picture shows is held against the records, folded, and accuses nobody of a misreading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from anxin.domain.evidence.comparing import compare
from anxin.domain.evidence.pieces import Box, Field, Line
from anxin.domain.evidence.records import Records
from anxin.domain.evidence.verdict import verdict_of
from anxin.domain.wording.findings import finding_sentence

SPOT = Box(10, 20, 110, 50)
OURS = "7K3M9QZ2XH5T8VWB4CDE6FGJ1N"
RECORDS = Records(
    now=datetime(2026, 11, 26, 7, 0, tzinfo=UTC),
    order_no=OURS,
    placed_at=datetime(2026, 11, 26, 5, 58, tzinfo=UTC),
    paid_at=datetime(2026, 11, 26, 6, 0, tzinfo=UTC),
    delivered_at=datetime(2026, 11, 26, 6, 10, tzinfo=UTC),
    other_order_nos=("2W8R5TYH7K3M9QZXAVB4CDE6FG",),
    trade_nos=("2026112622001412345678901234",),
    payment_nos=("PAY7H3K9",),
    amounts_fen=(9_800, 19_600),
    codes=("9F3K-22LM-77QA",),
    accounts=("13812345678",),
    error_codes={"ERR_10027": "used", "E-REGION": "wrong_region"},
)

CASES = [
    ("order_no", OURS, "order_no_same", "agrees"),
    ("order_no", OURS.replace("5", "S").replace("1", "I").lower(), "order_no_same", "agrees"),
    ("order_no", "2W8R5TYH7K3M9QZXAVB4CDE6FG", "order_no_other", "contradicts"),
    ("order_no", "A" * 26, "order_no_unknown", "contradicts"),
    ("order_no", "2026-118-4421", "order_no_foreign", "hint"),
    ("trade_no", "2026112622001412345678901234", "trade_no_same", "agrees"),
    ("order_no", OURS.replace("K", ""), "order_no_close", "agrees"),
    ("trade_no", "2026112622001412345678901235", "trade_no_close", "agrees"),
    ("trade_no", "2026112722001412345678901234", "trade_no_close", "agrees"),
    ("trade_no", "2026112522001498765400009999", "trade_no_unknown", "contradicts"),
    ("trade_no", "2026132622001412345678901234", "trade_no_unknown", "contradicts"),
    ("merchant_no", "PAY7H3K9", "merchant_no_same", "agrees"),
    ("amount", "98.00", "amount_same", "agrees"),
    ("amount", "98", "amount_same", "agrees"),
    ("amount", "980.00", "amount_differs", "contradicts"),
    ("time", "2026-11-26 14:00:31", "time_on_record", "agrees"),
    ("time", "2026-11-26 14:40", "time_fits", "agrees"),
    ("time", "2026-11-26 14:05", "time_fits", "agrees"),
    ("time", "2026-11-26 23:40", "time_in_future", "contradicts"),
    ("time", "2026-11-25 14:40", "time_before_order", "contradicts"),
    ("card_code", "9F3K22LM77QA", "card_code_same", "agrees"),
    ("card_code", "22LM-77QA", "card_code_same", "agrees"),
    ("card_code", "9F3K-22LM-77QR", "card_code_close", "agrees"),
    ("card_code", "XXXX-9999-AAAA", "card_code_other", "contradicts"),
    ("error_code", "ERR10027", "error_is_cards", "agrees"),
    ("error_code", "E REGION", "error_is_not_cards", "contradicts"),
    ("error_code", "0x80070005", "error_unknown", "hint"),
]


@pytest.mark.parametrize(("name", "value", "code", "weight"), CASES)
def test_a_field_beside_the_records(name: str, value: str, code: str, weight: str) -> None:
    [found] = compare(fields=[_field(name, value)], lines=[], records=RECORDS)
    assert (found.code, found.weight) == (code, weight)
    assert found.box == SPOT and found.page == 2, "it is marked where it was read"


def test_one_sum_that_agrees_is_enough() -> None:
    fields = [_field("amount", "31.50"), _field("amount", "98.00")]
    assert [f.code for f in compare(fields=fields, lines=[], records=RECORDS)] == ["amount_same"]


def test_a_page_is_as_young_as_its_latest_time() -> None:
    fields = [_field("time", "2026-11-25 10:00"), _field("time", "2026-11-26 14:20")]
    assert [f.code for f in compare(fields=fields, lines=[], records=RECORDS)] == ["time_fits"]


@pytest.mark.parametrize("text", ["充值号码 138 1234 5678", "手机号 138****5678 暂无充值记录"])
def test_the_account_is_known_whole_and_starred(text: str) -> None:
    [found] = compare(fields=[], lines=[Line(text, 0.99, SPOT)], records=RECORDS)
    assert found.code == "account_same"


def test_another_account_is_not_taken_for_it() -> None:
    lines = [Line("手机号 139****5678", 0.99, SPOT), Line("13812345679", 0.99, SPOT)]
    assert compare(fields=[], lines=lines, records=RECORDS) == []


def test_nothing_is_said_about_what_the_records_do_not_have() -> None:
    bare = replace(RECORDS, trade_nos=(), codes=(), error_codes={})
    fields = [_field("trade_no", "2026112622001412345678901234"),
              _field("card_code", "XXXX-9999-AAAA"), _field("error_code", "E1")]  # fmt: skip
    assert compare(fields=fields, lines=[], records=bare) == []


NO_PAYMENT = replace(RECORDS, trade_nos=())
UNPAID = replace(NO_PAYMENT, paid_at=None)
OF_26TH, OF_1ST = "2026112622001412345678901234", "2025110122001412345678901234"
WECHAT = "4200001234202611267654321098"
BY_WECHAT = replace(RECORDS, trade_nos=(WECHAT,))

DAYS = [
    # number, times on its page, records, what is said of the number
    (OF_1ST, ["2026-11-26 14:05"], NO_PAYMENT, ["trade_no_day_differs hint"]),
    (OF_1ST, ["2026-11-26 14:05"], RECORDS,
     ["trade_no_unknown contradicts", "trade_no_day_differs contradicts"]),
    (OF_1ST, [], RECORDS, ["trade_no_unknown contradicts", "trade_no_day_differs contradicts"]),
    (OF_1ST, [], NO_PAYMENT, ["trade_no_day_differs hint"]),
    (OF_1ST, [], UNPAID, []),
    (OF_1ST, ["2025-11-02 00:10"], UNPAID, []),
    (OF_1ST, ["2025-11-03 00:10"], UNPAID, ["trade_no_day_differs hint"]),
    (OF_1ST, ["2025-11-01 10:00", "2026-11-26 14:05"], UNPAID, []),
    (OF_26TH, ["2026-11-26 14:05"], NO_PAYMENT, []),
    (OF_26TH, ["2026-11-27 00:05"], RECORDS, ["trade_no_same agrees"]),
    (OF_26TH, ["2026-11-30 09:00"], RECORDS,
     ["trade_no_same agrees", "trade_no_day_differs hint"]),
    (OF_26TH[:-1] + "5", ["2026-11-30 09:00"], RECORDS,
     ["trade_no_close agrees", "trade_no_day_differs hint"]),
    ("20261128" + OF_26TH[8:], ["2026-11-28 14:05"], RECORDS,
     ["trade_no_unknown contradicts", "trade_no_day_differs contradicts"]),
    (WECHAT, ["2026-11-26 14:05"], BY_WECHAT, ["trade_no_same agrees"]),
    (WECHAT.replace("20261126", "20261101"), ["2026-11-26 14:05"], BY_WECHAT,
     ["trade_no_unknown contradicts", "trade_no_day_differs contradicts"]),
    (WECHAT.replace("20261126", "20261101"), ["2026-11-26 14:05"], UNPAID,
     ["trade_no_day_differs hint"]),
    ("PAY-7H3K-2025110122001412", ["2026-11-26 14:05"], NO_PAYMENT, []),
]  # fmt: skip


@pytest.mark.parametrize(("number", "times", "records", "said"), DAYS)
def test_the_day_in_a_payments_number_is_held_against_payment_and_page(
    number: str, times: list[str], records: Records, said: list[str]
) -> None:
    fields = [_field("trade_no", number), *(_field("time", time) for time in times)]
    found = compare(fields=fields, lines=[], records=records)
    own = [f"{one.code} {one.weight}" for one in found if one.code.startswith("trade_no")]
    assert own == said


def test_numbers_of_two_payments_of_one_day_are_never_taken_for_each_other() -> None:
    chance = Random(28)
    for _ in range(300):
        ours, other = ("2026112622001" + f"{chance.randrange(10**15):015}" for _ in range(2))
        found = compare(
            fields=[_field("trade_no", other)],
            lines=[],
            records=replace(RECORDS, trade_nos=(ours,)),
        )
        assert [one.code for one in found] == ["trade_no_unknown"]


@pytest.mark.parametrize("misread", [1, 2, 3])
def test_a_number_of_28_digits_is_known_with_three_of_them_misread(misread: int) -> None:
    places = (9, 15, 22)[:misread]
    read = "".join("3" if n in places else sign for n, sign in enumerate(OF_26TH))
    [found] = compare(fields=[_field("trade_no", read)], lines=[], records=RECORDS)
    assert found.code == "trade_no_close"


def test_a_times_day_counts_for_the_numbers_on_its_own_page_alone() -> None:
    other_page = replace(_field("time", "2026-11-26 14:05"), page=1)
    fields = [_field("trade_no", OF_1ST), other_page]
    found = compare(fields=fields, lines=[], records=UNPAID)
    assert "trade_no_day_differs" not in [one.code for one in found]


def test_a_number_of_another_day_ties_no_picture_to_the_order() -> None:
    """Twenty-four of its twenty-eight digits are the payment's, as with a slip of the reader."""
    fields = [_field("trade_no", OF_1ST), _field("time", "2026-11-26 14:05"),
              _field("amount", "98.00")]  # fmt: skip
    findings = compare(fields=fields, lines=[], records=RECORDS)
    shows = frozenset({"text", "amount", "time", "trade_no", "identity"})
    verdict = verdict_of(kind="payment_record", is_clear=True, elements=shows, findings=findings)
    assert verdict.word == "inconsistent"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_which_day_a_number_is_of_is_said_in_words(language: str) -> None:
    fields = [_field("trade_no", OF_1ST)]
    found = compare(fields=fields, lines=[], records=NO_PAYMENT)
    assert "2025-11-01" in finding_sentence(finding=found[0], language=language)


def _field(name: str, value: str) -> Field:
    return Field(name, value, 0.98, SPOT, page=2)
