"""How a notice is drawn: its sentence in the reader's language, and the buttons below it."""

from discord import ui, utils

from bot.i18n import Words
from bot.payments.absence import GONE
from bot.payments.brake import MESSAGE as BRAKE
from bot.payments.money import write_amount
from cogs.brake_button import ContinueButton
from cogs.code_button import notice_button
from cogs.membership_buttons import LeaveButton, RemindButton
from data.notices import Notice

LONGEST = 1_900  # characters; Discord takes 2,000, and a line is put below


def text(words: Words, notice: Notice) -> str:
    """Return the sentence, with people's own words made harmless."""
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
            arguments[price] = write_amount(value, currency, words.language)
    return words(notice.message, **arguments)[:LONGEST]


def view(words: Words, notice: Notice) -> ui.View:
    """Return the buttons below a notice; mostly there are none."""
    buttons = ui.View(timeout=None)
    url = notice.arguments.get("url")
    if isinstance(url, str):
        what = notice.message.rpartition("-")[2]
        buttons.add_item(ui.Button(label=words(f"turn-button-{what}"), url=url))
    if notice.message.startswith("remind-"):
        buttons.add_item(RemindButton.make(words, notice.guild_id, wanted=False))
    if notice.message == GONE:
        subscription = str(notice.arguments["subscription"])
        buttons.add_item(LeaveButton("end", subscription, words("value-button-end")))
    codes = notice_button(words, notice)
    if codes is not None:
        buttons.add_item(codes)
    return buttons


def staff_view(words: Words, notice: Notice) -> ui.View:
    """Return the button below a question to staff; below other lines there is none."""
    buttons = ui.View(timeout=None)
    if notice.message == BRAKE:
        buttons.add_item(ContinueButton.make(words, int(notice.arguments["asked"])))
    return buttons
