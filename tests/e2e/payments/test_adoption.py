"""`bot.py adopt`: purchases of another service, taken over as an owner does."""

import csv

from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox


async def put_on_sale(sandbox: Sandbox) -> str:
    """Sell a price that exists at Stripe as plan Pro; return it."""
    price: str = (await sandbox.stripe.sell("Club", 900, currency="eur"))["id"]
    async with sandbox.app():
        reply = await sandbox.guild.owner.slash(
            "plan add",
            name="Pro",
            role=sandbox.pro,
            amount="9.00",
            currency="EUR",
            interval="month",
            price_id=price,
            in_=sandbox.staff,
        )
        assert "on sale" in reply.text
    return price


async def subscribe(sandbox: Sandbox, price: str, email: str, **metadata: str) -> str:
    """Subscribe a customer at Stripe as another service does; return the subscription's id."""
    customer = await sandbox.stripe.acquaint(email)
    made = await sandbox.stripe.import_subscription(customer["id"], price, metadata=metadata)
    return made["id"]


async def test_a_subscription_is_shown_then_taken_over_and_gives_the_role(
    both_servers: Sandbox,
) -> None:
    sandbox = both_servers
    price = await put_on_sale(sandbox)
    alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob")
    named = await subscribe(sandbox, price, "alice@example.com", discord_id=str(alice.id))
    paired = await subscribe(sandbox, price, "bob@example.com")
    await subscribe(sandbox, price, "carol@example.com")
    members = sandbox.folder / "members.csv"
    members.write_text(f"Discord ID,Email\n{bob.id},Bob@Example.com\n", "utf-8")
    words = ("adopt", "--guild", str(sandbox.guild.id), "--members", str(members))

    shown = await sandbox.command(*words, "--report", "report.csv")
    assert shown.code == 0, shown.err
    assert "2 purchases can be taken over:\n  Pro: 2 subscriptions\n" in shown.out
    assert "1 purchase can't be taken over, because they name no Discord member" in shown.out
    assert "Nothing was changed." in shown.out
    text = (sandbox.folder / "report.csv").read_text("utf-8-sig")
    assert {row[0]: row[2] for row in list(csv.reader(text.splitlines()))[1:]}.items() >= {
        named: str(alice.id),
        paired: str(bob.id),
    }.items()
    assert "@" not in text

    done = await sandbox.command(*words, "--apply")
    assert "2 purchases taken over." in done.out, done.err
    again = await sandbox.command(*words, "--apply")
    assert again.out.startswith("2 purchases already recorded here.\n0 purchases can be")
    async with sandbox.app():
        for member in (alice, bob):
            await eventually(lambda member=member: sandbox.pro in member.roles, "no role")


async def test_a_file_with_faults_is_named_by_line_and_nothing_is_taken_over(
    sandbox: Sandbox,
) -> None:
    (sandbox.folder / "m.csv").write_text("discord_id,email\n1,a@b.example\nx,y\n", "utf-8")
    words = ("adopt", "--guild", str(sandbox.guild.id), "--members", "m.csv", "--apply")
    refused = await sandbox.command(*words)
    assert refused.code == 1
    assert refused.out.splitlines()[0] == "m.csv can't be used, so nothing was taken over:"
    assert [line.split(":")[0].strip() for line in refused.out.splitlines()[1:]] == [
        "line 2",
        "line 3",
    ]


async def test_it_takes_nothing_over_while_the_bot_runs(sandbox: Sandbox) -> None:
    async with sandbox.app():
        refused = await sandbox.command("adopt", "--guild", "1", "--apply")
    assert refused.code == 1
    assert "Another Lyceum is using this database" in refused.err
