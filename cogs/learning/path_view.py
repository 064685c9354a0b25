"""The learning path as text: each step with its why."""

from collections.abc import Mapping

import discord

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.learning.path import MIN_FINISHERS, LearningPath, PathStep
from cogs.learning.buttons import LearnButton
from data.contents import Content

MAX_REASONS = 2


def path_view(
    translate: Translator, guild_id: int, path: LearningPath, named: Mapping[int, Content]
) -> AnswerView:
    """Return the next steps, with a button that begins the first."""
    title = translate("learn-path-title")
    steps = [each for each in path.steps if {each.lesson_id, each.course_id} <= named.keys()]
    if not steps:
        return AnswerView(translate("learn-path-none"), title=title)
    blocks = [_step(translate, number, each, named) for number, each in enumerate(steps, start=1)]
    by_order = translate("learn-path-by-order", count=MIN_FINISHERS) if path.by_order else None
    first = steps[0]
    action, content_id = ("lesson", first.lesson_id) if first.owned else ("course", first.course_id)
    return AnswerView(
        *blocks,
        title=title,
        note=by_order,
        buttons=[
            LearnButton.make(
                translate,
                action,
                guild_id,
                content_id,
                label=translate("learn-path-begin"),
                primary=True,
            )
        ],
    )


def _step(translate: Translator, number: int, step: PathStep, named: Mapping[int, Content]) -> str:
    lesson, course = named[step.lesson_id], named[step.course_id]
    comma = translate("learn-comma")
    why = comma.join(translate(f"learn-why-{reason}") for reason in step.reasons[:MAX_REASONS])
    if not step.owned:
        why = f"{translate('learn-path-offer')}{comma}{why}"
    elif not step.ready:
        why = f"{why}{comma}{translate('learn-path-then')}"
    minutes = translate("learn-minutes", minutes=lesson.minutes) if lesson.minutes else ""
    title = discord.utils.escape_markdown(lesson.title)
    of = discord.utils.escape_markdown(course.title)
    sign = "" if step.owned else "🔒 "
    return f"{number}. {sign}**{title}** · {of}{minutes}\n-# {why}"
