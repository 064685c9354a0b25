"""Test signing in with Discord: the page, codes, tokens, and adding members with them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from yarl import URL

from bot.simulator.discord import DiscordSimulator, Permission, Person
from bot.simulator.discord.state.authorizations import s256
from bot.simulator.discord.state.permissions import EVERYONE
from tests.spec.discord_bot import BOT_MAY, Academy, found_academy
from tests.spec.discord_spec import assert_conforms

SECRET = "oauth-secret"
BACK = "https://lyceum.example/join/signed-in"
VERIFIER = "v" * 43


@dataclass(slots=True)
class Site:
    """A website that lets people sign in with Discord."""

    academy: Academy
    http: aiohttp.ClientSession
    now: datetime = datetime(2026, 6, 1, tzinfo=UTC)

    @property
    def sim(self) -> DiscordSimulator:
        return self.academy.sim

    def link(self, **changes: str) -> URL:
        query = {
            "client_id": str(self.sim.application_id),
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": "identify guilds.join",
            "state": "s",
            "code_challenge": s256(VERIFIER),
            "code_challenge_method": "S256",
        }
        return URL(f"{self.sim.origin}/oauth2/authorize").with_query(query | changes)

    async def agree(self, who: Person | None, **changes: str) -> dict[str, str]:
        """Press an account's button, or Cancel; return what comes back in the address."""
        account = "" if who is None else str(who.id)
        async with self.http.post(
            self.link(**changes), data={"account": account}, allow_redirects=False
        ) as answer:
            assert answer.status == 302
            back = URL(answer.headers["Location"])
        assert str(back.with_query(None)) == BACK
        return dict(back.query)

    async def token(self, code: str, secret: str = SECRET, **changes: str) -> dict[str, str]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        client = aiohttp.encode_basic_auth(str(self.sim.application_id), secret)
        url = f"{self.sim.api_base}/oauth2/token"
        async with self.http.post(
            url, data=form | changes, headers={"Authorization": client}
        ) as answer:
            return await answer.json()

    async def bearer(self, who: Person) -> str:
        return (await self.token((await self.agree(who))["code"]))["access_token"]

    async def whoami(self, token: str) -> tuple[int, dict[str, str]]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.get(f"{self.sim.api_base}/users/@me", headers=headers) as answer:
            return answer.status, await answer.json()

    async def add(self, who: Person, token: str, *roles: int) -> tuple[int, int | None]:
        """Add a member as the bot does; return the status and Discord's error code."""
        url = f"{self.sim.api_base}/guilds/{self.academy.guild.id}/members/{who.id}"
        headers = {"Authorization": f"Bot {self.sim.token}"}
        body = {"access_token": token, "roles": [str(role) for role in roles]}
        async with self.http.put(url, json=body, headers=headers) as answer:
            code = None if answer.status in (201, 204) else (await answer.json())["code"]
            return answer.status, code


@pytest.fixture
async def site(http: aiohttp.ClientSession):  # noqa: ANN201 the fixture's type is Site
    made: list[Site] = []
    async with DiscordSimulator(
        client_secret=SECRET, now=lambda: made[0].now if made else datetime(2026, 6, 1, tzinfo=UTC)
    ) as sim:
        sim.allow_redirect(BACK)
        made.append(Site(found_academy(sim), http))
        yield made[0]


async def test_a_user_signs_in_and_is_added_with_a_role(site: Site) -> None:
    dora = site.academy.guild.outsider("dora")
    async with site.http.get(site.link()) as page:
        assert "Authorize as dora" in await page.text()
    answer = await site.agree(dora)
    assert answer["state"] == "s"
    granted = await site.token(answer["code"])
    assert granted["scope"] == "guilds.join identify"
    status, who = await site.whoami(granted["access_token"])
    assert (status, who["id"], who["username"]) == (200, str(dora.id), "dora")

    pro = site.academy.pro
    assert await site.add(dora, granted["access_token"], pro.id) == (201, None)
    assert dora.has(pro)
    assert await site.add(dora, granted["access_token"]) == (204, None)
    assert dora.has(pro)
    assert_conforms(site.sim)


