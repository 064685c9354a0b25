"""Test that buttons below messages of earlier versions keep their meaning."""

import re
from datetime import UTC, datetime
from typing import Any

import discord
from discord import ui

from bot.i18n import Translations
from bot.licences.service import ShownLicence
from bot.payments.switching.quote import Holding, Sold
from bot.settings import Settings
from cogs.catalogue.buttons import OpenAnywayButton, OpenButton, ProductButton
from cogs.catalogue.message_menu import ConsentButton
from cogs.catalogue.refund_view import RefundButton
from cogs.catalogue.staff_view import (
    ContentCoverButton,
    ContentFormButton,
    ContentPriceButton,
    ContentPublishButton,
    ContentRetireButton,
)
from cogs.digest.opt_in_button import OwnDigestButton
from cogs.files.version_button import VersionsButton
from cogs.learning.buttons import LearnButton
from cogs.licences.staff_view import (
    LicenceLimitButton,
    LicenceReplaceButton,
    LicenceStateButton,
)
from cogs.licences.view import FreeMenu, KeyButton
from cogs.me.interests_panel import ChannelsMenu, InterestsButton
from cogs.membership.buttons import CancelButton, ReminderButton
from cogs.membership.gift_code_button import CodesButton
from cogs.membership.price_choice import PriceButton
from cogs.membership.status import MembershipButton
from cogs.membership.subscribe import SubscribeButton
from cogs.membership.switch_buttons import StayButton, SwitchButton
from cogs.plan_panels.page import AllPlansButton, PlansPageButton
from cogs.presets.buttons import PresetButton, PresetPriceButton, PresetUndoButton
from cogs.publishing.reader import ReadButton
from cogs.recommend.feedback_buttons import KINDS, FeedbackButton
from cogs.recommend.save_button import SaveButton
from cogs.recommend.why_view import WhyMenu
from cogs.removal.breaker_button import ContinueRemovalButton
from cogs.sessions.buttons import CalendarButton, SessionButton
from cogs.sessions.panel import SessionMenu, VoteMenu
from cogs.sessions.recording_view import ArticleButton
from cogs.staff.access_view import AccessMenu
from cogs.staff.buttons import SetupButton
from cogs.staff.greeting import BeginButton
from cogs.staff.settings_panel import PageMenu, ResetMenu, SettingButton
from cogs.ui.persistent_item import PersistentItem
from data.licences import Licence
from data.plan_terms import Terms
from data.plans import Plan
from data.prices import Price
from tests.unit.cogs.test_acknowledge import PERSISTENT, ours

GUILD, OBJECT, MEMBER = 1234567890123456789, 9123456789012345678, 8765432109876543210
SUBSCRIPTION = "sub_1PgafmB7WZ01zgkW6dKueIc5"
SESSION = f"cs_live_{'a' * 58}"

PRICE = Price(34, 900, "eur", "month", "price_1")
PLAN = Plan(
    *(12, GUILD, "Pro", "", 40, 0, Terms(), "prod_1", "active", datetime(2026, 1, 1, tzinfo=UTC)),
    (PRICE,),
)
LICENCE = ShownLicence(
    Licence(
        *(3, GUILD, 12, MEMBER, None, 1, False, None, 3, False), datetime(2026, 1, 1, tzinfo=UTC)
    ),
    *("LYC-1", (), "ok"),
)
HOLDING = Holding(SUBSCRIPTION, Sold(PLAN, PRICE, 1), ())

Sent = dict[str, tuple[PersistentItem[Any], dict[str, str]]]


