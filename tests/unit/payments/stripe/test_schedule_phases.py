"""Test that a phase is repeated with all that Stripe lets us set, by the package's types."""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin

import pytest
import stripe
from typing_extensions import is_typeddict

from bot.payments.stripe.schedule_phases import following, repeated
from tests.spec.stripe_params import request_faults
from tests.spec.stripe_types import Hint, fields, parameter_hints

RETURNED = stripe.SubscriptionSchedule.Phase
SETTABLE = stripe.params.SubscriptionScheduleUpdateParamsPhase
# Where both ways to name one thing are set, Stripe refuses the second.
NOT_BESIDE = {
    "coupon": "discount",
    "promotion_code": "discount",
    "plan": "price",
    "trial": "trial_end",
}


def options(hint: Hint) -> list[Hint]:
    if get_origin(hint) in (Union, UnionType):
        return [inner for each in get_args(hint) for inner in options(each)]
    return [hint]


def filled(hint: Hint, name: str, *, expanded: bool) -> Any:  # noqa: ANN401 - JSON
    """Return a value of a type of Stripe's answers, with every field set."""
    found = [each for each in options(hint) if each is not NoneType]
    if get_origin(found[0]) is list:
        return [filled(get_args(found[0])[0], name, expanded=expanded)]
    if get_origin(found[0]) is Literal:
        return get_args(found[0])[0]
    objects = [
        each for each in found if isinstance(each, type) and issubclass(each, stripe.StripeObject)
    ]
    if (objects and "UntypedStripeObject" in objects[0].__name__) or name == "metadata":
        return {"staff": "note"}
    nested = objects and "." in objects[0].__qualname__
    if str in found and not (objects and expanded):
        return f"{name}_1"
    if objects and not nested:
        return {"id": f"{name}_1", "object": "any", "name": "expanded"}
    if nested:
        own = fields(objects[0])
        return {each: filled(own[each], each, expanded=expanded) for each in own}
    return {int: 7, bool: True, float: 2.5, str: f"{name}_1"}[found[0]]


def phase(*, expanded: bool = False) -> dict[str, Any]:
    own = fields(RETURNED)
    return {each: filled(own[each], each, expanded=expanded) for each in own}


def paths(value: Any, at: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    match value:
        case dict():
            for name, each in cast("dict[str, Any]", value).items():
                yield from paths(each, f"{at}.{name}")
        case list():
            for each in cast("list[Any]", value):
                yield from paths(each, f"{at}[]")
        case _:
            yield at


def expected(returned: Hint, settable: Hint, at: str = "") -> Iterator[str]:
    """Yield the paths of what is both returned and settable."""
    answer = next((each for each in options(returned) if each is not NoneType), None)
    wanted = [each for each in options(settable) if get_origin(each) is not Literal]
    if get_origin(answer) is list:
        inner = next(each for each in wanted if get_origin(each) is list)
        yield from expected(get_args(answer)[0], get_args(inner)[0], f"{at}[]")
    elif at.endswith(".metadata"):
        yield f"{at}.staff"
    elif is_typeddict(wanted[0] if wanted else None):
        own, names = fields(answer), parameter_hints(wanted[0])
        shared = [each for each in names if each in own and NOT_BESIDE.get(each) not in own]
        for each in shared:
            yield from expected(own[each], names[each], f"{at}.{each}")
    else:
        yield at


@pytest.mark.parametrize("expanded", [False, True])
def test_every_field_that_is_returned_and_settable_is_repeated(*, expanded: bool) -> None:
    made = repeated(phase(expanded=expanded))
    wanted = set(expected(RETURNED, SETTABLE))
    assert set(paths(made)) == wanted
    assert {".default_tax_rates[]", ".items[].tax_rates[]", ".invoice_settings.footer"} <= wanted
    assert len(wanted) > 40, "the types were read"
    assert made["default_tax_rates"] == ["default_tax_rates_1"]
    assert made["default_payment_method"] == "default_payment_method_1"
    assert made["automatic_tax"]["liability"]["account"] == "account_1"


def test_what_stripe_leaves_open_is_not_sent() -> None:
    def emptied(value: Any) -> Any:  # noqa: ANN401 - JSON
        match value:
            case dict():
                inner = {
                    name: emptied(each) for name, each in cast("dict[str, Any]", value).items()
                }
                return {} if "staff" in cast("dict[str, Any]", value) else inner
            case list():
                return []
            case _:
                return None

    bare = emptied(phase()) | {"items": [emptied(phase()["items"][0]) | {"price": "price_1"}]}
    assert repeated(bare) == {"items": [{"price": "price_1"}]}


def test_a_discount_is_named_once_and_goes_on() -> None:
    given = phase()
    for discount, named in (
        ({"coupon": "c", "discount": None, "promotion_code": "p"}, {"promotion_code": "p"}),
        ({"coupon": "c", "discount": "d", "promotion_code": "p"}, {"discount": "d"}),
        ({"coupon": "c", "discount": None, "promotion_code": None}, {"coupon": "c"}),
    ):
        assert repeated(given | {"discounts": [discount]})["discounts"] == [named]


def test_the_next_phase_has_other_items_and_no_date_and_charges_nothing_twice() -> None:
    now, later = repeated(phase()), following(phase(), "price_2", 3)
    gone = {"start_date", "end_date", "trial_end", "add_invoice_items", "metadata"}
    assert now.keys() - later.keys() == gone
    (item,) = later["items"]
    assert (item["price"], item["quantity"]) == ("price_2", 3)
    assert "plan" not in item
    assert "plan" not in now["items"][0]
    assert item["tax_rates"] == ["tax_rates_1"]
    same = now.keys() - gone - {"items"}
    assert {name: later[name] for name in same} == {name: now[name] for name in same}


def test_what_is_sent_has_the_types_of_stripes_parameters() -> None:
    def texts(value: Any) -> Any:  # noqa: ANN401 - JSON
        match value:
            case dict():
                return {name: texts(each) for name, each in cast("dict[str, Any]", value).items()}
            case list():
                return [texts(each) for each in cast("list[Any]", value)]
            case bool():
                return str(value).lower()
            case _:
                return str(value)

    sent = {"phases": [texts(repeated(phase(expanded=True)))]}
    assert list(request_faults("POST", "/v1/subscription_schedules/sub_sched_1", sent)) == []
