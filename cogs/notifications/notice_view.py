"""Renders a notice: its message in the reader's language, and its buttons."""

from collections.abc import Iterable, Iterator
from typing import Any

from discord import ui, utils

from bot.discord.layout import AnswerState
from bot.i18n import Translator
from bot.payments.money import format_amount
from bot.payments.removal.absent_payers import GONE
from bot.payments.removal.breaker import MESSAGE as BRAKE
from cogs.membership.buttons import CancelButton, ReminderButton
from cogs.membership.gift_code_button import notice_button
from cogs.membership.status import MembershipButton
from cogs.membership.subscribe import SubscribeButton
from cogs.removal.breaker_button import ContinueRemovalButton
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
HELLO = "staff-hello"
GOOD = ("turn-granted", "turn-gift-arrived", "turn-extended", "turn-restored", "turn-recovered")
ATTENTION = frozenset(("turn-pending", "turn-failed", "turn-unpaid", "turn-confirm"))
MAX_LENGTH = 1_700  # characters; Discord takes 2,000, and a line with a link is added below


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


def state(notice: Notice) -> AnswerState:
    """Return how a notice is coloured in an answer: what it means for the member."""
    if notice.message.startswith(GOOD):
        return "good"
    return "attention" if notice.message in ATTENTION else "neutral"


def view(translate: Translator, notice: Notice, first: Iterable[ui.Item[Any]] = ()) -> ui.View:
    """Return the buttons below a member's notice, often none; some others come first."""
    buttons = ui.View(timeout=None)
    for button in first:
        buttons.add_item(button)
    url = notice.arguments.get("url")
    if isinstance(url, str):
        what = notice.message.rpartition("-")[2]
        buttons.add_item(ui.Button(label=translate(f"turn-button-{what}"), url=url))
    for button in _instead_of_commands(translate, notice):
        buttons.add_item(button)
    if notice.message.startswith("remind-"):
        buttons.add_item(ReminderButton.make(translate, notice.guild_id, wanted=False))
    if notice.message == GONE:
        subscription = str(notice.arguments["subscription"])
        buttons.add_item(CancelButton.make("end", subscription, translate("value-button-end")))
    codes = notice_button(translate, notice)
    if codes is not None:
        buttons.add_item(codes)
    return buttons


def _instead_of_commands(translate: Translator, notice: Notice) -> Iterator[ui.Item[Any]]:
    guild_id, plan_id = notice.guild_id, notice.arguments.get("plan_id")
    gift = notice.message == "turn-failed" and notice.arguments.get("giver")
    if notice.message in SUBSCRIBE and isinstance(plan_id, int) and not gift:
        yield SubscribeButton.make(translate, guild_id, plan_id, str(notice.arguments["plan"]))
    if notice.message in STATUS:
        yield MembershipButton.make(translate, "status", guild_id)
    if notice.message in MANAGE:
        yield MembershipButton.make(translate, "manage", guild_id)


def staff_view(translate: Translator, notice: Notice) -> ui.View:
    """Return the button below a question to staff; other notices have none."""
    buttons = ui.View(timeout=None)
    if notice.message == HELLO:
        buttons.add_item(SetupButton.make(translate, "open"))
    if notice.message == BRAKE:
        buttons.add_item(ContinueRemovalButton.make(translate, int(notice.arguments["asked"])))
    return buttons
