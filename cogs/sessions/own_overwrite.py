"""Decides what joining adds to a member's own overwrite of a channel. Pure."""

import discord

NEEDED = discord.Permissions(view_channel=True, connect=True).value


def added_by_joining(own: discord.PermissionOverwrite) -> int:
    """Return the bits that a member's overwrite lacks for them to get in."""
    allowed, _ = own.pair()
    return NEEDED & ~allowed.value


def is_barred(own: discord.PermissionOverwrite) -> bool:
    """Return whether staff have denied this member what joining would allow."""
    _, denied = own.pair()
    return bool(NEEDED & denied.value)


def joined(own: discord.PermissionOverwrite) -> discord.PermissionOverwrite:
    """Return the overwrite with which a member gets in."""
    allowed, denied = own.pair()
    return discord.PermissionOverwrite.from_pair(
        discord.Permissions(allowed.value | NEEDED), denied
    )


def without(own: discord.PermissionOverwrite, added: int) -> discord.PermissionOverwrite | None:
    """Return what is left without the bits added; None if that is nothing."""
    allowed, denied = own.pair()
    left = discord.PermissionOverwrite.from_pair(
        discord.Permissions(allowed.value & ~added), denied
    )
    return None if left.is_empty() else left
