"""The file that pairs customers with members: what is read, and how faults are named."""

import pytest

from bot.payments.adoption.members_file import MembersFileError, parse_members

ALICE, BOB = 111111111111111111, 222222222222222222


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_pairs_are_read_with_each_delimiter_and_a_byte_order_mark(delimiter: str) -> None:
    rows = [
        ("Discord ID", "Name", "Customer ID", "E-mail", "subscription"),
        (f"{ALICE}", "Alice", "cus_1", "", ""),
        ("", "", "", "", ""),
        (f" {BOB} ", "Bob", "", "Bob@Example.com", "sub_2"),
    ]
    pairs = parse_members("\ufeff" + "\r\n".join(map(delimiter.join, rows)))
    assert pairs.by_customer == {"cus_1": ALICE}
    assert pairs.by_email == {"bob@example.com": BOB}
    assert pairs.by_subscription == {"sub_2": BOB}


def test_every_faulty_line_is_named_and_none_is_used() -> None:
    text = "\n".join(
        (
            "discord_id,customer,email",
            f"{ALICE},cus_1,",
            "12345,cus_2,",
            "alice#1234,cus_3,",
            f"{BOB},,",
            f"{BOB},cus_1,",
            f"{BOB},in_1,",
            f"{BOB},,bob",
            ",cus_4,",
            f"{ALICE}0000,cus_5,",
            f"{ALICE},,a@b.example",
            f"{BOB},,A@B.example",
        )
    )
    with pytest.raises(MembersFileError) as refusal:
        parse_members(text)
    named = [fault.partition(":")[0] for fault in refusal.value.faults]
    assert named == [f"line {number}" for number in (3, 4, 5, 6, 7, 8, 9, 10, 12)]
    assert "b.example" not in str(refusal.value)  # addresses are not shown


@pytest.mark.parametrize(
    "heading", ["", "name,email", "discord_id,name", "discord_id,discord,email", "customer,email"]
)
def test_a_heading_without_the_needed_columns_is_refused(heading: str) -> None:
    with pytest.raises(MembersFileError, match="line 1"):
        parse_members(f"{heading}\n{ALICE},x,y\n")