def sent() -> Sent:
    """Return each kind of button and menu by the id that it has to have, with what that carries."""
    translate = Translations.load().translator("en")
    guild, member = {"guild": str(GUILD)}, {"member": str(MEMBER)}
    nothing: dict[str, str] = {}
    item = guild | {"object": str(OBJECT)}
    interests = f"lyceum:interests:{{}}:{MEMBER}".format
    found: Sent = {
        f"lyceum:taste:{kind}:{GUILD}:{OBJECT}:{MEMBER}": (
            FeedbackButton.make(translate, kind, GUILD, OBJECT, MEMBER),
            item | member | {"kind": kind},
        )
        for kind in KINDS
    }
    return found | {
        f"lyceum:why:{MEMBER}": (WhyMenu.make(translate, MEMBER, ()), member | {"guild": ""}),
        f"lyceum:why:{MEMBER}:{GUILD}": (
            WhyMenu.make(translate, MEMBER, (), GUILD),
            member | guild,
        ),
        interests("channels"): (ChannelsMenu.make(translate, MEMBER, ()), member),
        interests("words"): (
            InterestsButton.make(translate, "words", MEMBER),
            member | {"act": "words"},
        ),
        interests("clear"): (
            InterestsButton.make(translate, "clear", MEMBER),
            member | {"act": "clear"},
        ),
        f"lyceum:save:{GUILD}:{OBJECT}": (SaveButton.make(translate, GUILD, OBJECT), item),
        f"lyceum:digest:on:{GUILD}:": (
            OwnDigestButton.on(translate, GUILD),
            guild | {"wanted": "on", "mark": ""},
        ),
        f"lyceum:digest:off:{GUILD}:1a2b": (
            OwnDigestButton.off(translate, GUILD, "1a2b"),
            guild | {"wanted": "off", "mark": "1a2b"},
        ),
        f"lyceum:leave:end:{SUBSCRIPTION}": (
            CancelButton.make("end", SUBSCRIPTION, "End"),
            {"act": "end", "subscription": SUBSCRIPTION},
        ),
        f"lyceum:leave:keep:{SUBSCRIPTION}": (
            CancelButton.make("keep", SUBSCRIPTION, "Keep"),
            {"act": "keep", "subscription": SUBSCRIPTION},
        ),
        f"lyceum:remind:on:{GUILD}": (
            ReminderButton.make(translate, GUILD, wanted=True),
            guild | {"wanted": "on"},
        ),
        f"lyceum:remind:off:{GUILD}": (
            ReminderButton.make(translate, GUILD, wanted=False),
            guild | {"wanted": "off"},
        ),
        f"lyceum:status:{GUILD}": (
            MembershipButton.make(translate, "status", GUILD),
            guild | {"command": "status"},
        ),
        f"lyceum:manage:{GUILD}": (
            MembershipButton.make(translate, "manage", GUILD),
            guild | {"command": "manage"},
        ),
        f"lyceum:subscribe:{GUILD}:12": (
            SubscribeButton.make(translate, GUILD, 12, "Pro"),
            guild | {"plan": "12"},
        ),
        f"lyceum:price:{GUILD}:12:34:5": (
            PriceButton.make(translate, PLAN, PRICE, 5),
            guild | {"plan": "12", "price": "34", "seats": "5", "coupon": ""},
        ),
        f"lyceum:price:{GUILD}:12:34:5:SPRING26": (
            PriceButton.make(translate, PLAN, PRICE, 5, "SPRING26"),
            guild | {"plan": "12", "price": "34", "seats": "5", "coupon": "SPRING26"},
        ),
        f"lyceum:subscribe:{GUILD}:13": (
            SubscribeButton.labelled("Subscribe", GUILD, 13),
            guild | {"plan": "13"},
        ),
        "lyceum:session:join:12": (
            SessionButton.make(translate, "join", 12),
            {"act": "join", "session": "12"},
        ),
        "lyceum:session-vote:12": (
            VoteMenu.make(translate, 12, ()),
            {"session": "12"},
        ),
        "lyceum:session-open": (SessionMenu.make(translate, ()), dict[str, str]()),
        "lyceum:session-lesson:12": (ArticleButton.make(translate, 12), {"session": "12"}),
        "lyceum:calendar:show": (CalendarButton.make(translate, "show"), {"act": "show"}),
        **{
            f"lyceum:content:{act}:12": (
                kind.make(translate, act, 12),
                {"act": act, "content": "12"},
            )
            for act, kind in (
                ("edit", ContentFormButton),
                ("cover", ContentCoverButton),
                ("price", ContentPriceButton),
                ("publish", ContentPublishButton),
                ("retire", ContentRetireButton),
            )
        },
        f"lyceum:licence-free:{GUILD}:12": (
            FreeMenu.make(translate, "Tool", LICENCE),
            guild | {"content": "12"},
        ),
        f"lyceum:licence-key:{GUILD}:12": (
            KeyButton.make(translate, GUILD, 12),
            guild | {"content": "12"},
        ),
        f"lyceum:versions:on:{GUILD}": (
            VersionsButton.make(translate, GUILD, wanted=True),
            guild | {"wanted": "on"},
        ),
        **{
            f"lyceum:consent:{choice}:{GUILD}:12:{MEMBER}": (
                ConsentButton.make(translate, choice, GUILD, 12, MEMBER),
                guild | {"answer": choice, "content": "12", "member": str(MEMBER)},
            )
            for choice in ("yes", "no")
        },
        **{
            f"lyceum:licence:{act}:3": (
                kind.make(translate, act, 3),
                {"act": act, "licence": "3"},
            )
            for act, kind in (
                ("limit", LicenceLimitButton),
                ("replace", LicenceReplaceButton),
                ("revoke", LicenceStateButton),
                ("restore", LicenceStateButton),
                ("free", LicenceStateButton),
            )
        },
        "lyceum:refund:grant:12": (
            RefundButton.make(translate, "grant", 12),
            {"act": "grant", "case": "12"},
        ),
        f"lyceum:open:{GUILD}:12": (
            OpenButton.make("Essay", GUILD, 12),
            guild | {"content": "12"},
        ),
        f"lyceum:open-anyway:{GUILD}:12": (
            OpenAnywayButton.make("Open anyway", GUILD, 12),
            guild | {"content": "12"},
        ),
        f"lyceum:product:{GUILD}:12": (
            ProductButton.make("Essay", GUILD, 12),
            guild | {"offer": "12"},
        ),
        f"lyceum:learn:lesson:{GUILD}:12:0": (
            LearnButton.make(translate, "lesson", GUILD, 12),
            guild | {"act": "lesson", "content": "12", "page": "0"},
        ),
        f"lyceum:read:next:{GUILD}:12:2": (
            ReadButton.make(translate, "next", GUILD, 12, 2),
            guild | {"act": "next", "content": "12", "page": "2"},
        ),
        "lyceum:plans:2": (PlansPageButton.make(2, "▶️"), {"page": "2"}),
        "lyceum:all-plans": (AllPlansButton.make(translate), dict[str, str]()),
        f"lyceum:switch:{GUILD}:{SUBSCRIPTION}:34:5": (
            SwitchButton.make(translate, HOLDING, PLAN, PRICE, 5),
            guild | {"subscription": SUBSCRIPTION, "price": "34", "seats": "5"},
        ),
        f"lyceum:stay:{SUBSCRIPTION}": (
            StayButton.make(translate, SUBSCRIPTION),
            {"subscription": SUBSCRIPTION},
        ),
        f"lyceum:switch:{GUILD}": (
            MembershipButton.make(translate, "switch", GUILD),
            guild | {"command": "switch"},
        ),
        f"lyceum:codes:{SESSION}": (CodesButton.make(SESSION, "Show"), {"source": SESSION}),
        **{
            f"lyceum:preset:{act}:blog": (
                kind.make(translate, act, "blog"),
                {"act": act, "preset": "blog"},
            )
            for act, kind in (
                ("build", PresetButton),
                ("undo", PresetUndoButton),
                ("price", PresetPriceButton),
            )
        },
        "lyceum:setup:check": (SetupButton.make(translate, "check"), {"act": "check"}),
        "lyceum:setup:staff": (SetupButton.make(translate, "staff"), {"act": "staff"}),
        "lyceum:setup:open": (SetupButton.make(translate, "open"), {"act": "open"}),
        f"lyceum:begin:{GUILD}": (BeginButton.make(translate, GUILD), guild),
        "lyceum:setup:test": (SetupButton.make(translate, "test"), {"act": "test"}),
        "lyceum:settings:edit:discord.language:0a2b4c6d8e0f": (
            SettingButton(
                ui.Button(custom_id="lyceum:settings:edit:discord.language:0a2b4c6d8e0f")
            ),
            {"name": "discord.language", "seen": "0a2b4c6d8e0f"},
        ),
        "lyceum:access:9123456789012345678:mc": (
            AccessMenu.make(translate, OBJECT, {"content", "money"}),
            {"role": str(OBJECT), "seen": "mc"},
        ),
        "lyceum:settings:page": (PageMenu.make(translate, "server"), nothing),
        "lyceum:settings:reset": (ResetMenu.make(translate, (), Settings()), nothing),
        "lyceum:brake:1790000000000": (
            ContinueRemovalButton.make(translate, 1790000000000),
            {"asked": "1790000000000"},
        ),
    }


def test_ids_are_byte_for_byte_what_they_were_and_carry_the_same() -> None:
    for custom_id, (item, carried) in sent().items():
        assert item.custom_id == custom_id
        assert item.carried == carried
        assert len(custom_id) <= 100  # Discord's limit


async def test_an_id_that_comes_back_is_one_class_s_alone_and_keeps_its_looks() -> None:
    for custom_id, (item, carried) in sent().items():
        found = {kind: pattern(kind).fullmatch(custom_id) for kind in ours(PERSISTENT)}
        ((kind, match),) = ((kind, match) for kind, match in found.items() if match)
        assert type(item) is kind, custom_id
        old: ui.Button[Any] = ui.Button(label="As it was sent", emoji="🔖", custom_id=custom_id)
        again = await kind.from_custom_id(discord.utils.MISSING, old, match)
        assert again.item is old
        assert again.carried == carried


def pattern(kind: type[PersistentItem[Any]]) -> re.Pattern[str]:
    return kind.__discord_ui_compiled_template__
