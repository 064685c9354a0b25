"""Coupons in Discord: made by staff, used by a member, in both languages."""

import pytest

from bot.simulator.discord import Permission
from tests.e2e.payments.test_purchase import sell
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, Sandbox
from tests.spec.stripe_spec import assert_stripe_conforms

MAY = frozenset(("coupon_write", "promotion_code_write"))


@pytest.mark.parametrize(
    ("locale", "made", "applied"),
    [
        ("en-US", "20% off for 3 months", "**SPRING** is applied"),
        ("zh-CN", "3 个月内减 20%", "已使用优惠券 **SPRING**"),
    ],
)
async def test_a_coupon_is_made_used_listed_and_retired(
    sandbox: Sandbox, locale: str, made: str, applied: str
) -> None:
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | MAY)
    role = sandbox.guild.create_role(
        "Staff", permissions=Permission.MANAGE_GUILD | Permission.MANAGE_ROLES
    )
    sandbox.guild.move_role(role, above=sandbox.pro)
    owner = sandbox.guild.join("mei", locale=locale, roles=(role,))
    async with sandbox.app():
        await sell(sandbox)
        reply = await owner.slash(
            "coupon add",
            code="spring",
            percent=20,
            duration="some-months",
            months=3,
            in_=sandbox.staff,
        )
        assert made in reply.text
        alice = sandbox.guild.join("alice", locale=locale)
        asked = await alice.slash("subscribe", plan="Pro", coupon="Spring", in_=sandbox.general)
        assert applied in asked.text
        await sandbox.stripe.pay(asked.buttons[0].url or "", "success")
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        assert "SPRING" in (await owner.slash("coupon list", in_=sandbox.staff)).text
        await owner.slash("coupon retire", code="SPRING", in_=sandbox.staff)
        refused = await alice.slash("subscribe", plan="Pro", coupon="SPRING", in_=sandbox.general)
        assert "SPRING" in refused.text
    (charge,) = sandbox.stripe.charges.values()
    assert charge["amount"] == 720
    assert_stripe_conforms(sandbox.stripe)


async def test_a_coupon_must_not_buy_a_role_that_its_maker_may_not_give(sandbox: Sandbox) -> None:
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | MAY)
    helpers = sandbox.guild.create_role("Helpers")
    mei = sandbox.guild.join("mei", roles=(helpers,))
    async with sandbox.app():
        await sell(sandbox)
        await sandbox.guild.owner.slash(
            "staff access", role=helpers, may="money", in_=sandbox.staff
        )
        sandbox.guild.edit_role(sandbox.pro, permissions=Permission.BAN_MEMBERS)
        refused = await mei.slash(
            "coupon add",
            code="FREE",
            percent=100,
            duration="every-payment",
            unhidden=True,
            in_=sandbox.general,
        )
    assert "FREE" not in refused.text
    assert not sandbox.stripe.coupons
