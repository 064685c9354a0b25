"""The form of a price: amount, currency, and how often it is paid."""

from typing import Any

import discord
from discord import ui

from bot.i18n import Translator
from cogs.ui.form import Form

INTERVALS = ("once", "month", "quarter", "half-year", "year", "week")


class PriceForm(Form):
    """A price as staff type it; a subclass says what is sold at it."""

    def __init__(self, translate: Translator, title: str, currency: str, *, usual: str) -> None:
        """Build the form.

        Args:
            translate: The reader's language.
            title: The form's title.
            currency: What is suggested; "" for nothing.
            usual: The interval that is chosen at first.
        """
        super().__init__(title=title)
        self._usual = usual
        self._amount: ui.TextInput[Any] = ui.TextInput(placeholder="9.90", max_length=30)
        self._currency: ui.TextInput[Any] = ui.TextInput(
            default=currency.upper() or None, placeholder="EUR", min_length=3, max_length=3
        )
        self._interval: ui.Select[Any] = ui.Select(
            options=[
                discord.SelectOption(
                    label=translate(f"catalogue-interval-{each}"),
                    value=each,
                    default=each == usual,
                )
                for each in INTERVALS
            ]
        )
        for name, field in (
            ("amount", self._amount),
            ("currency", self._currency),
            ("interval", self._interval),
        ):
            self.add_item(ui.Label(text=translate(f"catalogue-price-{name}"), component=field))

    @property
    def amount(self) -> str:
        """The amount, in the currency's main unit."""
        return self._amount.value

    @property
    def currency(self) -> str:
        """The currency's three letters."""
        return self._currency.value

    @property
    def interval(self) -> str:
        """How often it is paid."""
        return (self._interval.values or [self._usual])[0]
