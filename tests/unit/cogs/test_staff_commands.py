"""Test that commands for staff are closed to others by the class they are in."""

from typing import Any

import discord

from bot.staff_access import RIGHTS
from cogs.ui.checks import StaffGroup
from cogs.ui.persistent_item import NO_ID, StaffItem
from tests.commands import FOR_MEMBERS, NEEDS, cogs, leaves, leaves_of
from tests.unit.cogs.test_acknowledge import ours

STAFF_ITEM: type[StaffItem[Any]] = StaffItem


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


def test_each_staff_command_says_which_right_it_needs() -> None:
    said: dict[str, set[str]] = {right: set() for right in (*RIGHTS, "manage")}
    for name, leaf in leaves().items():
        if name not in FOR_MEMBERS:
            assert "needs" in leaf.extras, f"/{name}: put @needs(...) above its decorator"
            said[leaf.extras["needs"]].add(name)
    assert said == NEEDS


def test_each_staff_button_says_which_right_it_needs() -> None:
    leaves()  # imports all cogs
    sent = [kind for kind in ours(STAFF_ITEM) if kind.__discord_ui_compiled_template__ != NO_ID]
    assert len(sent) > 5
    for kind in sent:
        assert "needs" in vars(kind), kind
        assert kind.needs in (*RIGHTS, "manage"), kind
        assert kind.check is STAFF_ITEM.check, kind
