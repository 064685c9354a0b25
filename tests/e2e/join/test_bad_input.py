"""What strangers send to the join page: one clear sentence each, and nothing is granted."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
from yarl import URL

from bot.join.proofs import new_secret
from bot.join.routes import COOKIE
from tests.e2e.join.visitor import Form, Page, Visitor, browser
from tests.e2e.payments.test_purchase import sell
from tests.e2e.sandbox import CLIENT_SECRET, KEY, KEY_PERMISSIONS, Sandbox


@pytest.fixture
async def shop(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """A running shop that sells Pro."""
    async with sandbox.app(CLIENT_SECRET):
        await sell(sandbox)
        yield sandbox


def assert_stopped(page: Page, text: str, status: int = 400) -> None:
    assert page.status == status, page.text
    assert text in unescape(page.text)
    assert re.search(r"(Reference|参考编号)\W+[0-9a-f]{8}<", page.text)


async def test_forged_and_used_sign_ins(shop: Sandbox) -> None:
    dora = shop.guild.outsider("dora")
    async with browser(shop.public_url) as mine, browser(shop.public_url) as other:
        assert_stopped(await mine.open("/entering"), "didn't send this site")
        assert_stopped(await mine.open("/signed-in?code=x&state=y"), "didn't send this site")

        begun = await mine.send((await mine.open("/join")).forms[0])
        forged = f"/signed-in?code=x&state={new_secret()}"
        assert_stopped(await mine.open(forged), "This sign-in isn't valid.")

        back = await mine.agree(begun.location, dora)
        assert_stopped(await other.open(back), "didn't send this site")
        await other.send((await other.open("/join")).forms[0])
        assert_stopped(await other.open(back), "started in another browser")

        assert (await mine.open(back)).status == 303
        assert_stopped(await mine.open(back), "already used")

        begun = await mine.send((await mine.open("/join")).forms[0])
        declined = await mine.agree(begun.location, None)
        assert_stopped(await mine.open(declined), "You didn't sign in with Discord.")
    assert dora.id not in shop.guild.state.members
    assert shop.stripe.subscriptions == {}


async def test_a_code_of_another_sign_in_is_useless(shop: Sandbox) -> None:
    """Whoever steals a code can't use it: PKCE ties it to the browser that asked for it."""
    dora, eve = shop.guild.outsider("dora"), shop.guild.outsider("eve")
    async with browser(shop.public_url) as owner, browser(shop.public_url) as thief:
        stolen = URL(await _back(owner, dora)).query["code"]
        mine = URL(await _back(thief, eve)).query["state"]
        page = await thief.open(f"/signed-in?code={stolen}&state={mine}")
        assert_stopped(page, "Discord didn't accept the sign-in")
    assert shop.discord.authorizations.tokens == []


async def _back(visitor: Visitor, who: object) -> str:
    begun = await visitor.send((await visitor.open("/join")).forms[0])
    return await visitor.agree(begun.location, who)  # pyright: ignore[reportArgumentType]


async def test_a_state_must_come_back_in_time_and_leads_nowhere_else(shop: Sandbox) -> None:
    dora = shop.guild.outsider("dora")
    async with browser(shop.public_url) as visitor:
        begun = await visitor.send((await visitor.open("/join")).forms[0])
        asked = URL(begun.location)
        assert asked.query["scope"] == "identify guilds.join"
        assert asked.query["code_challenge_method"] == "S256"
        assert asked.query["redirect_uri"] == f"{shop.public_url}/signed-in"
        back = await visitor.agree(begun.location, dora)
        away = await visitor.open(f"{back}&next=https://evil.example&redirect_uri=//evil.example")
        assert URL(away.location).host == URL(shop.stripe.api_base).host


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"plan": "999"}, "This plan isn't on sale."),
        ({"plan": "-1"}, "This plan isn't on sale."),
        ({"plan": "9" * 40}, "This plan isn't on sale."),
        ({"server": "1"}, "This plan isn't on sale."),
        ({"coupon": "<script>"}, "code"),
    ],
)
async def test_a_form_that_was_changed(shop: Sandbox, changes: dict[str, str], text: str) -> None:
    async with browser(shop.public_url) as visitor:
        form = (await visitor.open("/join")).forms[0]
        page = await visitor.send(Form(form.action, form.fields | changes))
        assert_stopped(page, text)
        assert "<script>" not in page.text


async def test_a_form_from_another_website(shop: Sandbox) -> None:
    async with browser(shop.public_url) as visitor:
        form = (await visitor.open("/join")).forms[0]
        page = await visitor.send(form, **{"Sec-Fetch-Site": "cross-site"})
        assert_stopped(page, "another website")


