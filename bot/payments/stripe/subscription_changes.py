"""Previews and makes changes of a subscription's price and quantity at Stripe."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.stripe.objects.invoice import id_of
from bot.payments.stripe.objects.metadata import MEMBER, PAYER, Owner, to_metadata
from bot.payments.stripe.queries import Answer, StripeQueries
from bot.payments.stripe.schedule_phases import following, repeated

SWITCH = "lyceum_switch"  # in the metadata of the schedules that we create


@dataclass(frozen=True, slots=True)
class ItemChange:
    """Another price or quantity of a subscription's only item.

    `same_price`: only the quantity changes; Stripe accepts no archived price in a change.
    """

    subscription_id: str
    item_id: str
    price_id: str
    quantity: int
    same_price: bool = False

    @property
    def items(self) -> list[dict[str, Any]]:
        """The item as Stripe's parameters have it."""
        item: dict[str, Any] = {"id": self.item_id, "quantity": self.quantity}
        return [item if self.same_price else item | {"price": self.price_id}]


class SubscriptionChanges(StripeQueries):
    """Changes that are charged immediately, or wait for the renewal."""

    async def preview_now(self, change: ItemChange, moment: int) -> Answer:
        """Return the invoice of a change that is charged now.

        `moment` (unix seconds) is what the rest of the period counts from: given to
        `change_if_paid` again, it makes the charge the same.
        """
        details = {
            "items": change.items,
            "proration_behavior": "always_invoice",
            "proration_date": moment,
        }
        return await self._preview(change, {"subscription_details": details})

    async def preview_recurring(self, change: ItemChange) -> Answer:
        """Return the invoice of a later period after a change, with discounts and tax."""
        details = {"items": change.items, "proration_behavior": "none"}
        wanted = {"subscription_details": details, "preview_mode": "recurring"}
        return await self._preview(change, wanted)

    async def _preview(self, change: ItemChange, wanted: dict[str, Any]) -> Answer:
        params = {"subscription": change.subscription_id, **wanted}
        async with self.call():
            invoice = await self.client.v1.invoices.create_preview_async(cast("Any", params))
        return invoice.to_dict()

    async def change_if_paid(self, change: ItemChange, moment: int, *, key: str) -> bool:
        """Change a subscription and charge for it; return False if the payment is pending.

        Then Stripe changes it once the open invoice is paid, and drops the change otherwise.
        """
        params = {
            "items": change.items,
            "proration_behavior": "always_invoice",
            "proration_date": moment,
            "payment_behavior": "pending_if_incomplete",
        }
        async with self.call(keyed=True):
            changed = await self.client.v1.subscriptions.update_async(
                change.subscription_id, cast("Any", params), {"idempotency_key": key}
            )
        return changed.to_dict().get("pending_update") is None

    async def change_at_renewal(self, body: Answer, change: ItemChange, *, key: str) -> None:
        """Schedule a change for a subscription's next period, without proration.

        `body` is the subscription, which has no schedule. Its discounts are kept.
        """
        schedules = self.client.v1.subscription_schedules
        async with self.call(keyed=True):
            schedule = await schedules.create_async(
                {"from_subscription": change.subscription_id}, {"idempotency_key": key}
            )
        try:
            await self._plan_phases(schedule.id, schedule.to_dict()["phases"][0], body, change)
        except Exception:
            # With one phase it would do nothing, and be in the way of another switch.
            with suppress(RetryLaterError, PersonMustActError):
                async with self.call():
                    await schedules.release_async(schedule.id)
            raise

    async def _plan_phases(
        self, schedule_id: str, present: Answer, body: Answer, change: ItemChange
    ) -> None:
        """Plan a change after the `present` phase of a new schedule."""
        phase: dict[str, Any] = {"proration_behavior": "none"}
        # Named by what is left of them: by its coupon a discount would begin again.
        if discounts := [{"discount": id_of(each)} for each in body["discounts"]]:
            phase["discounts"] = discounts
        now = repeated(present) | phase
        now.pop("metadata", None)  # the subscription has it, see `following`
        price = await self.ask(f"/v1/prices/{change.price_id}")
        recurring = {name: price["recurring"][name] for name in ("interval", "interval_count")}
        later = following(present, change.price_id, change.quantity) | phase
        later["duration"] = recurring
        params = {
            "phases": [now, later],
            "end_behavior": "release",
            "proration_behavior": "none",
            "metadata": {SWITCH: "yes"},
        }
        async with self.call():
            await self.client.v1.subscription_schedules.update_async(
                schedule_id, cast("Any", params)
            )

    async def name_owner_in_schedule(self, schedule_id: str, owner: Owner) -> None:
        """Set the owner in the metadata of a schedule's phases, where they name one.

        A phase's metadata overwrites the subscription's when it begins. Stripe's portal and
        dashboard may copy it there; the phases that we plan have none.
        """
        schedule = await self.schedule(schedule_id)
        running = schedule.get("current_phase")
        if running is None:
            return
        phases = [each for each in schedule["phases"] if each["end_date"] >= running["end_date"]]
        if not any(MEMBER in (each["metadata"] or {}) for each in phases):
            return
        params = {
            "phases": [
                _renamed(each, owner, running=number == 0) for number, each in enumerate(phases)
            ],
            "proration_behavior": "none",
        }
        async with self.call():
            await self.client.v1.subscription_schedules.update_async(
                schedule_id, cast("Any", params)
            )

    async def schedule(self, schedule_id: str) -> Answer:
        """Return a schedule as it is now."""
        return await self.ask(f"/v1/subscription_schedules/{schedule_id}")


def _renamed(phase: Answer, owner: Owner, *, running: bool) -> dict[str, Any]:
    """Return the parameters of a phase as it is, for another owner."""
    made = repeated(phase)
    if running:  # what it adds to an invoice was added when it began
        made.pop("add_invoice_items", None)
    metadata = dict(phase["metadata"] or {})
    if MEMBER in metadata:
        metadata = {name: value for name, value in metadata.items() if name != PAYER}
        made["metadata"] = metadata | to_metadata(owner)
    return made
