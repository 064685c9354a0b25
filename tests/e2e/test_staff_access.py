"""Every staff command and button, tried by each who may not manage the server."""

from typing import Any

from discord import AppCommandOptionType as Type
from discord import ui

from bot.app import App
from bot.simulator.discord import HandedFile, Permission, Person, Role
from bot.staff_access import RIGHTS
from cogs.ui.persistent_item import StaffItem
from tests.commands import NEEDS, leaves
from tests.e2e.payments.test_purchase import sell
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.unit.cogs.test_sent_buttons import sent

STAFF_ITEM: type[StaffItem[Any]] = StaffItem
REFUSED = "You need the Manage Server permission"


def options(sandbox: Sandbox, name: str) -> dict[str, Any]:
    """Return values for a command's required options that change as little as possible."""
    values: dict[Type, Any] = {
        Type.string: "xyz",
        Type.integer: 1,
        Type.role: sandbox.pro,
        Type.user: sandbox.guild.owner,
        Type.channel: sandbox.general,
        Type.attachment: HandedFile("keys.csv", b"key"),
    }
    given: dict[str, Any] = {}
    for option in leaves()[name].parameters:
        if option.required:
            choice = option.choices[0].value if option.choices else None
            value = choice or values[option.type]
            if option.type is Type.string and isinstance(value, str):
                value = value.ljust(int(option.min_value or 0), "x")
            given[option.display_name] = value
    return given


async def let_through(sandbox: Sandbox, person: Person) -> set[str]:
    """Return the staff commands that a person gets past the check."""
    through: set[str] = set()
    for name in sorted(frozenset[str]().union(*NEEDS.values())):
        reply = await person.slash(
            name, in_=sandbox.general, unhidden=True, **options(sandbox, name)
        )
        if REFUSED not in reply.text:
            through.add(name)
    return through


async def pressed(app: App, sandbox: Sandbox, person: Person) -> set[str]:
    """Return the staff buttons and menus below a message that a person gets past the check."""
    through: set[str] = set()
    general: Any = app.connection.client.get_channel(sandbox.general.id)
    for custom_id, (item, _) in sent().items():
        if not isinstance(item, STAFF_ITEM):
            continue
        inner: Any = item.item
        menu = isinstance(inner, ui.Select)
        if menu and not inner.options:
            inner.add_option(label="xyz")
        if not menu:
            inner.label = "xyz"
        await general.send("-", view=ui.View(timeout=None).add_item(item))
        message = sandbox.general.messages[-1]
        if menu:
            reply = await person.select(message, custom_id, [inner.options[0].value])
        else:
            reply = await person.click(message, custom_id)
        if REFUSED not in reply.text:
            through.add(custom_id)
    return through


def needing(right: str) -> set[str]:
    """Return the staff buttons and menus that need a right."""
    items = {custom_id: item for custom_id, (item, _) in sent().items()}
    return {
        custom_id
        for custom_id, item in items.items()
        if isinstance(item, STAFF_ITEM) and item.needs == right
    }


async def test_each_gets_through_exactly_where_their_right_leads(sandbox: Sandbox) -> None:
    guild, others = sandbox.guild, sandbox.discord.create_guild("Others")
    others.invite_bot(PERMISSIONS)
    stranger, plain = guild.join(others.owner), guild.join("plain")
    people: dict[str, Person] = {}
    roles: dict[str, Role] = {}
    for right in RIGHTS:
        roles[right] = guild.create_role(right)
        people[right] = guild.join(f"with-{right}", roles=(roles[right],))
    async with sandbox.app(discord={"guild_ids": [guild.id, others.id]}) as app:
        access = app.services.staff_access
        for right in RIGHTS:
            await access.change(guild.id, guild.owner.id, roles[right].id, [right], seen=set())
        table = {name: await let_through(sandbox, one) for name, one in people.items()}
        table["plain"] = await let_through(sandbox, plain)
        table["stranger"] = await let_through(sandbox, stranger)
        for name, one in (people | {"plain": plain, "stranger": stranger}).items():
            assert await pressed(app, sandbox, one) == needing(name)
        assert app.services.deps.guild_settings.own(guild.id) == {}
        assert {role: access.of_role(guild.id, roles[role].id) for role in RIGHTS} == {
            right: {right} for right in RIGHTS
        }
    expected = {name: set(NEEDS[name]) for name in RIGHTS}
    assert table == expected | {"plain": set(), "stranger": set()}


