"""The join page, the whole way: from a visitor's browser to the role in the server."""

from bot.simulator.discord import Permission, text_of
from bot.simulator.discord.state.permissions import EVERYONE
from tests.e2e.join.visitor import Page, Visitor, browser
from tests.e2e.payments.test_purchase import sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import CLIENT_SECRET, Sandbox
from tests.spec.discord_spec import assert_conforms


async def pay(sandbox: Sandbox, page: Page) -> None:
    assert (await sandbox.stripe.pay(page.location, "success")).ok


async def reached(visitor: Visitor, text: str) -> Page:
    """Reload the page after paying until it shows a text."""

    async def shown() -> Page | None:
        page = await visitor.open("/entering")
        return page if text in page.text else None

    return await eventually(shown, f"the page never showed {text!r}")


async def test_a_visitor_pays_and_is_in_the_server_with_the_role(both_servers: Sandbox) -> None:
    sandbox, guild = both_servers, both_servers.guild
    async with sandbox.app(CLIENT_SECRET), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        dora = guild.outsider("dora")
        listed = await guild.owner.slash("plan list", in_=sandbox.staff)
        assert f"{sandbox.public_url}/join/{guild.id}" in listed.text
        shop = await visitor.open("/join/pro")
        assert "Join Ferris Academy" in shop.text
        assert "€9.00 a month" in shop.text
        stripe_page = await visitor.sign_in(dora, "/join/pro")
        assert "Waiting for Stripe" in (await visitor.open("/entering")).text
        assert dora.id not in guild.state.members
        await pay(sandbox, stripe_page)
        await guild.wait_for_role(dora, sandbox.pro)
        page = await reached(visitor, "Welcome to Ferris Academy!")
        assert f"https://discord.com/channels/{guild.id}" in page.text
        assert (await visitor.open(f"/paid?lang=en&guild={guild.id}")).location.startswith(
            "/entering?"
        )

        [added] = sandbox.discord.requests.matching("PUT", f"/guilds/*/members/{dora.id}")
        assert added.body["roles"] == [str(sandbox.pro.id)]
        await sandbox.staff.wait_for_message(lambda message: dora.mention in text_of(message))
        assert sandbox.discord.count("PUT", "*/roles/*") == 0
    assert_conforms(sandbox.discord)


async def test_who_is_inside_simply_pays(sandbox: Sandbox) -> None:
    async with sandbox.app(CLIENT_SECRET), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        await pay(sandbox, await visitor.sign_in(alice))
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await reached(visitor, "Welcome to Ferris Academy!")
        assert sandbox.discord.authorizations.tokens == []
        assert sandbox.discord.count("PUT", f"/guilds/*/members/{alice.id}") == 0


async def test_who_cant_be_added_is_named_to_staff_and_can_come_later(sandbox: Sandbox) -> None:
    async with sandbox.app(CLIENT_SECRET), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        dora = sandbox.guild.outsider("dora")
        dora.user.has_most_guilds = True
        await pay(sandbox, await visitor.sign_in(dora))
        page = await reached(visitor, "as many servers as Discord allows")
        notice = await sandbox.staff.wait_for_message(
            lambda message: "as many servers as Discord allows" in text_of(message)
        )
        assert "refund" in text_of(notice)
        assert text_of(notice).rpartition("Reference: ")[2] in page.text

        dora.user.has_most_guilds = False
        again = await visitor.send(page.forms[0])
        back = await visitor.open(await visitor.agree(again.location, dora))
        assert back.location.startswith("/entering")
        await sandbox.guild.wait_for_role(dora, sandbox.pro)
        await reached(visitor, "Welcome to Ferris Academy!")
        assert len(sandbox.stripe.subscriptions) == 1


async def test_a_ban_after_paying_is_shown(sandbox: Sandbox) -> None:
    async with sandbox.app(CLIENT_SECRET), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        dora = sandbox.guild.outsider("dora")
        stripe_page = await visitor.sign_in(dora)
        sandbox.guild.ban(dora)
        await pay(sandbox, stripe_page)
        await reached(visitor, "Your account is banned from Ferris Academy")
        await sandbox.staff.wait_for_message(lambda message: "banned" in text_of(message))


async def test_a_ban_that_the_bot_can_see_is_refused_before_paying(sandbox: Sandbox) -> None:
    guild = sandbox.guild
    may = Permission(guild.bot_role.permissions) | Permission.BAN_MEMBERS
    guild.edit_role(guild.bot_role, permissions=may)
    async with sandbox.app(CLIENT_SECRET), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        dora = guild.outsider("dora")
        guild.ban(dora)
        page = await visitor.sign_in(dora)
        assert page.status == 400
        assert "This account is banned from the server" in page.text
        assert sandbox.stripe.sessions == {}


async def test_without_create_invite_staff_are_notified_and_the_payer_comes_in_afterwards(
    sandbox: Sandbox,
) -> None:
    guild = sandbox.guild
    guild.edit_role(guild.everyone, permissions=EVERYONE & ~Permission.CREATE_INSTANT_INVITE)
    async with sandbox.app(CLIENT_SECRET), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        dora = guild.outsider("dora")
        await pay(sandbox, await visitor.sign_in(dora))
        await sandbox.staff.wait_for_message(lambda message: "Create Invite" in text_of(message))
        may = Permission(guild.bot_role.permissions) | Permission.CREATE_INSTANT_INVITE
        guild.edit_role(guild.bot_role, permissions=may)
        await guild.wait_for_role(dora, sandbox.pro)


async def test_a_restart_between_signing_in_and_paying_loses_nothing(sandbox: Sandbox) -> None:
    """The welcome waits as well: nobody outside the server can be sent one."""
    dora = sandbox.guild.outsider("dora", dms_open=True)
    async with browser(sandbox.public_url) as visitor:
        async with sandbox.app(CLIENT_SECRET):
            await sell(sandbox)
            stripe_page = await visitor.sign_in(dora)
        async with sandbox.app(CLIENT_SECRET):
            await pay(sandbox, stripe_page)
            await sandbox.guild.wait_for_role(dora, sandbox.pro)
            await dora.wait_for_dm(lambda message: "Welcome!" in text_of(message))


async def test_a_wrong_client_secret_is_reported_to_staff(sandbox: Sandbox) -> None:
    async with sandbox.app("wrong"), browser(sandbox.public_url) as visitor:
        await sell(sandbox)
        page = await visitor.sign_in(sandbox.guild.outsider("dora"))
        assert page.status == 503
        assert "The staff have been notified" in page.text
        await sandbox.staff.wait_for_message(
            lambda message: "DISCORD_CLIENT_SECRET" in text_of(message)
        )


async def test_without_the_secret_there_is_no_page(sandbox: Sandbox) -> None:
    async with sandbox.app(), browser(sandbox.public_url) as visitor:
        assert (await visitor.open("/join")).status == 404
        assert (await visitor.open("/paid")).status == 200
