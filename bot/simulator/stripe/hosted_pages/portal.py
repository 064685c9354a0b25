"""The billing portal's page: what a customer has, with a button for each action.

A subscription that a schedule manages can be cancelled here, and is released first. Stripe's own
portal seems to do so; its reference doesn't say.
"""

from collections.abc import Container
from html import escape

from aiohttp import web

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import renewing, scheduling, subscribing
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.passing_time import catch_up
from bot.simulator.stripe.errors import StripeError, declined
from bot.simulator.stripe.hosted_pages import drawing, portal_updates
from bot.simulator.stripe.money import written
from bot.simulator.stripe.store import Json

_LABELS = {
    "cancel": "Cancel",
    "keep": "Don't cancel",
    "pay": "Pay the open invoice",
    "price": "Switch",
    "quantity": "Change quantity",
}


class PortalPage:
    """`/p/session/{id}`."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return the routes for aiohttp."""
        path = "/p/session/{id}"
        return [web.get(path, self._show), web.post(path, self._action)]

    async def _show(self, request: web.Request) -> web.Response:
        return self._page(self._find(request))

    async def _action(self, request: web.Request) -> web.Response:
        form = await request.post()
        visit = self._find(request)
        action = str(form.get("action", ""))
        chosen = self._held(visit).get(str(form.get("subscription", "")))
        if chosen is None or action not in self._offered(visit, chosen):
            return self._page(visit, status=400, problem="That can't be done.")
        card = Card.DECLINED if form.get("card") == Card.DECLINED else Card.SUCCESS
        try:
            self._do(visit, chosen, action, str(form.get(action, "")), card)
        except StripeError as error:
            return self._page(visit, status=error.status, problem=str(error))
        return self._page(visit)

    def _do(self, visit: Json, chosen: Json, action: str, wanted: str, card: Card) -> None:
        match action:
            case "cancel":
                self._cancel(visit, chosen)
            case "keep":
                self._plan_end(chosen, cancel=False)
            case "pay":
                renewing.retry(self._account, chosen, card)
                if card is Card.DECLINED:
                    raise declined()
            case _:
                self._change(visit, chosen, action, wanted, card)

    def _change(self, visit: Json, chosen: Json, name: str, wanted: str, card: Card) -> None:
        features, value = self._features(visit), int(wanted) if wanted.isdigit() else wanted
        offered: Container[int | str] = portal_updates.quantities(features, chosen)
        if name == "price":
            offered = portal_updates.prices(self._account, features, chosen)
        if value not in offered:
            raise StripeError("That can't be chosen.")
        portal_updates.change(self._account, features, chosen, {name: value}, card)

    def _cancel(self, visit: Json, subscription: Json) -> None:
        if self._features(visit)["subscription_cancel"]["mode"] == "immediately":
            subscribing.end(self._account, subscription)
        else:
            self._plan_end(subscription, cancel=True)

    def _plan_end(self, subscription: Json, *, cancel: bool) -> None:
        schedule = scheduling.of(self._account, subscription)
        with self._account.changing(subscription, subscribing.UPDATED):
            if schedule is not None:
                scheduling.let_go(self._account, schedule, subscription)
            subscribing.plan_end(self._account, subscription, at_period_end=cancel, at=None)

    def _find(self, request: web.Request) -> Json:
        catch_up(self._account)
        visit = self._account.store.get("billing_portal.session", request.match_info["id"])
        if visit is None:
            raise web.HTTPNotFound
        return visit

    def _features(self, visit: Json) -> Json:
        kind = "billing_portal.configuration"
        features: Json = self._account.require(kind, visit["configuration"])["features"]
        return features

    def _held(self, visit: Json) -> dict[str, Json]:
        held = self._account.store.where("subscription", customer=visit["customer"])
        return {each["id"]: each for each in held if each["status"] != "canceled"}

    def _offered(self, visit: Json, subscription: Json) -> list[str]:
        """Return the buttons of a subscription that are available now."""
        invoice = self._account.store.get("invoice", subscription["latest_invoice"])
        offered = ["pay"] if invoice and invoice["status"] == "open" else []
        if subscription["cancel_at"] is not None:
            return [*offered, "keep"]
        features = self._features(visit)
        if features["subscription_cancel"]["enabled"]:
            offered.append("cancel")
        if portal_updates.prices(self._account, features, subscription):
            offered.append("price")
        if portal_updates.quantities(features, subscription):
            offered.append("quantity")
        return offered

    def _page(self, visit: Json, *, status: int = 200, problem: str = "") -> web.Response:
        held = [self._form(visit, each) for each in self._held(visit).values()]
        html = drawing.portal(held, visit["return_url"], problem)
        return web.Response(status=status, text=html, content_type="text/html")

    def _form(self, visit: Json, subscription: Json) -> str:
        price = subscription["items"]["data"][0]["price"]
        product = self._account.store.get("product", price["product"]) or {"name": "Membership"}
        state = "ends with its period" if subscription["cancel_at"] else subscription["status"]
        buttons = "".join(
            self._input(visit, subscription, action)
            + f'<button name="action" value="{action}">{_LABELS[action]}</button>'
            for action in self._offered(visit, subscription)
        )
        return (
            f'<form method="post" action="{escape(visit["url"])}">'
            f'<input type="hidden" name="subscription" value="{subscription["id"]}">'
            f"<h2>{escape(product['name'])}</h2><p>{escape(state)}</p>{buttons}</form>"
        )

    def _input(self, visit: Json, subscription: Json, action: str) -> str:
        if action == "quantity":
            return '<input type="number" name="quantity" min="1">'
        if action != "price":
            return ""
        features = self._features(visit)
        found = portal_updates.prices(self._account, features, subscription)
        options = "".join(self._option(self._account.require("price", id_)) for id_ in found)
        return f'<select name="price">{options}</select>'

    def _option(self, price: Json) -> str:
        name = self._account.require("product", price["product"])["name"]
        interval, amount = price["recurring"]["interval"], price["unit_amount"]
        label = f"{name}, {written(amount, price['currency'])} per {interval}"
        return f'<option value="{price["id"]}">{escape(label)}</option>'
