"""`/v1/disputes`."""

from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import CREATED, PAGING, get, retrieve
from bot.simulator.stripe.parameters import text

ROUTES = (
    get("/v1/disputes/{id}", "dispute", retrieve("dispute")),
    get(
        "/v1/disputes",
        "dispute",
        list_of("dispute", "charge", "payment_intent"),
        **PAGING | CREATED,
        charge=text(),
        payment_intent=text(),
    ),
)
