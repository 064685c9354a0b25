"""What a member should have and has from us, before and after we change it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.payments.entitlements.service import Standing

ROLES = st.frozensets(st.integers(1, 5))


@given(ROLES, ROLES, ROLES)
def test_once_all_is_done_nothing_is_left_to_do(
    wanted: frozenset[int], held: frozenset[int], actual: frozenset[int]
) -> None:
    standing = Standing(wanted, held, (), {}, {})
    done = standing.changes(actual)
    after = standing.after(done)
    assert after.changes((actual | done.add) - done.remove).nothing


def test_a_role_taken_by_hand_meanwhile_is_missed() -> None:
    standing = Standing(frozenset({1}), frozenset(), (), {}, {})
    after = standing.after(standing.changes(frozenset()))
    assert after.changes(frozenset()).add == {1}
