"""Gifts, the whole way: paid, shown, passed on and redeemed, with the real clients."""

import re

from tests.e2e.payments.test_purchase import pay, sell
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms

CODE = re.compile(r"`([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})`")


async def test_a_gift_code_is_paid_shown_passed_on_and_redeemed(town: Sandbox) -> None:
    async with town.app():
        await sell(town, interval="once")
        alice, bob = town.guild.join("alice"), town.guild.join("bob")
        page = await alice.slash("membership gift", in_=town.general, plan="Pro")
        assert "gift code" in page.text
        await pay(town, page)
        await page.wait_until(lambda answer: "is paid" in answer.text)
        assert [button.label for button in page.buttons] == ["Pay", "Show my codes"]
        shown = await alice.click(page, "Show my codes")
        (code,) = CODE.findall(shown.text)
        assert shown.ephemeral

        refused = await bob.slash("membership redeem", in_=town.general, code=code[:-1])
        assert "incomplete or mistyped" in refused.text
        redeemed = await bob.slash("membership redeem", in_=town.general, code=code.lower())
        assert "yours for life" in redeemed.text
        await town.guild.wait_for_role(bob, town.pro)
        assert not alice.has(town.pro)

        status = await alice.slash("membership status", in_=town.general)
        (button,) = [each for each in status.buttons if "Codes of Pro" in (each.label or "")]
        assert "1 of 1 used" in (button.label or "")
        again = await alice.click(status, button.label or "")
        assert "has been redeemed" in again.text

        await town.stripe.refund(next(iter(town.stripe.payment_intents)))
        await town.guild.wait_for_no_role(bob, town.pro)
    assert_conforms(town.discord)
    assert_stripe_conforms(town.stripe)


async def test_a_gift_to_a_member_opens_for_them_and_both_are_told(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        alice, mei = town.guild.join("alice"), town.guild.join("mei")
        gone = town.guild.join("gone")
        gone.leave()
        refusals = (
            (alice, "For yourself"),
            (town.guild.bot, "Bots can't"),
            (gone, "isn't in this"),
        )
        for nobody, words in refusals:
            refused = await alice.slash(
                "membership gift", in_=town.general, plan="Pro", member=nobody
            )
            assert words in refused.text
        page = await alice.slash("membership gift", in_=town.general, plan="Pro", member=mei)
        assert "It renews from your card until you cancel" in page.text
        await pay(town, page)
        await town.guild.wait_for_role(mei, town.pro)
        assert not alice.has(town.pro)
        await page.wait_until(lambda answer: "Your gift has arrived" in answer.text)
        await mei.wait_for_dm(lambda message: alice.mention in message.content)
        code = await alice.slash("membership gift", in_=town.general, plan="Pro")
        assert "can't be sold as a gift code" in code.text