async def test_staff_choose_what_a_role_may_do(sandbox: Sandbox) -> None:
    owner, helpers = sandbox.guild.owner, sandbox.guild.create_role("Helpers")
    mei = sandbox.guild.join("mei", locale="zh-CN", roles=(helpers,))
    async with sandbox.app():
        await sell(sandbox)
        empty = await owner.slash("staff access", in_=sandbox.staff)
        assert "No role may do anything yet." in empty.text
        panel = await owner.slash("staff access", in_=sandbox.staff, role=helpers, may="insight")
        assert f"{helpers.mention}: Insights" in panel.text
        assert "Server Settings → Integrations → Lyceum" in panel.text
        assert "Insights: `/insights`" in panel.text
        panel = await owner.select(panel, panel.selects[0].custom_id, ["Money", "Digest"])
        assert f"{helpers.mention}: Money · Digest" in panel.text
        listed = await owner.slash("staff access", in_=sandbox.staff)
        assert f"{helpers.mention}: Money · Digest" in listed.text
        plans = await mei.slash("plan list", in_=sandbox.general, unhidden=True)
        assert "Pro" in plans.text
        refused = await mei.slash("insights lift", in_=sandbox.general, unhidden=True)
        assert "获得授权的身份组" in refused.text
        for role in (sandbox.pro, sandbox.guild.bot_role):
            sold = await owner.slash("staff access", in_=sandbox.staff, role=role, may="money")
            assert not sold.selects
        panel = await owner.select(panel, panel.selects[0].custom_id, [])
        plans = await mei.slash("plan list", in_=sandbox.general, unhidden=True)
        assert "获得授权的身份组" in plans.text
        log = await owner.slash("staff audit", in_=sandbox.staff)
        assert f"Changed what {helpers.mention} may do: Money · Digest → nothing" in log.text
    assert_conforms(sandbox.discord)


async def test_a_helper_gives_and_revokes_what_is_sold_but_sells_no_role(sandbox: Sandbox) -> None:
    owner, helpers = sandbox.guild.owner, sandbox.guild.create_role("Helpers")
    ann, alice = sandbox.guild.join("ann", roles=(helpers,)), sandbox.guild.join("alice")
    about: dict[str, Any] = {"member": alice, "plan": "Pro", "reason": "a present"}
    here: dict[str, Any] = {"in_": sandbox.general, "unhidden": True}
    async with sandbox.app():
        await sell(sandbox)
        await owner.slash("staff access", in_=sandbox.staff, role=helpers, may="money")
        await ann.slash("grants give", **here, **about)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        asked = await ann.slash("grants revoke", **here, **about)
        sandbox.guild.take_role(ann, helpers)
        late = await ann.click(asked, asked.buttons[0].label or "")
        assert REFUSED in late.text
        sandbox.guild.give_role(ann, helpers)
        asked = await ann.slash("grants revoke", **here, **about)
        await ann.click(asked, asked.buttons[0].label or "")
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        price: dict[str, Any] = {"amount": "1", "currency": "EUR", "interval": "month"}
        added = await ann.slash("plan add", **here, name="Mine", role=sandbox.pro, **price)
        assert "above" in added.text or "Manage Roles" in added.text
        sandbox.guild.edit_role(sandbox.pro, permissions=Permission.MANAGE_MESSAGES)
        given = await ann.slash("grants give", **here, **about)
        assert sandbox.pro.mention in given.text
        assert not alice.has(sandbox.pro)
        plan = await owner.slash("plan add", in_=sandbox.staff, name="X", role=helpers, **price)
        assert "would become staff" in plan.text
