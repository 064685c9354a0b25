"""Test gifts with the real clients: paid, shown, passed on and redeemed."""

import re

from bot.simulator.discord import text_of
from tests.e2e.payments.test_purchase import pay, sell
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms

CODE = re.compile(r"`([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})`")


async def test_a_gift_code_is_paid_shown_passed_on_and_redeemed(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox, interval="once")
        alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob")
        page = await alice.slash("membership gift", in_=sandbox.general, plan="Pro")
        assert "gift code" in page.text
        await pay(sandbox, page)
        await page.wait_until(lambda answer: "is paid" in answer.text)
        assert [button.label for button in page.buttons] == ["Show my codes"]
        shown = await alice.click(page, "Show my codes")
        (code,) = CODE.findall(shown.text)
        assert shown.ephemeral

        refused = await bob.slash("membership redeem", in_=sandbox.general, code=code[:-1])
        assert "incomplete or mistyped" in refused.text
        redeemed = await bob.slash("membership redeem", in_=sandbox.general, code=code.lower())
        assert "yours for life" in redeemed.text
        await sandbox.guild.wait_for_role(bob, sandbox.pro)
        assert not alice.has(sandbox.pro)

        status = await alice.slash("membership status", in_=sandbox.general)
        (button,) = [each for each in status.buttons if "Codes of Pro" in (each.label or "")]
        assert "1 of 1 used" in (button.label or "")
        again = await alice.click(status, button.label or "")
        assert "has been redeemed" in again.text

        await sandbox.stripe.refund(next(iter(sandbox.stripe.payment_intents)))
        await sandbox.guild.wait_for_no_role(bob, sandbox.pro)
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)


async def test_a_gift_to_a_member_opens_for_them_and_both_are_told(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice, mei = sandbox.guild.join("alice"), sandbox.guild.join("mei")
        gone = sandbox.guild.join("gone")
        gone.leave()
        refusals = (
            (alice, "For yourself"),
            (sandbox.guild.bot, "Bots can't"),
            (gone, "isn't in this"),
        )
        for nobody, words in refusals:
            refused = await alice.slash(
                "membership gift", in_=sandbox.general, plan="Pro", member=nobody
            )
            assert words in refused.text
        page = await alice.slash("membership gift", in_=sandbox.general, plan="Pro", member=mei)
        assert "It renews from your card until you cancel" in page.text
        await pay(sandbox, page)
        await sandbox.guild.wait_for_role(mei, sandbox.pro)
        assert not alice.has(sandbox.pro)
        await page.wait_until(lambda answer: "Your gift has arrived" in answer.text)
        await mei.wait_for_dm(lambda message: alice.mention in text_of(message))
        code = await alice.slash("membership gift", in_=sandbox.general, plan="Pro")
        assert "can't be sold as a gift code" in code.text
