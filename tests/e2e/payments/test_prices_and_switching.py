"""Several prices and switches, from slash commands to roles, in both languages."""

from typing import Any

from bot.simulator.discord import Role
from tests.e2e.payments.test_purchase import buy, pay, sell
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms


async def add(sandbox: Sandbox, plan: str, amount: str, interval: str, **more: Any) -> str:  # noqa: ANN401 the options' own types
    reply = await sandbox.guild.owner.slash(
        "plan price add", in_=sandbox.staff, plan=plan, amount=amount, interval=interval, **more
    )
    assert "updated" in reply.text, reply.text
    return reply.text


PASS = "¥30.00\uff0f30 天"


def higher(sandbox: Sandbox) -> Role:
    """Create a role for another plan."""
    return sandbox.guild.create_role("Gold")


async def test_prices_are_offered_side_by_side_and_the_chosen_one_is_charged(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        await add(sandbox, "Pro", "90.00", "year")
        text = await add(sandbox, "Pro", "30.00", "once", currency="CNY", days=30)
        assert "€9.00 a month · €90.00 a year · CN¥30.00 for 30 days" in text
        mei = sandbox.guild.join("mei", locale="zh-CN")
        asked = await mei.slash("subscribe", in_=sandbox.general, plan="Pro")
        assert [button.label for button in asked.buttons] == [
            PASS,
            "每月 €9.00",
            "每年 €90.00",
        ]
        assert "支付宝" in asked.text
        opened = await mei.click(asked, PASS)
        await pay(sandbox, opened)
        await sandbox.guild.wait_for_role(mei, sandbox.pro)
        (charge,) = sandbox.stripe.charges.values()
        assert (charge["amount"], charge["currency"]) == (3000, "cny")
        choices = await sandbox.guild.owner.autocomplete(
            "plan price retire", in_=sandbox.staff, plan="Pro", price=""
        )
        year = next(choice for choice in choices if "year" in choice["name"])
        retired = await sandbox.guild.owner.slash(
            "plan price retire", in_=sandbox.staff, plan="Pro", price=year["value"]
        )
        assert "€90.00" not in retired.text
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)


async def test_a_member_switches_plan_and_seats_and_plans_the_way_back(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        gold = higher(sandbox)
        await sell(sandbox, name="Gold", amount="27.00", role=gold)
        alice = await buy(sandbox)
        again = await alice.slash("subscribe", in_=sandbox.general, plan="Pro")
        assert "already have Pro" in again.text
        offers = await alice.click(again, "Switch")
        assert [button.label for button in offers.buttons] == ["Gold · €27.00 a month"]
        asked = await alice.click(offers, "Gold · €27.00 a month")
        question = asked.text
        done = await alice.click(asked, "Switch now")
        await done.wait_until(lambda reply: "You now have" in reply.text)
        await sandbox.guild.wait_for_role(alice, gold)
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        amounts = [charge["amount"] for charge in sandbox.stripe.charges.values()]
        assert amounts[0] == 900
        assert f"€{amounts[1] / 100:.2f}" in question
        back = await alice.slash("membership switch", in_=sandbox.general, plan="Pro")
        asked = await alice.click(back, "Pro · €9.00 a month")
        assert "Nothing is charged now" in asked.text
        planned = await alice.click(asked, "Switch at the renewal")
        await planned.wait_until(lambda reply: "It changes to" in reply.text)
        shown = await alice.slash("membership switch", in_=sandbox.general)
        assert "It changes to" in shown.text
        stayed = await alice.click(shown, "Keep it as it is")
        assert "It stays as it is" in stayed.text
        more = await alice.slash("membership switch", in_=sandbox.general, seats=2)
        assert "2 seats, €54.00 a month" in more.text
        assert alice.has(gold)
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)


async def test_a_payment_that_is_refused_is_shown_with_its_page_and_opens_nothing(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        gold = higher(sandbox)
        await sell(sandbox, name="Gold", amount="27.00", role=gold)
        alice = await buy(sandbox)
        (subscription,) = sandbox.stripe.subscriptions.values()
        await sandbox.stripe.set_card(subscription["id"], "declined")
        asked = await alice.slash("membership switch", in_=sandbox.general, plan="Gold")
        asked = await alice.click(asked, "Gold · €27.00 a month")
        refused = await alice.click(asked, "Switch now")
        await refused.wait_until(lambda reply: "nothing has changed" in reply.text)
        assert alice.has(sandbox.pro)
        assert not alice.has(gold)
        (page,) = [button.url for button in refused.buttons if button.url]
        assert "/i/" in page
        await sandbox.stripe.pay_invoice(subscription["latest_invoice"])
        await sandbox.guild.wait_for_role(alice, gold)
