"""Draw digests and `/recommend` in both languages, for people to look at.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_pictures.py

writes a page for each language, and a picture of it where Chromium is installed.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.simulator.discord import Message, Person, PlayedChannel, PlayedGuild
from bot.simulator.discord.actors.rendering import buttons_of
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.digest.clockwork import ended, let_slot_come
from tests.e2e.digest.test_channels import previewed
from tests.e2e.planted_community import opened_post, titles
from tests.e2e.sandbox import SHORT_TICK_SECONDS, Sandbox
from tests.pictures.page import Page, Shown
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

HEIGHT = 1_300  # of a picture, in pixels


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: two who like one forum, three who like the other, the one whose screen we see."""

    first: list[Person]
    second: list[Person]
    reader: Person


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    sandbox = replace(sandbox, tick_seconds=SHORT_TICK_SECONDS)
    clock, guild = ShiftedClock(), sandbox.guild
    guild.edit(name=scene.guild)
    digests = guild.create_text_channel(scene.general)
    cast = _cast(guild, scene.locale)
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(clock=clock, discord=speaking) as app:
        forums = await _talk(sandbox, scene, cast)
        owner, reader = guild.owner, cast.reader
        owner.user.locale = scene.locale
        scheduled = await owner.slash(
            "digest schedule", in_=sandbox.staff, channel=digests, time="18:00", days="mon,thu"
        )
        chosen = await reader.slash("me digest", state="on", hour=8, timezone="Europe/Zurich")
        answer = await reader.slash("recommend")
        preview = await previewed(owner, sandbox.staff, reader)
        await reader.slash("me digest", state="off")
        await let_slot_come(sandbox, app, clock)
        posted = await digests.wait_for_message(timeout=10)
        await ended(sandbox, "done")
        saved = await reader.click(posted, _save(posted), index=0)
        listed = await reader.slash("me saved")
        await reader.slash(
            "me digest", state="on", hour=(clock.now().hour + 1) % 24, timezone="UTC"
        )
        clock.advance(timedelta(hours=1))
        own = await reader.wait_for_dm(timeout=10)
    names = _names(guild, [*forums, digests, sandbox.staff, sandbox.general], cast)
    page = Page(scene.language, names, datetime.now(UTC))
    for name, shown in {
        "recommend": [Shown("/recommend", answer.message)],
        "digest": [
            Shown(f"# {scene.general}", posted),
            Shown("🔖", saved.message),
            Shown("DM", own),
        ],
        "answers": [
            Shown("/digest schedule", scheduled.message),
            Shown("/me digest", chosen.message),
            Shown("/digest preview as:", preview.message),
            Shown("/me saved", listed.message),
        ],
    }.items():
        drawn = page.draw(name, shown)
        await picture(drawn, f"digest-{name}-{scene.language}", tmp_path, height=HEIGHT)
    assert titles(own)
    assert titles(posted)


def _cast(guild: PlayedGuild, locale: str) -> Cast:
    first = [guild.join(f"first{number}", locale=locale) for number in range(3)]
    second = [guild.join(f"second{number}", locale=locale) for number in range(4)]
    return Cast(first, second, guild.join("mei", locale=locale))


async def _talk(sandbox: Sandbox, scene: Scene, cast: Cast) -> list[PlayedChannel]:
    """Let each circle talk in its forum; the reader took part in two posts of the first."""
    forums: list[PlayedChannel] = []
    post: PlayedChannel | None = None
    circles = [cast.first, cast.second, cast.second[:2]]
    for (name, posts), circle in zip(scene.forums.items(), circles, strict=True):
        forum = sandbox.guild.create_forum(name)
        forums.append(forum)
        for number, title in enumerate(posts):
            author, *others = circle[number % len(circle) :] + circle[: number % len(circle)]
            post = await opened_post(sandbox, author, title, *others, forum=forum)
            if circle is cast.first and number in (0, 2):
                await cast.reader.say(post, "…")
    assert post is not None
    for person in (*cast.first, *cast.second[2:]):  # the last one writes to all
        await person.say(post, "…")
    return forums


def _save(message: Message) -> str:
    (label,) = {"Save", "收藏"} & {str(one) for one in _labels(message)}
    return label


def _labels(message: Message) -> list[str]:
    return [button.label for button in buttons_of(message)]


def _names(guild: PlayedGuild, channels: list[PlayedChannel], cast: Cast) -> dict[int, str]:
    people = {person.id: person.name for person in (*cast.first, *cast.second, cast.reader)}
    return {channel.id: channel.name for channel in channels} | people | {guild.id: guild.name}
