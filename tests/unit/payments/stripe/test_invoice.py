"""Test what was paid for a period, with invoices for changes in its middle."""

from typing import Any

from bot.payments.stripe.objects.invoice import billed_lines

START, END, NEXT = 1_000, 2_000, 3_000
MIDDLE = 1_500


def line(product: str, amount: int, start: int, end: int) -> dict[str, Any]:
    return {
        "amount": amount,
        "quantity": 1,
        "period": {"start": start, "end": end},
        "pricing": {"price_details": {"price": f"price_{product}", "product": product}},
    }


def invoice(id_: str, *lines: dict[str, Any]) -> dict[str, Any]:
    total = sum(each["amount"] for each in lines)
    return {"id": id_, "status": "paid", "total": total, "lines": {"data": list(lines)}}


FIRST = invoice("first", line("small", 700, START, END))


def test_a_change_in_the_middle_of_a_period_was_paid_for_it_too() -> None:
    change = invoice("change", line("small", -350, MIDDLE, END), line("large", 750, MIDDLE, END))
    assert billed_lines(FIRST, [change]).paid == 700 + 400
    assert billed_lines(change, [FIRST]).paid == 400 + 700


def test_a_renewal_that_also_bills_a_change_of_the_last_period_is_for_the_next_one() -> None:
    renewal = invoice(
        "renewal",
        line("large", 750, MIDDLE, END),
        line("small", -350, MIDDLE, END),
        line("other", 900, END, NEXT),
    )
    assert billed_lines(renewal, [FIRST]).paid == 1_300
    assert billed_lines(FIRST, [renewal]).paid == 700


def test_two_changes_at_different_times_belong_to_the_same_period() -> None:
    changes = invoice(
        "changes",
        line("small", -350, MIDDLE, END),
        line("large", 750, MIDDLE, END),
        line("extra", 100, MIDDLE + 100, END),
    )
    assert billed_lines(FIRST, [changes]).paid == 700 + 500
