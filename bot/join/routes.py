"""The join page's routes: read requests, call the service, and answer with pages."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from urllib.parse import urlencode

import structlog
from aiohttp import web

from bot.address_limits import AddressLimits, address_of
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.i18n import Translations, Translator
from bot.join import pages
from bot.join.pages import PageAddress, PlanCard, PlansShown
from bot.join.ports import DiscordAccounts, JoinableServers, ServerPresence, SignInRefusedError
from bot.join.proofs import is_secret, new_secret, verifier
from bot.join.service import JoinService
from data.plans import Plan

COOKIE = "__Host-join"  # the prefix makes browsers insist on https, this host and no other path
LANGUAGE_COOKIE = "__Host-join-lang"  # because nothing of ours comes back from Discord
COOKIE_SECONDS = 14 * 86_400
SIGNED_IN, ENTERING = "/signed-in", "/entering"
PAGES_A_MINUTE, SIGN_INS_A_MINUTE = 120, 20  # from one address
MAX_REFRESHES = 10_000
MAX_COUPON_LENGTH = 64
MAX_DIGITS = 19  # of a 64-bit number
STRIPE_PAGES = "https://checkout.stripe.com"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_log = structlog.get_logger(__name__)


class JoinPages:
    """Answers requests. It trusts nothing in them but what was proven to us.

    The member comes from Discord, what they pay from the database. `discord_site` is where the
    sign-in button leads.
    """

    def __init__(
        self,
        service: JoinService,
        accounts: DiscordAccounts,
        servers: JoinableServers,
        translations: Translations,
        *,
        discord_site: str,
    ) -> None:
        self._service = service
        self._accounts = accounts
        self._servers = servers
        self._translations = translations
        self._page_limit = AddressLimits(PAGES_A_MINUTE)
        self._sign_in_limit = AddressLimits(SIGN_INS_A_MINUTE)
        self._headers = _security_headers(discord_site)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the routes."""
        page, sign_in = self._page_limit, self._sign_in_limit
        return [
            web.get("/join", self._guarded(self._show_all, page)),
            web.post("/join", self._guarded(self._begin, sign_in)),
            web.get(r"/join/{server:\d{15,20}}", self._guarded(self._show_all, page)),
            web.get(r"/join/{server:\d{15,20}}/{plan}", self._guarded(self._show_one, page)),
            web.get("/join/{plan}", self._guarded(self._show_one, page)),
            web.get(SIGNED_IN, self._guarded(self._come_back, sign_in)),
            web.get(ENTERING, self._guarded(self._progress, page)),
        ]

    async def page_after_stripe(self, request: web.Request) -> str | None:
        """Return where a visitor goes on after Stripe's page; None for anybody else."""
        browser = request.cookies.get(COOKIE)
        if browser is None or not is_secret(browser):
            return None
        guild_id = _number(request.query.get("guild"))
        if guild_id is None or not await self._service.is_under_way(browser, guild_id):
            return None
        query = {"lang": self._translator(request).language}
        if request.path != "/paid":
            query["cancelled"] = "1"
        return f"{ENTERING}?{urlencode(query)}"

    def _guarded(self, handler: Handler, limit: AddressLimits) -> Handler:
        """Limit a handler by address, and turn its errors into pages with a sentence."""

        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not await limit.allows(address_of(request)):
                return self._stopped(request, "join-too-many", status=429)
            try:
                return await handler(request)
            except UserError as error:
                return self._stopped(request, error.message, error.arguments, status=400)
            except SignInRefusedError:
                return self._stopped(request, "join-code-refused", status=400)
            except RetryLaterError as error:
                return self._stopped(request, "join-retry", status=503, cause=error)
            except PersonMustActError as error:
                await self._service.report_cause(error)
                return self._stopped(request, "join-broken", status=503, cause=error)

        return guarded

    # Pages

    async def _show_all(self, request: web.Request) -> web.Response:
        guild_id, name = self._server(request)
        return await self._plans(request, guild_id, name, await self._service.on_sale(guild_id))

    async def _show_one(self, request: web.Request) -> web.Response:
        guild_id, name = self._server(request)
        on_sale = await self._service.on_sale(guild_id)
        wanted = request.match_info["plan"].casefold()
        found = [plan for plan in on_sale if plan.name.casefold() == wanted]
        if found:
            return await self._plans(request, guild_id, name, found, only=len(on_sale) > 1)
        notice = self._translator(request).plain("join-plan-gone")
        return await self._plans(request, guild_id, name, on_sale, notice=notice, status=404)

    async def _plans(
        self,
        request: web.Request,
        guild_id: int,
        server: str,
        plans: Sequence[Plan],
        *,
        notice: str = "",
        only: bool = False,
        status: int = 200,
    ) -> web.Response:
        cards = [PlanCard(plan, self._servers.channels_opened_by(guild_id, plan)) for plan in plans]
        coupon = request.query.get("coupon", "")[:MAX_COUPON_LENGTH]
        shown = PlansShown(server, guild_id, cards, coupon, notice=notice, only=only)
        html = pages.plans_page(self._translator(request), _address(request), shown)
        return self._html(html, status)

    async def _begin(self, request: web.Request) -> web.Response:
        """Begin to sign in: remember the choice, and send the browser to Discord."""
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise UserError("join-other-site")
        form = await request.post()
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        guild_id, plan_id = (_number(texts.get(name)) for name in ("server", "plan"))
        if guild_id is None or plan_id is None or self._servers.name(guild_id) is None:
            raise UserError("join-plan-gone")
        kept = request.cookies.get(COOKIE)
        browser = kept if kept is not None and is_secret(kept) else new_secret()
        language = self._translations.match(texts.get("lang"))
        started = await self._service.begin(
            guild_id,
            plan_id,
            _number(texts.get("price")),
            browser=browser,
            language=language,
            coupon=texts.get("coupon", ""),
        )
        response = self._redirect(self._accounts.sign_in_url(started.state, started.challenge))
        for name, value in {COOKIE: browser, LANGUAGE_COOKIE: language}.items():
            response.set_cookie(
                name,
                value,
                max_age=COOKIE_SECONDS,
                path="/",
                secure=True,
                httponly=True,
                samesite="Lax",
            )
        return response

    async def _come_back(self, request: web.Request) -> web.Response:
        """Prove the account that Discord sent back, and go on to the page to pay on."""
        browser = self._browser(request)
        sign_in = await self._service.accept(request.query.get("state", ""), browser)
        if "code" not in request.query:
            raise UserError("join-declined")
        proof = verifier(browser, request.query["state"])
        account = await self._accounts.identify(request.query["code"], proof)
        presence = await self._servers.presence(sign_in.guild_id, account.user_id)
        if presence is not ServerPresence.OUTSIDE:
            await self._accounts.revoke(account.token)
        url = await self._service.sign_in(sign_in, account, presence)
        return self._redirect(url or f"{ENTERING}?lang={sign_in.language}")

    async def _progress(self, request: web.Request) -> web.Response:
        progress = await self._service.progress(self._browser(request), self._servers.is_inside)
        if progress is None:
            raise UserError("join-no-cookie")
        server = self._servers.name(progress.sign_in.guild_id)
        if server is None:
            raise RetryLaterError("the server is unavailable")
        html = pages.progress_page(
            self._translator(request),
            _address(request),
            progress,
            server,
            refreshes=min(_number(request.query.get("n")) or 0, MAX_REFRESHES),
            cancelled="cancelled" in request.query,
        )
        return self._html(html)

    # Parts of requests and answers

    def _server(self, request: web.Request) -> tuple[int, str]:
        """Return the server that a link is for, with its name."""
        default = self._servers.default_id()
        guild_id = _number(request.match_info.get("server")) or default
        name = None if guild_id is None else self._servers.name(guild_id)
        if guild_id is not None and name is not None:
            return guild_id, name
        if guild_id == default:
            raise RetryLaterError("the server is not known yet")
        raise UserError("join-no-server")

    def _browser(self, request: web.Request) -> str:
        browser = request.cookies.get(COOKIE)
        if browser is None or not is_secret(browser):
            raise UserError("join-no-cookie")
        return browser

    def _translator(self, request: web.Request) -> Translator:
        language = request.query.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        language = language or request.headers.get("Accept-Language")
        return self._translations.translator(language).direct

    def _stopped(
        self,
        request: web.Request,
        message: str,
        arguments: Mapping[str, str | float] | None = None,
        *,
        status: int,
        cause: Exception | None = None,
    ) -> web.Response:
        """Return a page with one sentence and a reference code, which is logged."""
        reference = secrets.token_hex(4)
        log = _log.info if cause is None else _log.error
        log(
            "join.stopped",
            reason=message,
            reference=reference,
            path=request.path,
            error=None if cause is None else f"{type(cause).__name__}: {cause}",
        )
        translate = self._translator(request)
        html = pages.message_page(
            translate,
            _address(request),
            text=translate.plain(message, **(arguments or {})),
            reference=reference,
        )
        return self._html(html, status)

    def _html(self, html: str, status: int = 200) -> web.Response:
        return web.Response(
            text=html, status=status, content_type="text/html", headers=self._headers
        )

    def _redirect(self, url: str) -> web.Response:
        """Send the browser on; 303 turns a form into a plain visit."""
        return web.Response(status=303, headers={**self._headers, "Location": url})


def _security_headers(discord_site: str) -> dict[str, str]:
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{pages.style_hash()}'",
        # Where the form leads, redirects included.
        f"form-action 'self' {discord_site} {STRIPE_PAGES}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def _address(request: web.Request) -> PageAddress:
    """Return where a page is; a language link there must not repeat a sign-in."""
    if request.method != "GET" or request.path == SIGNED_IN:
        return PageAddress("/join", {})
    return PageAddress(
        request.path, {name: request.query[name] for name in ("coupon",) if name in request.query}
    )


def _number(text: str | None) -> int | None:
    """Return a whole number that the database can hold; None for anything else."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > MAX_DIGITS:
        return None
    value = int(text)
    return value if value < 2**63 else None
