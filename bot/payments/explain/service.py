"""Load everything known about a member, for `/grants explain`."""

from collections.abc import Set as AbstractSet

from bot.clock import Clock
from bot.payments.explain.explain import ExplainInput, Explanation, explain
from bot.payments.fact_repository import (
    HELD_STATES,
    DefaultGrace,
    facts_from_rows,
    load_facts,
    policy_for,
)
from bot.payments.ledger.fold import fold
from bot.payments.mentioned_offers import mentioned_offers
from data import audit, checkouts, plans, role_sync
from data.engine import Database

CHANGES = 500  # audit entries read at most
PAGES = 5


class AccessExplainer:
    """Explains why a member has a role, or lacks it."""

    def __init__(self, database: Database, clock: Clock, *, default_grace: DefaultGrace) -> None:
        self._database = database
        self._clock = clock
        self._default_grace = default_grace

    async def explain(
        self, guild_id: int, user_id: int, actual: AbstractSet[int] | None
    ) -> Explanation:
        """Explain a member's access.

        Args:
            guild_id: The guild.
            user_id: The member, who may have left.
            actual: The member's roles at Discord; None: not in the server.
        """
        async with self._database.read() as connection:
            rows = await load_facts(connection, guild_id, user_id)
            pages = await checkouts.newest_of(connection, guild_id, user_id, PAGES)
            about = facts_from_rows(rows, user_id)
            mentions = mentioned_offers(
                (fact.snapshot for fact in about), also=(page.plan_id for page in pages)
            )
            listing = await plans.listing_of(connection, guild_id, mentions)
            listed = [plan for plan in listing.plans if plan.state in HELD_STATES]
            policy = policy_for(listed, listing.plan_of_price, self._default_grace(guild_id))
            known = ExplainInput(
                user_id=user_id,
                rows=rows,
                entitlements=fold(about, policy, self._clock.now()),
                plans={plan.id: plan for plan in listed},
                policy=policy,
                held=await role_sync.held_since(connection, guild_id, user_id),
                waiting=await role_sync.waiting(connection, guild_id, user_id),
                changes=await audit.entries(connection, guild_id, user_id=user_id, limit=CHANGES),
                pages=pages,
                actual=actual,
            )
        return explain(known)
