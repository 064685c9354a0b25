"""`/v1/account`, `/v1/balance`, `/v1/tax/settings`: reads about the account."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.routing import ApiCall, get
from bot.simulator.stripe.behaviour import disputing
from bot.simulator.stripe.objects import people
from bot.simulator.stripe.store import Json


def account_of_key(account: Account, _call: ApiCall) -> Json:
    """Return the account that the key belongs to."""
    return people.merchant(account)


def balance(account: Account, _call: ApiCall) -> Json:
    """Return the sum of payments neither refunded nor disputed, in US cents."""
    charges = account.store.where("charge", status="succeeded", currency="usd")
    available = sum(
        charge["amount"] - charge["amount_refunded"] - disputing.withdrawn(account, charge)
        for charge in charges
    )
    return people.balance(account, available)


def tax_settings(account: Account, _call: ApiCall) -> Json:
    """Return the settings of Stripe Tax."""
    return people.tax_settings(account)


ROUTES = (
    get("/v1/account", "accounts_kyc_basic", account_of_key),
    get("/v1/balance", "balance", balance),
    get("/v1/tax/settings", "tax_settings", tax_settings),
)