async def test_cancel_comes_back_as_an_error(site: Site) -> None:
    assert (await site.agree(None))["error"] == "access_denied"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"client_id": "1"}, "Unknown Application"),
        ({"redirect_uri": "https://evil.example/"}, "Invalid OAuth2 redirect_uri"),
        ({"response_type": "token"}, "Unsupported response_type"),
        ({"scope": "identify everything"}, "scope is invalid"),
        ({"code_challenge_method": "plain"}, "Unsupported code_challenge_method"),
    ],
)
async def test_a_faulty_link_leads_nowhere(site: Site, changes: dict[str, str], text: str) -> None:
    for send in (site.http.get, site.http.post):
        async with send(site.link(**changes), allow_redirects=False) as answer:
            assert answer.status == 400
            assert text in await answer.text()


async def test_a_code_is_exchanged_once_in_time_and_by_its_own_client(site: Site) -> None:
    alice = site.academy.alice

    async def code() -> str:
        return (await site.agree(alice))["code"]

    used = await code()
    assert "access_token" in await site.token(used)
    assert (await site.token(used))["error"] == "invalid_grant"
    assert (await site.token(await code(), secret="wrong"))["error"] == "invalid_client"
    assert (await site.token(await code(), code_verifier="w" * 43))["error"] == "invalid_grant"
    assert (await site.token(await code(), code_verifier=""))["error"] == "invalid_request"
    other = {"redirect_uri": "https://evil.example/"}
    assert (await site.token(await code(), **other))["error"] == "invalid_request"
    late = await code()
    site.now += timedelta(seconds=100)
    assert (await site.token(late))["error"] == "invalid_grant"


async def test_a_token_ends_and_shows_only_what_was_agreed_to(site: Site) -> None:
    alice = site.academy.alice
    token = await site.bearer(alice)
    site.sim.authorizations.revoke(token)
    assert (await site.whoami(token))[0] == 401
    code = (await site.agree(alice, scope="guilds.join"))["code"]
    assert (await site.whoami((await site.token(code))["access_token"]))[0] == 401
    token = await site.bearer(alice)
    site.now += timedelta(days=7)
    assert (await site.whoami(token))[0] == 401


async def test_members_are_added_only_as_discord_allows(site: Site) -> None:
    guild, academy = site.academy.guild, site.academy
    dora, erik = guild.outsider("dora"), guild.outsider("erik")
    token = await site.bearer(dora)
    assert await site.add(erik, token) == (403, 50025)
    assert await site.add(dora, token, academy.boss.id) == (403, 50013)
    dora.user.has_most_guilds = True
    assert await site.add(dora, token) == (400, 30001)
    guild.ban(dora)
    assert await site.add(dora, token) == (403, 40007)
    guild.unban(dora)
    dora.user.has_most_guilds = False
    guild.edit_role(guild.everyone, permissions=EVERYONE & ~Permission.CREATE_INSTANT_INVITE)
    assert await site.add(dora, token) == (403, 50013)
    assert dora.id not in guild.state.members
    assert_conforms(site.sim)


async def test_bans_are_seen_only_with_the_permission(site: Site) -> None:
    guild = site.academy.guild
    guild.ban(site.academy.bob)
    headers = {"Authorization": f"Bot {site.sim.token}"}

    async def look(who: Person) -> int:
        url = f"{site.sim.api_base}/guilds/{guild.id}/bans/{who.id}"
        async with site.http.get(url, headers=headers) as answer:
            return answer.status

    assert await look(site.academy.bob) == 403
    guild.edit_role(guild.bot_role, permissions=BOT_MAY | Permission.BAN_MEMBERS)
    assert await look(site.academy.bob) == 200
    assert await look(site.academy.alice) == 404
    assert_conforms(site.sim)