async def test_links_to_plans_and_servers_that_there_are_not(shop: Sandbox) -> None:
    async with browser(shop.public_url) as visitor:
        for path in ("/join/Gold", "/join/%3Cb%3E", f"/join/{shop.guild.id}/Gold"):
            page = await visitor.open(path)
            assert (page.status, len(page.forms)) == (404, 1), path
            assert "This plan isn't on sale." in unescape(page.text)
        assert_stopped(await visitor.open("/join/123456789012345678"), "no join page")
        reply = await shop.guild.owner.slash("plan retire", in_=shop.staff, plan="Pro")
        await shop.guild.owner.click(reply, reply.buttons[0].label or "")
        page = await visitor.open("/join/Pro")
        assert (page.status, page.forms) == (404, ())


async def test_a_plan_retired_while_somebody_signs_in(shop: Sandbox) -> None:
    dora = shop.guild.outsider("dora")
    async with browser(shop.public_url) as visitor:
        back = await _back(visitor, dora)
        reply = await shop.guild.owner.slash("plan retire", in_=shop.staff, plan="Pro")
        await shop.guild.owner.click(reply, reply.buttons[0].label or "")
        assert_stopped(await visitor.open(back), "This plan isn't on sale.")
    assert shop.stripe.sessions == {}


async def test_each_page_is_in_both_languages_and_closed_to_the_rest(shop: Sandbox) -> None:
    async with browser(shop.public_url) as visitor:
        page = await visitor.open("/join", **{"Accept-Language": "zh-CN,zh;q=0.9"})
        assert "加入「Ferris Academy」" in page.text
        assert 'href="/join?lang=en"' in page.text
        kept = await visitor.open("/join/Pro?coupon=SPRING&lang=en")
        assert "/join/Pro?coupon=SPRING&amp;lang=zh-CN" in kept.text
        assert_stopped(await visitor.open("/entering?lang=zh-CN"), "浏览器没有发送")
        for each in (page, kept):
            assert len(each.text.encode()) < 30_000
            assert "<script" not in each.text
            policy = each.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert each.headers["Referrer-Policy"] == "no-referrer"
            assert each.headers["Cache-Control"] == "no-store"
        begun = await visitor.send(page.forms[0])
        cookie = begun.headers["Set-Cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie


async def test_a_coupon_that_there_is_not_is_named_and_one_that_there_is_is_applied(
    shop: Sandbox,
) -> None:
    may = KEY_PERMISSIONS | {"coupon_write", "promotion_code_write"}
    shop.stripe.keys.restrict(KEY, may)
    dora = shop.guild.outsider("dora")
    async with browser(shop.public_url) as visitor:
        assert_stopped(await visitor.sign_in(dora, "/join/Pro?coupon=NOSUCH"), "NOSUCH")
        await shop.guild.owner.slash(
            "coupon add", in_=shop.staff, code="SPRING", percent=25, duration="first-payment"
        )
        shown = await visitor.open("/join/Pro?coupon=spring")
        assert "spring" in shown.text
        await visitor.sign_in(dora, "/join/Pro?coupon=spring")
        [session] = shop.stripe.sessions.values()
        assert session["amount_total"] == 675


async def test_one_of_several_prices_is_chosen_on_the_page(shop: Sandbox) -> None:
    added = await shop.guild.owner.slash(
        "plan price add", in_=shop.staff, plan="Pro", amount="90", currency="EUR", interval="year"
    )
    assert "90" in added.text, added.text
    dora = shop.guild.outsider("dora")
    async with browser(shop.public_url) as visitor:
        page = await visitor.open("/join")
        assert "€90.00 a year" in page.text
        yearly = re.findall(r'name="price" value="(\d+)"', page.text)[1]
        form = Form(page.forms[0].action, page.forms[0].fields | {"price": yearly})
        begun = await visitor.send(form)
        await visitor.open(await visitor.agree(begun.location, dora))
        [session] = shop.stripe.sessions.values()
        assert session["amount_total"] == 9000
        wrong = Form(form.action, form.fields | {"price": "999"})
        assert_stopped(await visitor.send(wrong), "no longer sold at that price")


async def test_a_flood_from_one_address_is_refused(shop: Sandbox) -> None:
    async with browser(shop.public_url) as visitor, browser(shop.public_url) as neighbour:
        form = (await visitor.open("/join")).forms[0]
        flood = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        answers = [(await visitor.send(form, **flood)).status for _ in range(22)]
        assert set(answers[:20]) == {303}
        assert answers[-1] == 429
        page = await neighbour.send(form, **{"X-Forwarded-For": "198.51.100.8"})
        assert page.status == 303
