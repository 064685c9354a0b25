"""Taking over what another service sold on the same Stripe account."""

from dataclasses import dataclass, field

import pytest

from bot.payments.adoption.foreign_purchase import ForeignPurchase
from bot.payments.adoption.matching import Match
from bot.payments.adoption.members_file import MemberPairs
from bot.payments.adoption.service import (
    AdoptionReport,
    AdoptionService,
    AdoptionSource,
    EarlierPrice,
    UnknownPlanError,
)
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.stripe.client import PriceTerms
from bot.payments.stripe.objects.metadata import Owner, to_metadata
from data import stripe_customers
from data.plans import Plan
from tests.flow.conftest import GUILD, ROLE, Billing

ALICE, BOB, CAROL, DAVE, ERIN = (n * 111111111111111111 for n in range(1, 6))


@dataclass
class Elsewhere:
    """Another service on the account: what it sold, with the owner's plan for its product."""

    billing: Billing
    plan: Plan
    price: str
    earlier: str
    pairs: MemberPairs = field(default_factory=MemberPairs)

    @classmethod
    async def open(cls, billing: Billing) -> "Elsewhere":
        api = billing.api
        product = await api.create_product("Club", key="club", metadata={})
        price = await api.create_price(product, PriceTerms(900, "eur", "month"), key="price")
        old = await api.create_product("Old club", key="old", metadata={})
        earlier = await api.create_price(old, PriceTerms(500, "eur", "month"), key="earlier")
        plan = await billing.sell(price_id=price)
        return cls(billing, plan, price, earlier)

    async def subscribe(
        self,
        metadata: dict[str, str] | None = None,
        *,
        of_customer: dict[str, str] | None = None,
        email: str = "",
        price: str = "",
    ) -> str:
        """Subscribe a customer at Stripe as the other service does; return the id."""
        params = {"metadata": of_customer or {}} | ({"email": email} if email else {})
        customer = await self.billing.api.client.v1.customers.create_async(params)  # pyright: ignore[reportArgumentType] built from parts
        body = await self.billing.stripe.import_subscription(
            customer.id, price or self.price, metadata=metadata
        )
        return body["id"]

    async def pay_once(self, price: str, reference: str) -> str:
        """Pay a one-time price on a payment link; return the session's id."""
        session = await self.billing.api.client.v1.checkout.sessions.create_async(
            {
                "mode": "payment",
                "line_items": [{"price": price, "quantity": 1}],
                "success_url": "https://club.example/thanks",
                "client_reference_id": reference,
            }
        )
        await self.billing.stripe.pay(session.url or "", "success")
        return session.id

    def source(self, **prices: str) -> AdoptionSource:
        earlier = {price_id: EarlierPrice(plan) for price_id, plan in prices.items()}
        return AdoptionSource(GUILD, self.pairs, earlier)

    @property
    def service(self) -> AdoptionService:
        billing = self.billing
        object_sync = ObjectSync(billing.database, billing.api, billing.recorder, billing.clock)
        return AdoptionService(billing.database, billing.api, object_sync, billing.clock)

    async def examine(self, **prices: str) -> AdoptionReport:
        return await self.service.examine(self.source(**prices), lambda _: None)

    async def adopt(self, **prices: str) -> AdoptionReport:
        """Take over all that can be; return what was found before."""
        report = await self.examine(**prices)
        source = self.source(**prices)
        assert await self.service.adopt(source, report.matches, lambda _: None) == []
        return report


@pytest.fixture
async def elsewhere(billing: Billing) -> Elsewhere:
    return await Elsewhere.open(billing)


async def test_purchases_in_three_shapes_give_access_without_a_notice(
    elsewhere: Elsewhere,
) -> None:
    await elsewhere.subscribe({"discord_id": f"{ALICE}"})
    await elsewhere.subscribe(of_customer={"discordUserId": f"{BOB}"})
    await elsewhere.subscribe(email="Carol@example.com")
    elsewhere.pairs = MemberPairs(by_email={"carol@example.com": CAROL})
    billing = elsewhere.billing
    await billing.catch_up()
    await billing.new_notices()
    charges = len(billing.stripe.charges)
    report = await elsewhere.adopt()
    assert [(each.user_id, each.plan_id) for each in report.matches] == [
        (user, elsewhere.plan.id) for user in (CAROL, BOB, ALICE)
    ]
    await billing.catch_up()
    for user in (ALICE, BOB, CAROL):
        assert await billing.roles(user) == {ROLE}
        assert await billing.reasons(user) == ["active"]
    assert await billing.new_notices() == []
    assert len(billing.stripe.charges) == charges


async def test_a_member_manages_what_was_taken_over_in_the_portal(elsewhere: Elsewhere) -> None:
    subscription = await elsewhere.subscribe({"discord_id": f"{ALICE}"})
    await elsewhere.adopt()
    billing = elsewhere.billing
    customer = billing.stripe.subscriptions[subscription]["customer"]
    async with billing.database.read() as connection:
        assert await stripe_customers.customers_of(connection, GUILD, ALICE) == {"": customer}


async def test_an_adopted_subscription_renews_and_ends_like_our_own(elsewhere: Elsewhere) -> None:
    subscription = await elsewhere.subscribe({"discord_id": f"{ALICE}"})
    await elsewhere.adopt()
    billing = elsewhere.billing
    await billing.catch_up()
    await billing.new_notices()
    await billing.api.cancel_subscription_now(subscription)
    await billing.catch_up()
    assert await billing.roles(ALICE) == frozenset()
    assert "turn-ended-cancelled" in [each.message for each in await billing.new_notices()]


