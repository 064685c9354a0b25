"""Pictures of what staff and their helpers see, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_staff.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from pathlib import Path

import pytest

from bot.simulator.discord import Permission, Person
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.payments.test_purchase import buy, sell
from tests.e2e.sandbox import CLIENT_SECRET, PERMISSIONS, Sandbox
from tests.pictures.bench_learning import button
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import Tour

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_staff_s_answers(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    guild, owner, staff = sandbox.guild, sandbox.guild.owner, sandbox.staff
    guild.edit(name=scene.guild)
    helpers = guild.create_role("Helpers")
    mei = guild.join("mei", locale=scene.locale)
    helper = guild.join("helper", locale=scene.locale, roles=(helpers,))
    owner.user.locale = scene.locale
    tour = Tour(sandbox, scene.language, tmp_path)
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(CLIENT_SECRET, discord=speaking):
        await guild.wait_for_command("plan")
        tour.see("/insights revenue, nothing", await owner.slash("insights revenue", in_=staff))
        tour.see("/staff access, none", await owner.slash("staff access", in_=staff))
        added = await owner.slash("staff access", in_=staff, role=helpers, may="money")
        tour.see("/staff access role: may: money", added)
        tour.see("/staff access", await owner.slash("staff access", in_=staff))
        tour.see("/staff access by a member", await mei.slash("staff access", unhidden=True))
        owner.user.locale = "en-US"  # what `sell` expects
        await sell(sandbox)
        owner.user.locale = scene.locale
        for name in ("Ann", "Bob"):
            await buy(sandbox, name)
        earned = await owner.slash("insights revenue", in_=staff, timeout=30)
        tour.see("/insights revenue", earned)
        tour.see("/catalogue refunds", await owner.slash("catalogue refunds", in_=staff))
        tour.see("/digest preview", await owner.slash("digest preview", in_=staff))
        tour.see("/learn next", await mei.slash("learn next", in_=sandbox.general))
        tour.see("/learn review", await mei.slash("learn review", in_=sandbox.general))
        await tour.draw("staff-access")
        await _settings(tour, owner)
        await tour.draw("staff-settings")
        guild.edit_role(guild.bot_role, permissions=PERMISSIONS & ~Permission.READ_MESSAGE_HISTORY)
        staff.overwrite(guild.bot_role, deny=Permission.EMBED_LINKS)
        tour.see("/staff doctor", await owner.slash("staff doctor", in_=staff))
        tour.see("/staff setup", await owner.slash("staff setup", in_=staff))
        tour.see("/help of a helper", await helper.slash("help", in_=sandbox.general))
        tour.see("/help of a member", await mei.slash("help", in_=sandbox.general))
        tour.see("/help of the owner", await owner.slash("help", in_=staff))
        await tour.draw("staff-help")


async def _settings(tour: Tour, owner: Person) -> None:
    panel = await owner.slash("staff settings", in_=tour.sandbox.staff)
    for form in ("discord.timezone", "activity.content_channels"):
        tour.see(form, await owner.click(panel, button(panel, f"edit:{form}")))
    (menu,) = [each for each in panel.selects if "page" in str(each.custom_id)]
    for _, value in menu.options:
        panel = await owner.select(panel, menu.custom_id, [value])
        tour.see(f"/staff settings: {value}", panel)
