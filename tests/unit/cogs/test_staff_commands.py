"""Test that commands for staff are closed to others by the class they are in."""

import discord

from cogs.ui.checks import StaffGroup
from tests.commands import FOR_MEMBERS, cogs, leaves, leaves_of


def test_a_command_is_in_a_staff_group_or_named_as_one_for_members() -> None:
    open_to_all = {
        name for cog in cogs() if not issubclass(cog, StaffGroup) for name, _ in leaves_of(cog)
    }
    assert open_to_all == FOR_MEMBERS
    assert len(leaves()) > len(FOR_MEMBERS) + 10


def test_no_staff_group_has_a_check_of_its_own_or_is_shown_to_members() -> None:
    groups = {cog for cog in cogs() if issubclass(cog, StaffGroup)} - {StaffGroup}
    assert len(groups) >= 5
    for group in groups:
        assert group.interaction_check is StaffGroup.interaction_check, group
        made = group.__new__(group).app_command
        assert made is not None
        assert made.guild_only, group
        assert made.default_permissions is not None, group
        assert made.default_permissions.manage_guild, group


def test_a_new_group_is_closed_without_a_word_about_it() -> None:
    class Fresh(StaffGroup, group_name="fresh"):
        pass

    assert Fresh.interaction_check is StaffGroup.interaction_check
    made = Fresh().app_command
    assert made is not None
    assert made.default_permissions == discord.Permissions(manage_guild=True)
