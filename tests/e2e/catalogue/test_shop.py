"""Test the shop with the real clients: from a draft to a sold, opened and refunded article."""

from bot.files.store import FileStore
from bot.simulator.discord import text_of
from data import contents
from data.engine import open_database
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms


async def give_text(sandbox: Sandbox) -> None:
    """Give the first content a text, as an upload would."""
    store = FileStore(f"file:{sandbox.folder / 'library'}")
    stored = await store.put("texts", b"Who owns it?")
    database = open_database(sandbox.database_url)
    async with database.write() as connection:
        await contents.change(connection, 1, body_key=stored.key)
    await database.close()


async def test_an_article_is_written_sold_opened_and_refunded(sandbox: Sandbox) -> None:
    guild, staff = sandbox.guild, sandbox.staff
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | {"charge_write"})
    shop = guild.create_forum("shop")
    async with sandbox.app(library={"shop_channel": "shop"}):
        await guild.wait_for_command("catalogue")
        made = await guild.owner.slash(
            "catalogue add", in_=staff, kind="article", title="Lifetimes", summary="Borrowing."
        )
        assert "Draft" in made.text
        form = await guild.owner.click(made, "Set the price")
        priced = await guild.owner.submit(
            form, {"Amount": "9.00", "Currency": "EUR", "How often it's paid": "once"}
        )
        assert "€9.00" in priced.text
        empty = await guild.owner.click(priced, "Publish")
        assert "no text yet" in empty.text
        await give_text(sandbox)
        published = await guild.owner.click(priced, "Publish")
        assert "Published" in published.text
        alice = guild.join("alice")
        listed = await alice.slash("shop", in_=sandbox.general)
        assert "Lifetimes" in listed.text
        locked = await alice.slash("library open", in_=sandbox.general, content="1")
        assert "don't own" in locked.text
        order = await alice.click(listed, "Buy")
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "is yours" in answer.text)
        assert "Open" in [button.label for button in order.buttons]
        opened = await alice.click(order, "Open")
        assert "Lifetimes" in opened.text
        assert "Who owns it?" in opened.text
        asked = await alice.slash(
            "library refund", in_=sandbox.general, product="Lifetimes", reason="Known already"
        )
        assert "with the staff" in asked.text
        request = await staff.wait_for_message(lambda message: "money back" in text_of(message))
        shown = await guild.owner.click(request, "Decide")
        assert "opened once" in shown.text
        done = await guild.owner.click(shown, "Refund")
        assert "Refunded" in done.text
        await staff.wait_for_message(lambda message: "no longer has" in text_of(message))
        locked = await alice.slash("library open", in_=sandbox.general, content="1")
        assert "don't own" in locked.text
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)
    assert [thread.name for thread in shop.threads] == ["Lifetimes"]
