"""A visitor of the join page with a browser: cookies, forms, and redirects one by one."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

import aiohttp
from yarl import URL

from bot.simulator.discord import Person


@dataclass(slots=True)
class Form:
    """A form of a page with its hidden fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: a page, or a redirect."""

    status: int
    text: str
    headers: Mapping[str, str]
    forms: tuple[Form, ...]

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        assert self.status in (302, 303), (self.status, self.text)
        return self.headers["Location"]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(values["action"]))
        elif tag == "input" and (values.get("type") != "radio" or "checked" in values):
            self.found[-1].fields[values["name"]] = values["value"]


class Visitor:
    """One browser."""

    def __init__(self, http: aiohttp.ClientSession, site: str) -> None:
        self._http = http
        self._site = URL(site)

    async def open(self, path: str, **headers: str) -> Page:
        """Open an address of the site, or any other, without following redirects."""
        url = self._site.join(URL(path, encoded=True))
        async with self._http.get(url, headers=headers, allow_redirects=False) as answer:
            return await _page(answer)

    async def send(self, form: Form, **headers: str) -> Page:
        """Press a form's button."""
        url = self._site.join(URL(form.action))
        async with self._http.post(
            url, data=form.fields, headers=headers, allow_redirects=False
        ) as answer:
            return await _page(answer)

    async def agree(self, discord_page: str, who: Person | None) -> str:
        """Agree to sign in with an account, or cancel; return where Discord sends the browser."""
        data = {"account": "" if who is None else str(who.id)}
        url = URL(discord_page, encoded=True)
        async with self._http.post(url, data=data, allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]

    async def sign_in(self, who: Person, path: str = "/join") -> Page:
        """Choose the first plan of a page, sign in, and come back."""
        page = await self.open(path)
        begun = await self.send(page.forms[0])
        return await self.open(await self.agree(begun.location, who))


@asynccontextmanager
async def browser(site: str) -> AsyncGenerator[Visitor]:
    """Open a browser that treats the site as secure, as browsers treat loopback."""
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(site))
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Visitor(http, site)


async def _page(answer: aiohttp.ClientResponse) -> Page:
    text = await answer.text()
    parser = _Forms()
    parser.feed(text)
    return Page(answer.status, text, answer.headers, tuple(parser.found))
