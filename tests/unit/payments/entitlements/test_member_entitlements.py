"""Test which roles a member should have and has from us, before and after a change."""

from hypothesis import given
from hypothesis import strategies as st

from bot.payments.entitlements.service import MemberEntitlements

ROLES = st.frozensets(st.integers(1, 5))


@given(ROLES, ROLES, ROLES)
def test_once_all_is_done_nothing_is_left_to_do(
    wanted: frozenset[int], held: frozenset[int], actual: frozenset[int]
) -> None:
    entitlements = MemberEntitlements(wanted, held, (), {}, {})
    done = entitlements.role_diff(actual)
    after = entitlements.after(done)
    assert after.role_diff((actual | done.add) - done.remove).is_empty


def test_a_role_taken_by_hand_meanwhile_is_missed() -> None:
    entitlements = MemberEntitlements(frozenset({1}), frozenset(), (), {}, {})
    after = entitlements.after(entitlements.role_diff(frozenset()))
    assert after.role_diff(frozenset()).add == {1}
