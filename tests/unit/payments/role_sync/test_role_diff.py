from hypothesis import given
from hypothesis import strategies as st

from bot.payments.ledger.fold import fold
from bot.payments.role_sync.role_diff import diff_roles
from bot.payments.role_sync.wanted_roles import wanted_roles
from tests.unit.payments.builders import OTHER_PLAN, PLAN, POLICY, START, fact, payment

roles = st.frozensets(st.integers(1, 6))


@given(wanted=roles, actual=roles, held=roles)
def test_after_the_changes_all_is_as_wanted_and_doing_them_again_changes_nothing(
    wanted: frozenset[int], actual: frozenset[int], held: frozenset[int]
) -> None:
    changes = diff_roles(wanted, actual, held)
    actual_after = (actual | changes.add) - changes.remove
    held_after = (held | changes.add | changes.adopt) - changes.remove
    assert wanted <= actual_after
    assert held_after == wanted
    assert diff_roles(wanted, actual_after, held_after).is_empty


@given(wanted=roles, actual=roles, held=roles)
def test_a_role_that_we_did_not_give_is_never_taken(
    wanted: frozenset[int], actual: frozenset[int], held: frozenset[int]
) -> None:
    assert diff_roles(wanted, actual, held).remove <= held - wanted


def test_each_open_plan_brings_its_role_and_no_other() -> None:
    facts = [
        fact(payment(id="cs_1", plan_id=PLAN, status="paid")),
        fact(payment(id="cs_2", plan_id=OTHER_PLAN, status="unpaid")),
        fact(payment(id="cs_3", plan_id=99, status="paid")),
    ]
    entitlements = fold(facts, POLICY, START)
    assert wanted_roles(entitlements, {PLAN: 11, OTHER_PLAN: 22}) == {11}
