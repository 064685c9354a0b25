"""Test what the front matter of a published file says, and how its faults are told."""

from datetime import date

from bot.learning.drip import Drip
from bot.publishing.front_matter import body_of, read

WHOLE = """---
title: Bots that listen
summary: How messages become signals.
price: 19.90 USD
plans: [Pro, Team]
tags: [discord, python]
order: 2
minutes: 12
preview: true
---
# Hello

Text.
"""

TEN_FAULTS = """---
titel: A course
summary: [no, text]
price: much
plans: {a: b}
drip: sometimes
order: -1
minutes: 1e9
preview: perhaps
prerequisites: /etc/passwd
cover: a\\b
---
"""


def test_a_file_in_its_parts() -> None:
    found = read(WHOLE)
    assert found.faults == ()
    assert found.fields is not None
    assert (found.fields.title, found.fields.order, found.fields.minutes) == (
        "Bots that listen",
        2,
        12,
    )
    assert found.fields.price is not None
    assert (found.fields.price.amount, found.fields.price.currency) == ("19.90", "usd")
    assert found.fields.plans == ["Pro", "Team"]
    assert found.body == "# Hello\n\nText.\n" == body_of(WHOLE)
    assert found.body_line == WHOLE.split("\n").index("# Hello") + 1


def test_each_of_ten_faults_is_told_with_its_line() -> None:
    found = read(TEN_FAULTS)
    assert found.fields is None
    assert {fault.line for fault in found.faults} == {1, *range(2, 12)}  # 1: the title is missing
    first = next(fault for fault in found.faults if fault.line == 2)
    assert "do you mean title?" in first.text


def test_when_a_lesson_opens() -> None:
    def drip(text: str) -> Drip:
        found = read(f"---\ntitle: A\nkind: lesson\ndrip: {text}\n---\n")
        assert found.fields is not None, found.faults
        return found.fields.drip

    assert drip("at once") == Drip()
    assert drip("3 days") == Drip("days", 3)
    assert drip("2030-01-31") == Drip("date", on=date(2030, 1, 31))
    assert drip("after previous") == Drip("previous")


def test_a_file_that_ends_within_its_front_matter() -> None:
    assert [fault.line for fault in read("---\ntitle: A\n").faults] == [1]
    assert read("no front matter").fields is None


def test_aliases_and_broken_yaml_are_faults() -> None:
    assert read("---\ntitle: &a A\nsummary: *a\n---\n").faults[0].line == 3
    assert read("---\ntitle: [\n---\n").faults
