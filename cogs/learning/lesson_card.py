"""The card of a lesson: what completes it, and the buttons for that."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.learning.course_state import CourseState, LessonState
from cogs.learning.course_panel import MAX_BUTTON_LABEL, lesson_status, minutes_of
from cogs.learning.first_view import first_button, first_line
from cogs.publishing.reader import ReadButton
from cogs.ui.opening import opening_button
from data.contents import Content


def lesson_card(
    translate: Translator, guild_id: int, course: CourseState, lesson: LessonState
) -> AnswerView:
    """Return the card of a lesson that is open to the member."""
    title = discord.utils.escape_markdown(lesson.content.title)
    where = translate("learn-lesson-of", course=discord.utils.escape_markdown(course.content.title))
    lines = [f"{where}{minutes_of(translate, lesson)}"]
    if lesson.content.summary:
        lines.append(lesson.content.summary)
    return AnswerView(
        "\n".join(lines),
        first_line(translate, _before(course, lesson)),
        completion_rule(translate, lesson) if lesson.done_at is None else "",
        title=title,
        state="neutral" if lesson.done_at is None else "good",
        note=_status(translate, course, lesson),
        buttons=_buttons(translate, guild_id, course, lesson),
    )


def _before(course: CourseState, lesson: LessonState) -> Sequence[Content]:
    """Return what is best completed before a lesson, or before its course."""
    return [] if lesson.done_at is not None else lesson.unmet or course.unmet


def _status(translate: Translator, course: CourseState, lesson: LessonState) -> str | None:
    """Return what the card doesn't say otherwise: not that the lesson is open."""
    plain = lesson.done_at is None and course.owned and not lesson.optional
    return None if plain else lesson_status(translate, course, lesson)


def completion_rule(translate: Translator, lesson: LessonState) -> str:
    """Return what completes a lesson."""
    if lesson.attend is not None:
        rule = "learn-rule-attended" if lesson.attend.by_hand else "learn-rule-attend"
        return translate(rule, percent=lesson.attend.percent)
    if lesson.pass_percent is None:
        return translate("learn-rule-done")
    if not lesson.pass_percent:
        return translate("learn-rule-try")
    return translate("learn-rule-quiz", percent=lesson.pass_percent)


def _buttons(
    translate: Translator, guild_id: int, course: CourseState, lesson: LessonState
) -> list[ui.Item[Any]]:
    from cogs.learning.buttons import LearnButton  # noqa: PLC0415 its presses show this card

    lesson_id, done = lesson.content.id, lesson.done_at is not None
    found: list[ui.Item[Any]] = []
    following = course.following
    leads_on = following is not None and following.content.id != lesson_id
    if following is not None and leads_on and done:
        found.append(_onward(translate, guild_id, following, primary=True))
    if lesson.content.body_key is not None:
        found.append(ReadButton.make(translate, "open", guild_id, lesson_id, primary=not done))
    if lesson.attend is not None:
        label = translate("learn-button-session")
        found.append(opening_button(label, guild_id, lesson_id))
    if course.owned:
        by_hand = lesson.attend is None or lesson.attend.by_hand
        if lesson.pass_percent is not None:
            found.append(LearnButton.make(translate, "quiz", guild_id, lesson_id, leads=not done))
        elif not done and by_hand:
            found.append(LearnButton.make(translate, "done", guild_id, lesson_id, leads=True))
        found.append(LearnButton.make(translate, "discuss", guild_id, lesson_id))
        if done:
            found.append(LearnButton.make(translate, "undo", guild_id, lesson_id))
    if following is not None and leads_on and not done:
        found.append(_onward(translate, guild_id, following, primary=False))
    found.append(LearnButton.make(translate, "course", guild_id, course.content.id))
    found += first_button(translate, _before(course, lesson))
    return found


def _onward(
    translate: Translator, guild_id: int, following: LessonState, *, primary: bool
) -> ui.Item[Any]:
    """Return the button to the lesson where the member continues."""
    from cogs.learning.buttons import LearnButton  # noqa: PLC0415 as above

    content = following.content
    label = translate("learn-continue", lesson=content.title)[:MAX_BUTTON_LABEL]
    return LearnButton.make(translate, "lesson", guild_id, content.id, label=label, primary=primary)
