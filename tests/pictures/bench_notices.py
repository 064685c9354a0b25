"""Pictures of the notices that members and staff receive, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_notices.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.discord.layout import AnswerView
from bot.i18n import Translations, Translator
from bot.simulator.discord import Message
from cogs.notifications import notice_view
from cogs.notifications.notice_states import state_of
from data.notices import Notice
from tests import ftl
from tests.pictures.page import Page, Shown
from tests.pictures.tour import WIDTHS, picture

pytestmark = pytest.mark.bench

GUILD, MEMBER, OTHER, PRO = 1, 50, 51, 60
PLANS = {"en": "Pro", "zh-CN": "进阶会员"}
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
CASES = {"why": "trialing", "keeps": "open", "by": "day", "next": "known", "lasts": "until"}
A_PAGE = 22  # notices on a picture
HEIGHT = 1_500


def arguments(language: str, message: str) -> dict[str, Any]:
    """Return likely arguments of a notice; those that it doesn't take are ignored."""
    until = f"<t:{int((NOW + timedelta(days=7)).timestamp())}:D>"
    plan = PLANS[language]
    known = {"plan": plan, "until": until, "due": until, "at": until, "currency": "eur"}
    known |= {"member": f"<@{MEMBER}>", "giver": f"<@{OTHER}>", "other": f"<@{OTHER}>"}
    known |= {"payer": f"<@{OTHER}>", "role": f"<@&{PRO}>", "since": until, "name": "mei"}
    known |= {"charge": "ch_3Qx8b2", "subscription": "sub_1Qx8b2", "invoice": "in_1Qx8b2"}
    known |= {"source": "sub_1Qx8b2", "first": "sub_1Qx8b2", "second": "cs_test_a1b2c3"}
    known |= {"reference": "9f3a21c4", "id": str(MEMBER), "guild": "Ferris Academy"}
    known |= {"error": "No such price", "priced": "yes"}
    known |= CASES
    if message in ("turn-unpaid", "turn-confirm"):
        known["url"] = "https://stripe.example/pay"
    if message == "turn-staff-taken":
        known["why"] = "past-due"
    whole: dict[str, Any] = {**known, "amount": 2_700, "disputed_amount": 900, "plan_id": 7}
    return whole | {"refunded_amount": 900, "asked": 3, "case": 1, "lines": "…"}


def drawn(translate: Translator, message: str) -> Shown:
    """Return a notice as its reader sees it."""
    to_staff = "-staff-" in message or message.startswith("staff-")
    taken = {name for _, names in ftl.forms("en", "*.ftl")[message] for name in names}
    values = dict.fromkeys(taken, "no") | arguments(translate.language, message)
    notice = Notice(1, GUILD, None if to_staff else MEMBER, "key", message, values, NOW, 0)
    if to_staff:
        buttons = [*notice_view.staff_buttons(translate, notice, test_mode=True)]
    else:
        buttons = [*notice_view.member_buttons(translate, notice)]
    view = AnswerView(notice_view.text(translate, notice), state=state_of(message), buttons=buttons)
    fields: dict[str, Any] = {"content": "", "attachments": [], "ephemeral": False}
    shown = SimpleNamespace(components=view.to_components(), **fields)
    return Shown(message, cast(Message, shown))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_pictures_of_notices(language: str, tmp_path: Path) -> None:
    translate = Translations.load().translator(language).direct
    buttons = ("turn-button", "turn-welcome", "remind-button", "remind-on", "remind-off")
    asked = [*ftl.forms(language, "turn.ftl"), *ftl.forms(language, "remind.ftl")]
    asked = [name for name in asked if not name.startswith(buttons) and name != "turn-staff-weekly"]
    asked.sort(key=lambda name: "-staff-" in name)
    named = {MEMBER: "mei", OTHER: "ann", PRO: "Pro"}
    for width, (pixels, columns) in WIDTHS.items():
        page = Page(language, named, NOW, pixels, columns=columns)
        for at in range(0, len(asked), A_PAGE):
            title = f"notices-{at // A_PAGE + 1}-{language}-{width}"
            shown = [drawn(translate, name) for name in asked[at : at + A_PAGE]]
            await picture(page.draw(title, shown), title, tmp_path, pixels * columns, HEIGHT)
