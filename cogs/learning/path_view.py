"""The learning path as text: each step with its why."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.learning.path import MIN_FINISHERS, LearningPath, PathStep
from cogs.learning.buttons import LearnButton
from cogs.learning.first_view import first_button, first_line
from cogs.ui.opening import opening_button
from data.contents import Content

MAX_REASONS = 2
DOT = " · "  # between reasons: each is a sentence of its own


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
    before = [named[one] for one in steps[0].first if one in named]
    return AnswerView(
        *blocks,
        title=title,
        note=by_order,
        buttons=[_begin(translate, guild_id, steps[0]), *first_button(translate, before)],
    )


def _begin(translate: Translator, guild_id: int, first: PathStep) -> ui.Item[Any]:
    label = translate("learn-path-begin")
    if first.lesson_id == first.course_id:  # a content outside of courses
        return opening_button(label, guild_id, first.lesson_id, owned=first.owned)
    action, content_id = ("lesson", first.lesson_id) if first.owned else ("course", first.course_id)
    return LearnButton.make(translate, action, guild_id, content_id, label=label, primary=True)


def _step(translate: Translator, number: int, step: PathStep, named: Mapping[int, Content]) -> str:
    lesson, course = named[step.lesson_id], named[step.course_id]
    why = DOT.join(translate(f"learn-why-{reason}") for reason in step.reasons[:MAX_REASONS])
    if not step.owned:
        why = f"{translate('learn-path-offer')}{DOT}{why}"
    elif not step.ready:
        why = f"{why}{DOT}{translate('learn-path-then')}"
    minutes = translate("learn-minutes", minutes=lesson.minutes) if lesson.minutes else ""
    title = discord.utils.escape_markdown(lesson.title)
    of = f" · {discord.utils.escape_markdown(course.title)}" if lesson.id != course.id else ""
    sign = "" if step.owned else "🔒 "
    before = first_line(translate, [named[one] for one in step.first if one in named])
    line = f"{number}. {sign}**{title}**{of}{minutes}\n-# {why}"
    return f"{line}\n-# {before}" if before else line
