"""Names permissions as Discord's settings do, in the member's language."""

import discord

from bot.i18n import Translator


def permission_names(translate: Translator, permissions: discord.Permissions) -> str:
    """Return the names of permissions; "" for none."""
    names = [
        translate(f"permission-{name.replace('_', '-')}") for name, given in permissions if given
    ]
    return translate("learn-comma").join(names)
