"""Renders a notice: its message in the reader's language, and its buttons."""

from collections.abc import Iterator
from typing import Any

from discord import ui, utils

from bot.catalogue.refunds import MESSAGE as REFUND
from bot.i18n import Translator
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.money import format_amount
from bot.payments.removal.absent_payers import GONE
from bot.payments.removal.breaker import MESSAGE as BRAKE
from bot.payments.stripe.dashboard import page_of
from cogs.catalogue.buttons import OpenButton
from cogs.catalogue.refund_view import RefundButton
from cogs.files.version_button import MESSAGES as NEW_VERSION
from cogs.files.version_button import version_buttons
from cogs.membership.buttons import CancelButton, ReminderButton
from cogs.membership.gift_code_button import notice_button
from cogs.membership.status import MembershipButton
from cogs.membership.subscribe import SubscribeButton
from cogs.removal.breaker_button import ContinueRemovalButton
from cogs.sessions.notice_buttons import session_buttons
from cogs.staff.buttons import SetupButton
from data.notices import Notice

# Notices with a button in place of a command, because DMs have no commands.
SUBSCRIBE = frozenset(
    (
        "turn-failed",
        "turn-ended-time-up",
        "turn-ended-no-seat",
        "turn-ended-cancelled",
        "turn-ended-unpaid",
        "turn-ended-trial",
        "turn-ended-other",
        "remind-pass",
        "remind-comp",
        "remind-gift",
    )
)
STATUS = frozenset(("turn-granted-trial", "turn-granted-gift", "remind-cancelled"))
MANAGE = frozenset(
    (
        "turn-unpaid",
        "remind-renews",
        "remind-renews-for",
        "remind-trial",
        "remind-trial-cardless",
    )
)
HELLO, DOUBLE = "staff-hello", "turn-double"
OBJECTS = ("charge", "subscription", "object", "event")  # arguments that hold an id of Stripe's
MAX_LENGTH = 3_400  # characters; a welcome and the place it comes from are added below


def text(translate: Translator, notice: Notice) -> str:
    """Return the message, with markdown in names escaped."""
    arguments = {
        name: value
        if not isinstance(value, str) or value.startswith("<")
        else utils.escape_markdown(value)
        for name, value in notice.arguments.items()
    }
    currency = notice.arguments.get("currency")
    for name, value in notice.arguments.items():
        if name.endswith("amount") and isinstance(value, int) and isinstance(currency, str):
            price = f"{name.removesuffix('amount')}price"  # as in disputed_amount, disputed_price
            arguments[price] = format_amount(value, currency, translate.language)
    return translate(notice.message, **arguments)[:MAX_LENGTH]


def member_buttons(translate: Translator, notice: Notice) -> Iterator[ui.Item[Any]]:
    """Yield the buttons below a member's notice, the most useful first; often none."""
    yield from session_buttons(translate, notice)
    if notice.message in NEW_VERSION:
        title, content_id = str(notice.arguments["title"]), int(notice.arguments["content"])
        yield OpenButton.make(title, notice.guild_id, content_id)
    yield from version_buttons(translate, notice)
    url = notice.arguments.get("url")
    if isinstance(url, str):
        what = notice.message.rpartition("-")[2]
        yield ui.Button(label=translate(f"turn-button-{what}"), url=url)
    yield from _instead_of_commands(translate, notice)
    twice = notice.message == DOUBLE and is_subscription(str(notice.arguments["source"]))
    if notice.message == GONE or twice:
        subscription = str(notice.arguments.get("subscription") or notice.arguments["source"])
        yield CancelButton.make("end", subscription, translate("value-button-end"))
    codes = notice_button(translate, notice)
    if codes is not None:
        yield codes
    if notice.message.startswith("remind-"):
        yield ReminderButton.make(translate, notice.guild_id, wanted=False)


def _instead_of_commands(translate: Translator, notice: Notice) -> Iterator[ui.Item[Any]]:
    guild_id, plan_id = notice.guild_id, notice.arguments.get("plan_id")
    gift = notice.message == "turn-failed" and notice.arguments.get("giver")
    if notice.message in SUBSCRIBE and isinstance(plan_id, int) and not gift:
        yield SubscribeButton.make(translate, guild_id, plan_id, str(notice.arguments["plan"]))
    if notice.message in STATUS:
        yield MembershipButton.make(translate, "status", guild_id)
    if notice.message in MANAGE:
        yield MembershipButton.make(translate, "manage", guild_id)


def staff_buttons(
    translate: Translator, notice: Notice, *, test_mode: bool
) -> Iterator[ui.Item[Any]]:
    """Yield the buttons below a notice to staff: what to do, then Stripe's page."""
    if notice.message == REFUND:
        yield RefundButton.make(translate, "show", int(notice.arguments["case"]))
    if notice.message == HELLO:
        yield SetupButton.make(translate, "open")
    if notice.message == BRAKE:
        yield ContinueRemovalButton.make(translate, int(notice.arguments["asked"]))
    page = _stripe_page(notice, test_mode=test_mode)
    if page is not None:
        yield ui.Button(label=translate("staff-button-stripe"), url=page)


def _stripe_page(notice: Notice, *, test_mode: bool) -> str | None:
    """Return the page of the object that a notice is about, if it names one."""
    if page := str(notice.arguments.get("page", "")).strip("<>"):  # older ones are in brackets
        return page
    objects = (notice.arguments.get(name) for name in OBJECTS)
    pages = (page_of(str(one), test_mode=test_mode) for one in objects if one)
    return next(filter(None, pages), None)
