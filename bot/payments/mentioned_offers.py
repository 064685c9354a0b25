"""Finds the offers that facts name, because a guild may sell thousands. Pure."""

from collections.abc import Iterable, Iterator

from bot.payments.ledger.facts import Charge, Snapshot, Subscription
from data.offer_mentions import OfferMentions


def mentioned_offers(snapshots: Iterable[Snapshot], *, also: Iterable[int] = ()) -> OfferMentions:
    """Return what names the offers of snapshots; `also` are more ids."""
    plan_ids, sold = set(also), set[tuple[str, str]]()
    for snapshot in snapshots:
        plan_ids.add(snapshot.plan_id)
        sold.update(_sold(snapshot))
    return OfferMentions(frozenset(plan_ids), frozenset(sold))


def _sold(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    match snapshot:
        case Subscription(items=items):
            for item in items or (snapshot,):
                yield item.price_id, item.product_id
        case Charge(lines=lines):
            for line in lines:
                yield line.price_id, line.product_id
        case _:
            pass
