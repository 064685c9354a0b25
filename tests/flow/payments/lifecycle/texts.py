"""Render the notices of a scenario, and what members are shown."""

from discord.ui import TextDisplay

from bot.i18n import Translations
from bot.payments.membership_overview import MembershipOverviewService
from cogs.membership import status_view
from tests.flow.conftest import ALICE, GUILD
from tests.flow.payments.lifecycle.scenario import Scenario

TRANSLATIONS = Translations.load()


async def received(scenario: Scenario, user_id: int | None = ALICE) -> list[str]:
    """Return the new notices' messages to a member, or to staff (None) about payments."""
    waiting = await scenario.billing.new_notices()
    return [
        notice.message
        for notice in waiting
        if notice.user_id == user_id
        and notice.message not in ("turn-staff-given", "turn-staff-taken")
    ]


def service(scenario: Scenario) -> MembershipOverviewService:
    billing = scenario.billing
    return MembershipOverviewService(
        billing.database, billing.api, billing.entitlement_service, billing.clock
    )


async def status(scenario: Scenario, language: str = "en", user: int = ALICE) -> str:
    """Return the text of /membership status."""
    overview = await service(scenario).load(GUILD, user)
    card = status_view.draw(TRANSLATIONS.translator(language), overview)
    return "\n".join(each.content for each in card.walk_children() if isinstance(each, TextDisplay))
