"""Test that joining and its end leave staff's own permissions of a member as they are."""

import discord
from hypothesis import given
from hypothesis import strategies as st

from cogs.sessions.own_overwrite import NEEDED, added_by_joining, is_barred, joined, without

bits = st.sampled_from(range(16)).map(
    lambda picked: sum(
        bit for index, bit in enumerate((1 << 9, 1 << 10, 1 << 20, 1 << 21)) if picked >> index & 1
    )
)


@given(allow=bits, deny=bits)
def test_the_end_of_a_session_restores_what_was_there(allow: int, deny: int) -> None:
    own = discord.PermissionOverwrite.from_pair(
        discord.Permissions(allow), discord.Permissions(deny & ~allow)
    )
    assert is_barred(own) == bool(deny & ~allow & NEEDED)
    if is_barred(own):
        return
    added = added_by_joining(own)
    inside = joined(own)
    assert inside.pair()[0].value & NEEDED == NEEDED
    left = without(inside, added)
    assert (left or discord.PermissionOverwrite()) == own
    assert (left is None) == own.is_empty()


def test_what_staff_change_meanwhile_stays() -> None:
    inside = joined(discord.PermissionOverwrite())
    inside.update(speak=False, stream=True)
    assert without(inside, NEEDED) == discord.PermissionOverwrite(speak=False, stream=True)