async def test_a_second_run_changes_nothing(elsewhere: Elsewhere) -> None:
    await elsewhere.subscribe({"discord_id": f"{ALICE}"})
    await elsewhere.subscribe()
    await elsewhere.adopt()
    before = list(elsewhere.billing.stripe.events)
    again = await elsewhere.adopt()
    assert (again.known, again.matches, len(again.unmatched)) == (1, [], 1)
    assert list(elsewhere.billing.stripe.events) == before


async def test_an_interrupted_run_is_continued(elsewhere: Elsewhere) -> None:
    subscription = await elsewhere.subscribe(email="alice@example.com")
    plan = elsewhere.plan
    owner = Owner(GUILD, ALICE, plan.id, plan_key=plan.key)
    await elsewhere.billing.api.set_subscription_metadata(subscription, to_metadata(owner))
    await elsewhere.adopt()  # the file of members is not needed again
    assert await elsewhere.billing.roles(ALICE) == {ROLE}


async def test_an_earlier_price_belongs_to_the_plan_that_the_owner_names(
    elsewhere: Elsewhere,
) -> None:
    await elsewhere.subscribe({"discord_id": f"{ALICE}"}, price=elsewhere.earlier)
    await elsewhere.billing.api.archive_price(elsewhere.earlier)
    (unmatched,) = (await elsewhere.examine()).unmatched
    assert (unmatched.reason, unmatched.detail) == ("no-plan", elsewhere.earlier)
    await elsewhere.adopt(**{elsewhere.earlier: "pro"})
    assert await elsewhere.billing.roles(ALICE) == {ROLE}
    (plan,) = await elsewhere.billing.plans.on_sale(GUILD)
    assert plan.price.price_id == elsewhere.price  # what is on sale is unchanged
    with pytest.raises(UnknownPlanError):
        await elsewhere.examine(**{elsewhere.earlier: "Gold"})


async def test_a_pass_is_taken_over_for_its_days_from_the_payment_on(
    elsewhere: Elsewhere,
) -> None:
    billing = elsewhere.billing
    once = await billing.sell(name="Pass", interval="once", days=30, role_id=41)
    await elsewhere.pay_once(once.price.price_id or "", f"{DAVE}")
    await elsewhere.adopt()
    assert await billing.roles(DAVE) == {41}
    (entitlement,) = (await billing.entitlement_service.load(GUILD, DAVE)).entitlements
    assert entitlement.ends_at is not None
    assert (entitlement.ends_at - entitlement.starts_at).days == 30


async def test_money_that_went_back_before_gives_no_access(elsewhere: Elsewhere) -> None:
    billing = elsewhere.billing
    once = await billing.sell(name="Lifetime", interval="once", role_id=41)
    refunded = await elsewhere.pay_once(once.price.price_id or "", f"{DAVE}")
    await billing.stripe.refund(list(billing.stripe.charges)[-1])
    await elsewhere.pay_once(once.price.price_id or "", f"{ERIN}")
    disputed = list(billing.stripe.charges)[-1]
    report = await elsewhere.adopt()
    assert refunded not in [each.purchase.id for each in report.matches]
    assert await billing.roles(DAVE) == frozenset()
    assert await billing.roles(ERIN) == {41}
    await billing.stripe.dispute(disputed)
    await billing.catch_up()
    assert await billing.roles(ERIN) == frozenset()


async def test_a_payment_disputed_before_it_is_taken_over_is_suspended(
    elsewhere: Elsewhere,
) -> None:
    billing = elsewhere.billing
    once = await billing.sell(name="Lifetime", interval="once", role_id=41)
    await elsewhere.pay_once(once.price.price_id or "", f"{ERIN}")
    await billing.stripe.dispute(list(billing.stripe.charges)[-1])
    await elsewhere.adopt()
    assert await billing.roles(ERIN) == frozenset()


async def test_what_ended_or_belongs_to_another_installation_is_left_alone(
    elsewhere: Elsewhere,
) -> None:
    ended = await elsewhere.subscribe({"discord_id": f"{ALICE}"})
    await elsewhere.billing.api.cancel_subscription_now(ended)
    other = Owner(GUILD + 1, BOB, 7, plan_key="of-another")
    await elsewhere.subscribe(to_metadata(other) | {"discord_id": f"{BOB}"})
    report = await elsewhere.examine()
    assert report.matches == []
    assert [each.reason for each in report.unmatched] == ["other-lyceum"]


async def test_two_subscriptions_of_a_member_for_one_plan_are_pointed_out(
    elsewhere: Elsewhere,
) -> None:
    for user in (ALICE, ALICE, BOB):
        await elsewhere.subscribe({"discord_id": f"{user}"})
    assert (await elsewhere.examine()).doubles == [(ALICE, elsewhere.plan.id, 2)]


async def test_what_stripe_refuses_is_reported_and_the_others_are_taken_over(
    elsewhere: Elsewhere,
) -> None:
    await elsewhere.subscribe({"discord_id": f"{ERIN}"})
    report = await elsewhere.examine()
    (found,) = report.matches
    gone = ForeignPurchase("subscription", "sub_gone", "", "", ({},), "", found.purchase.sold)
    missing = Match(gone, ALICE, found.plan_id)
    matches = [missing, *report.matches]
    refused = await elsewhere.service.adopt(elsewhere.source(), matches, lambda _: None)
    assert [each for each, _ in refused] == [missing]
    assert await elsewhere.billing.roles(ERIN) == {ROLE}
