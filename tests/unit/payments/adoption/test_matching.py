"""Which member and plan a purchase of another service belongs to."""

from datetime import UTC, datetime

import pytest

from bot.payments.adoption.foreign_purchase import ForeignPurchase, Kind
from bot.payments.adoption.matching import Match, SoldHere, Unmatched, discord_ids, match
from bot.payments.adoption.members_file import MemberPairs
from bot.payments.inbox.purchase_match import SoldItem
from data.plan_terms import Terms
from data.plans import Plan
from data.prices import Price

ALICE, BOB = 111111111111111111, 222222222222222222
PRO = Plan(
    id=1,
    guild_id=10,
    name="Pro",
    description="",
    role_id=40,
    trial_days=0,
    terms=Terms(),
    product_id="prod_1",
    state="active",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    prices=(Price(1, 900, "eur", "month", "price_1"),),
)
HERE = SoldHere([PRO], {"price_1": 1, "price_pass": 1}, {"price_1": None, "price_pass": 30})


def purchase(
    *metadata: dict[str, str],
    kind: Kind = "subscription",
    price: str = "price_1",
    product: str = "prod_1",
    reference: str = "",
) -> ForeignPurchase:
    return ForeignPurchase(
        kind=kind,
        id="sub_1",
        customer_id="cus_1",
        email="alice@example.com",
        metadata=metadata,
        reference=reference,
        sold=(SoldItem(price, product),),
    )


@pytest.mark.parametrize(
    "key", ["discord_id", "discordId", "discord_user_id", "Discord User ID", "DISCORD"]
)
def test_the_member_is_found_whatever_the_key_is_called(key: str) -> None:
    assert discord_ids({key: f" {ALICE} "}) == {ALICE}


@pytest.mark.parametrize(
    "metadata",
    [
        {"discord_guild_id": f"{ALICE}"},
        {"discord_role": f"{ALICE}"},
        {"discord_id": "alice#0001"},
        {"discord_id": f"0{ALICE}"},
        {"discord_id": "9999999999999999999"},
        {"user_id": f"{ALICE}"},
    ],
)
def test_other_ids_are_no_members(metadata: dict[str, str]) -> None:
    assert discord_ids(metadata) == set()


def test_the_owner_s_file_goes_before_metadata_and_the_exact_pair_before_the_address() -> None:
    named = purchase({"discord_id": f"{BOB}"})
    pairs = MemberPairs(by_customer={"cus_1": ALICE}, by_email={"alice@example.com": BOB})
    assert match(named, pairs, HERE) == Match(named, ALICE, PRO.id)


def test_the_purchase_s_metadata_goes_before_the_customer_s_and_the_reference() -> None:
    named = purchase({"discord_id": f"{ALICE}"}, {"discord_id": f"{BOB}"}, reference=f"{BOB}")
    assert match(named, MemberPairs(), HERE) == Match(named, ALICE, PRO.id)
    by_reference = purchase({}, {}, reference=f"{BOB}")
    assert match(by_reference, MemberPairs(), HERE) == Match(by_reference, BOB, PRO.id)


def test_an_earlier_price_of_a_plan_s_product_belongs_to_the_plan() -> None:
    earlier = purchase({"discord_id": f"{ALICE}"}, price="price_old")
    assert match(earlier, MemberPairs(), HERE) == Match(earlier, ALICE, PRO.id)


def test_a_one_time_payment_needs_the_exact_price_which_says_how_long_it_lasts() -> None:
    bought = purchase({"discord_id": f"{ALICE}"}, kind="session", price="price_pass")
    assert match(bought, MemberPairs(), HERE) == Match(bought, ALICE, PRO.id, 30)
    other = purchase({"discord_id": f"{ALICE}"}, kind="session", price="price_old")
    assert match(other, MemberPairs(), HERE) == Unmatched(other, "no-plan", "price_old")


def test_what_can_t_be_matched_has_a_reason() -> None:
    foreign = purchase({"discord_id": f"{ALICE}"}, price="price_x", product="prod_x")
    assert match(foreign, MemberPairs(), HERE) == Unmatched(foreign, "no-plan", "price_x")
    nobody = purchase({})
    assert match(nobody, MemberPairs(), HERE) == Unmatched(nobody, "no-member", "cus_1")
    two = purchase({"discord_id": f"{ALICE}", "discord_user": f"{BOB}"})
    assert match(two, MemberPairs(), HERE) == Unmatched(two, "two-members", f"{ALICE}, {BOB}")
