"""Load what each process of the bot loads, in the process that they are forked from."""

from bot.i18n import Translations

Translations.load()
