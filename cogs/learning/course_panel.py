"""The panel of a course: its lessons page by page, and where the member continues."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView, Block
from bot.i18n import Translator
from bot.learning.course_state import CourseState, LessonState
from cogs.learning.first_view import first_button, first_line

ON_PAGE = 7  # lessons: each takes 3 of Discord's 40 components
MAX_BUTTON_LABEL = 80
END_OF_TIME = 9999  # a year: the calendar waits for the member to begin


def course_panel(
    translate: Translator,
    guild_id: int,
    course: CourseState,
    page: int | None = None,
    *,
    note: str | None = None,
    offers: Sequence[ui.Item[Any]] = (),
) -> AnswerView:
    """Return the panel at a page, from 0; by default where the next lesson is.

    `offers` are the buttons of what would open the course.
    """
    pages = max(1, -(-len(course.lessons) // ON_PAGE))
    at = _page_of_next(course) if page is None else min(page, pages - 1)
    blocks: list[Block] = [_summary(translate, course)]
    section = ""
    for number, lesson in enumerate(course.lessons, start=1):
        if at * ON_PAGE < number <= (at + 1) * ON_PAGE:
            heading = lesson.content.section if lesson.content.section != section else ""
            blocks.append(_lesson(translate, guild_id, course, lesson, number, heading))
            section = lesson.content.section
    return AnswerView(
        *blocks,
        title=discord.utils.escape_markdown(course.content.title),
        state="good" if course.complete else "neutral",
        note=note,
        buttons=[*offers, *_buttons(translate, guild_id, course, at, pages)],
    )


def lesson_status(translate: Translator, course: CourseState, lesson: LessonState) -> str:
    """Return what a member can do with a lesson: done, open, or what opens it."""
    if lesson.done_at is not None:
        return translate("learn-status-done", at=f"<t:{int(lesson.done_at.timestamp())}:d>")
    if lesson.open:
        if not course.owned:
            return translate("learn-status-preview")
        return translate("learn-status-optional" if lesson.optional else "learn-status-open")
    if not course.owned:
        return translate("learn-status-not-owned")
    if course.locked_by:
        return translate("learn-status-unmet")
    if lesson.access.after or lesson.locked_by:
        first = (
            course.lesson(lesson.access.after[0]).content
            if lesson.access.after
            else lesson.locked_by[0]
        )
        return translate("learn-status-after", first=discord.utils.escape_markdown(first.title))
    until = lesson.access.until
    if until is None or until.year >= END_OF_TIME:
        return translate("learn-status-begin")
    return translate("learn-status-until", at=f"<t:{int(until.timestamp())}:f>")


def minutes_of(translate: Translator, lesson: LessonState) -> str:
    """Return how long a lesson takes, after a dot; nothing if that is not stated."""
    minutes = lesson.content.minutes
    return translate("learn-minutes", minutes=minutes) if minutes else ""


def _page_of_next(course: CourseState) -> int:
    if course.following is None:
        return 0
    ids = [each.content.id for each in course.lessons]
    return ids.index(course.following.content.id) // ON_PAGE


def _summary(translate: Translator, course: CourseState) -> str:
    required = course.required
    done = sum(each.done_at is not None for each in required)
    lines = [course.content.summary] if course.content.summary else []
    lines.append(translate("learn-progress", done=done, total=len(required)))
    if optional := len(course.lessons) - len(required):
        lines.append("-# " + translate("learn-progress-optional", count=optional))
    if not course.complete:
        order = "sequential" if course.sequential else "free"
        lines.append(translate(f"learn-order-{order}"))
    if not course.owned:
        lines.append(translate("learn-panel-not-owned"))
    if course.locked_by:
        lines.append(first_line(translate, course.locked_by, locks=True))
    elif course.unmet:
        lines.append(first_line(translate, course.unmet))
    return "\n".join(lines)


def _lesson(
    translate: Translator,
    guild_id: int,
    course: CourseState,
    lesson: LessonState,
    number: int,
    heading: str,
) -> ui.Section[Any]:
    from cogs.learning.buttons import LearnButton  # noqa: PLC0415 its presses show this panel

    sign = "✅" if lesson.done_at is not None else "▫️" if lesson.open else "🔒"
    title = discord.utils.escape_markdown(lesson.content.title)
    line = f"{sign} **{number}. {title}**{minutes_of(translate, lesson)}"
    text = f"{line}\n-# {lesson_status(translate, course, lesson)}"
    if heading:
        text = f"**{discord.utils.escape_markdown(heading)}**\n{text}"
    button = LearnButton.make(
        translate, "lesson", guild_id, lesson.content.id, disabled=not lesson.open
    )
    return ui.Section[Any](text, accessory=button)


def _buttons(
    translate: Translator, guild_id: int, course: CourseState, page: int, pages: int
) -> Sequence[ui.Item[Any]]:
    from cogs.learning.buttons import LearnButton  # noqa: PLC0415 as above
    from cogs.learning.certificate import CertificateButton  # noqa: PLC0415 as above

    found: list[ui.Item[Any]] = []
    if course.following is not None:
        label = translate("learn-continue", lesson=course.following.content.title)
        lesson_id = course.following.content.id
        found.append(_leading(translate, "lesson", guild_id, lesson_id, label))
    found += first_button(translate, course.unmet)
    if course.enrolment is not None and course.enrolment.completed_at is not None:
        found.append(CertificateButton.make(translate, guild_id, course.content.id))
    if pages > 1:
        found += [
            LearnButton.make(
                translate,
                "course",
                guild_id,
                course.content.id,
                page=max(step, 0),
                label=label,
                disabled=not 0 <= step < pages,
            )
            for step, label in ((page - 1, "◀"), (page + 1, "▶"))
        ]
    return found


def _leading(
    translate: Translator, action: str, guild_id: int, content_id: int, label: str
) -> ui.Item[Any]:
    """Return the button that leads on."""
    from cogs.learning.buttons import LearnButton  # noqa: PLC0415 as above

    # Its lesson has a button of its own in the list, and Discord takes no id twice.
    page = 1 if action == "lesson" else 0
    return LearnButton.make(
        translate,
        action,
        guild_id,
        content_id,
        page=page,
        label=label[:MAX_BUTTON_LABEL],
        primary=True,
    )
