"""Serves the checkout page and takes its payments."""

from aiohttp import web

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import checkout, currencies, discounting
from bot.simulator.stripe.behaviour.charging import DECLINED, Card
from bot.simulator.stripe.behaviour.passing_time import catch_up
from bot.simulator.stripe.hosted_pages import drawing
from bot.simulator.stripe.store import Json

_DEFAULT_EMAIL = "payer@example.com"
# The bank's authentication would happen on the page itself, so the result is success.
_OFFERED = {str(card): card for card in Card if card is not Card.AUTHENTICATE}
_OTHER_CURRENCY = "You already have a subscription in another currency."
_MESSAGES = {
    "complete": ("All done here", "This checkout session has already been paid."),
    "expired": ("This page has expired", "Please go back and start again."),
}


class CheckoutPage:
    """`/c/pay/{id}`."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return the routes for aiohttp."""
        return [web.get("/c/pay/{id}", self._show), web.post("/c/pay/{id}", self._pay)]

    async def _show(self, request: web.Request) -> web.Response:
        session = self._find(request)
        if session is None or session["status"] != "open":
            return _message(session)
        return self._page(session)

    async def _pay(self, request: web.Request) -> web.Response:
        form = await request.post()
        session = self._find(request)
        if session is None or session["status"] != "open":
            return _message(session)
        try:
            card = _OFFERED[str(form.get("card", ""))]
        except KeyError:
            return self._page(session, status=400, problem="Please choose how to pay.")
        code = str(form.get("code", "")).strip()
        if code and not self._enter(session, code):
            return self._page(session, status=400, problem="This code is invalid.")
        if not currencies.fits(self._account, session):
            return self._page(session, status=400, problem=_OTHER_CURRENCY)
        if _asks_for_terms(session):
            if not form.get("terms"):
                return self._page(session, status=400, problem="Please accept the terms.")
            session["consent"] = {"promotions": None, "terms_of_service": "accepted"}
        email = str(form.get("email") or session["customer_email"] or _DEFAULT_EMAIL)
        if not checkout.complete(self._account, session, card, email=email):
            return self._page(session, status=402, problem=DECLINED["message"])
        target = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
        return web.Response(status=303, headers={"Location": target})

    def _enter(self, session: Json, code: str) -> bool:
        return bool(session["allow_promotion_codes"]) and discounting.enter(
            self._account, session, code
        )

    def _find(self, request: web.Request) -> Json | None:
        catch_up(self._account)
        return self._account.store.get("checkout.session", request.match_info["id"])

    def _page(self, session: Json, *, status: int = 200, problem: str = "") -> web.Response:
        private = self._account.private[session["id"]]
        html = drawing.page(session, private["lines"], private["params"], problem)
        return web.Response(status=status, text=html, content_type="text/html")


def _asks_for_terms(session: Json) -> bool:
    asked: Json = session["consent_collection"] or {}
    return asked.get("terms_of_service") == "required"


def _message(session: Json | None) -> web.Response:
    if session is None:
        html = drawing.message("Something went wrong", "This page could not be found.")
        return web.Response(status=404, text=html, content_type="text/html")
    html = drawing.message(*_MESSAGES[session["status"]])
    return web.Response(status=410, text=html, content_type="text/html")
