"""The hosted page of an invoice: its content, and a form while it can be paid."""

from aiohttp import web

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import renewing
from bot.simulator.stripe.behaviour.charging import DECLINED, Card
from bot.simulator.stripe.hosted_pages import drawing
from bot.simulator.stripe.store import Json

PAYABLE = ("open", "uncollectible")  # also after its subscription has ended, until it is voided


class InvoicePage:
    """`/i/{id}`, the `hosted_invoice_url`."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[web.RouteDef]:
        """Return the routes for aiohttp."""
        return [web.get("/i/{id}", self._show), web.post("/i/{id}", self._pay)]

    async def _show(self, request: web.Request) -> web.Response:
        return self._page(self._find(request))

    async def _pay(self, request: web.Request) -> web.Response:
        form = await request.post()
        invoice = self._find(request)
        card = Card.DECLINED if form.get("card") == Card.DECLINED else Card.SUCCESS
        payable = invoice["status"] in PAYABLE
        if payable:
            renewing.pay(self._account, invoice, card)
        declined = payable and invoice["status"] in PAYABLE
        return self._page(invoice, status=402 if declined else 200, declined=declined)

    def _find(self, request: web.Request) -> Json:
        invoice = self._account.store.get("invoice", request.match_info["id"])
        if invoice is None:
            raise web.HTTPNotFound
        return invoice

    def _page(self, invoice: Json, *, status: int = 200, declined: bool = False) -> web.Response:
        if invoice["status"] in PAYABLE:
            html = drawing.invoice(invoice, DECLINED["message"] if declined else "")
        else:
            html = drawing.message(
                f"Invoice {invoice['number']}", f"This invoice is {invoice['status']}."
            )
        return web.Response(status=status, text=html, content_type="text/html")
