"""Stores the messages that show the plans on sale, and each plan's welcome."""

from bot.clock import Clock
from bot.errors import UserError
from data import audit, notices, plan_panels, plan_welcomes
from data.engine import Database
from data.plan_panels import PlanPanel
from data.plans import Plan

MAX_WELCOME_LENGTH = 1_000  # characters: the welcome has room for channels beside it


class PlanPanelService:
    """Stores panels for `cogs/plan_panels/panels.py`, which posts and edits them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # So that a deleted message is looked up only if it was a panel.
        self._message_ids: dict[int, set[int]] = {}  # by guild id

    async def of_guild(self, guild_id: int) -> list[PlanPanel]:
        """Return a guild's panels."""
        async with self._database.read_fast() as connection:
            found = await plan_panels.of_guild(connection, guild_id)
        self._message_ids.setdefault(guild_id, set()).update(one.message_id for one in found)
        return found

    def may_be_panel(self, guild_id: int, message_id: int) -> bool:
        """Return whether a message is or was a panel, as far as was read or written."""
        return message_id in self._message_ids.get(guild_id, ())

    async def posted(self, panel: PlanPanel, actor_id: int) -> None:
        """Store a new panel, in place of an earlier one in its channel."""
        self._message_ids.setdefault(panel.guild_id, set()).add(panel.message_id)
        async with self._database.write() as connection:
            await plan_panels.put(connection, panel)
            await audit.record(
                connection,
                guild_id=panel.guild_id,
                actor_id=actor_id,
                action="plan.panel",
                at=self._clock.now(),
                detail={"channel_id": panel.channel_id},
            )

    async def edited(self, panel: PlanPanel) -> None:
        """Store what a panel shows now."""
        async with self._database.write() as connection:
            await plan_panels.put(connection, panel)

    async def gone(self, panel: PlanPanel) -> None:
        """Forget a panel whose message or channel was deleted, and notify staff."""
        async with self._database.write() as connection:
            if await plan_panels.forget(connection, panel):
                await notices.post(
                    connection,
                    guild_id=panel.guild_id,
                    key=f"plan-panel-gone:{panel.message_id}",
                    message="plan-panel-gone",
                    arguments={"channel": f"<#{panel.channel_id}>"},
                    at=self._clock.now(),
                )

    async def refused(self, panel: PlanPanel, error: str) -> None:
        """Notify staff that Discord doesn't let a panel be edited, daily while that lasts."""
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=panel.guild_id,
                key=f"plan-panel-refused:{panel.message_id}",
                message="plan-panel-refused",
                arguments={"channel": f"<#{panel.channel_id}>", "error": error},
                at=self._clock.now(),
                again_after=notices.AGAIN,
            )

    async def welcome(self, plan_id: int) -> str:
        """Return what a plan's new members are told to do first; empty without a text."""
        async with self._database.read_fast() as connection:
            return await plan_welcomes.of_plan(connection, plan_id)

    async def set_welcome(self, plan: Plan, actor_id: int, text: str) -> None:
        r"""Store a plan's welcome, in which `\n` starts a new line; "-" removes it.

        Raises:
            UserError: It is too long.
        """
        welcome = "" if text.strip() == "-" else text.replace("\\n", "\n").strip()
        if len(welcome) > MAX_WELCOME_LENGTH:
            raise UserError("plan-welcome-long", length=len(welcome), most=MAX_WELCOME_LENGTH)
        async with self._database.write() as connection:
            await plan_welcomes.put(connection, plan.id, welcome)
            await audit.record(
                connection,
                guild_id=plan.guild_id,
                actor_id=actor_id,
                action="plan.welcome",
                at=self._clock.now(),
                detail={"plan": plan.name},
            )
