"""Test the text of `/grants explain`, literally."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.i18n import LANGUAGES, Translations
from bot.payments.explain.explain import ExplainInput, explain
from bot.payments.fact_repository import facts_from_rows
from bot.payments.ledger.facts import Charge, Payment, Snapshot, Subscription, kind_of, to_body
from bot.payments.ledger.fold import fold
from bot.payments.ledger.policy import PlanPolicy, Policy
from cogs.grants.explain_view import explanation_pages
from data.audit import AuditEntry
from data.checkouts import Checkout
from data.facts import StoredFact
from data.plans import Plan, Price, Terms
from data.role_sync import WaitingTask

GOLDEN = Path(__file__).with_name("golden")
WORDS = {language: Translations.load().translator(language) for language in LANGUAGES}
GUILD, ALICE, BOB, STAFF = 1, 30, 31, 20
PRO, PASS = 1, 2
PRO_ROLE, PASS_ROLE = 40, 41
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
MONTH = timedelta(days=30)
NOW = START + 5 * MONTH
PRICE = Price(1, 900, "eur", "month", "price_pro")
POLICY = Policy(
    plan_of_price={"price_pro": PRO},
    plan_of_product={},
    plans={PRO: PlanPolicy(timedelta(days=7))},
    default=PlanPolicy(timedelta(days=7)),
)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


STATUSES = (
    "active trialing past_due unpaid canceled incomplete incomplete_expired paused odd".split()
)
DISPUTES = "needs_response won lost warning_needs_response prevented odd".split()
YES_NO = (True, False)
OTHERWISE: tuple[tuple[str, Any], ...] = (
    ("pause", "void"),
    ("cancel_at", seconds(NOW)),
    ("quantity", 3),
)


def plan(number: int, name: str, role_id: int) -> Plan:
    return Plan(number, GUILD, name, "", role_id, 0, Terms(), "prod", "active", START, (PRICE,))


PLANS = {PRO: plan(PRO, "Pro", PRO_ROLE), PASS: plan(PASS, "Pass", PASS_ROLE)}


def subscription(begin: datetime, status: str = "active") -> Subscription:
    return Subscription(
        id="sub_1",
        plan_id=PRO,
        price_id="price_pro",
        status=status,
        started=seconds(START),
        period_start=seconds(begin),
        period_end=seconds(begin + MONTH),
        cancel_at=None,
        ended=None,
        first_paid=True,
    )


def charge(**changes: Any) -> Charge:  # noqa: ANN401 the fields' own types
    last = seconds(START + 4 * MONTH)
    return replace(Charge("ch_1", PRO, "sub_1", 900, "eur", 0, None, "", None, last), **changes)


def rows(case: Iterable[tuple[datetime, Snapshot]]) -> list[StoredFact]:
    return [
        StoredFact(
            id=number,
            guild_id=GUILD,
            user_id=ALICE,
            kind=kind_of(snapshot),
            object_id=snapshot.id,
            source=snapshot.source,
            as_of=at,
            body=to_body(snapshot),
            event_id=f"evt_{number}",
            recorded_at=at,
        )
        for number, (at, snapshot) in enumerate(case, start=1)
    ]


def known(stored: list[StoredFact], **changes: Any) -> ExplainInput:  # noqa: ANN401 as above
    entitlements = fold(facts_from_rows(stored, ALICE), POLICY, NOW)
    plain = ExplainInput(ALICE, stored, entitlements, PLANS, POLICY, {}, None, (), (), frozenset())
    return replace(plain, **changes)


def sentences(case: ExplainInput, language: str = "en") -> list[str]:
    """Return every line, with times as days and minutes."""
    pages = explanation_pages(WORDS[language], "alice", explain(case))
    lines = [line for page in pages for text in page.texts for line in text.split("\n")]
    return [re.sub(r"<t:(\d+):f>", _day, line).replace("**", "") for line in lines]


def _day(found: re.Match[str]) -> str:
    return f"{datetime.fromtimestamp(int(found[1]), UTC):%Y-%m-%d}"


def role(action: str, at: datetime) -> AuditEntry:
    detail = {"role_id": PRO_ROLE, "source": "sub_1", "plan": "Pro"}
    return AuditEntry(1, GUILD, at, None, action, ALICE, detail)


def page(state: str) -> Checkout:
    return Checkout(
        id=1,
        guild_id=GUILD,
        user_id=ALICE,
        plan_id=PRO,
        price_id=1,
        recipient_id=ALICE,
        gift="",
        quantity=1,
        session_id="cs_9",
        url=None,
        language="en",
        state=state,
        reply_token=None,
        reply_until=None,
        created_at=START,
        expires_at=START,
    )


def life() -> ExplainInput:
    """Build a membership that was renewed, failed, recovered and refunded, and a gift."""
    failed = START + 3 * MONTH
    refunded = failed + timedelta(days=9)
    over = replace(subscription(failed, "canceled"), ended=seconds(refunded), ended_here=True)
    gift = Payment(
        "cs_1", PASS, "paid", seconds(NOW), 1900, "eur", seconds(NOW), days=30, payer_id=BOB
    )
    stored = rows(
        [
            (START, subscription(START)),
            (START + MONTH, subscription(START + MONTH)),
            (START + 2 * MONTH, subscription(START + 2 * MONTH)),
            (failed, subscription(failed, "past_due")),
            (failed + timedelta(days=2), subscription(failed)),
            (refunded, charge(refunded=900, refunded_at=seconds(refunded))),
            (refunded, over),
            (NOW, gift),
        ]
    )
    changes = [role("role.revoke", refunded), role("role.grant", START)]
    return known(stored, held={PASS_ROLE: NOW}, changes=changes, actual=frozenset({PASS_ROLE}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_life_is_told_word_by_word(language: str) -> None:
    text = (GOLDEN / f"explain.{language}.txt").read_text(encoding="utf-8")
    assert sentences(life(), language) == text.splitlines()


def paying(**changes: Any) -> ExplainInput:  # noqa: ANN401 the fields' own types
    """Build a member who pays and should have the role."""
    return known(rows([(START, subscription(START + 4 * MONTH + timedelta(days=1)))]), **changes)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (known([], actual=frozenset()), "No payment, gift or free membership is on record"),
        (known([], actual=None), "They aren't in this server."),
        (known([], actual=frozenset({PRO_ROLE})), "✋ Has <@&40> without being entitled to it"),
        (known([], pages=[page("expired")]), "never completed it (`cs_9`)"),
        (known([], pages=[page("open")]), "haven't completed it yet (`cs_9`)"),
        (paying(actual=None), "⏳ Is entitled to <@&40> and gets it on joining."),
        (paying(waiting=WaitingTask("staff-role-above", NOW)), "the role is above mine"),
        (paying(waiting=WaitingTask("staff-role-gone", NOW)), "the role no longer exists"),
        (paying(waiting=WaitingTask(None, NOW)), "It's about to be fixed."),
        (
            paying(actual={PRO_ROLE}, waiting=WaitingTask(None, NOW, frozenset({PRO_ROLE}))),
            "given by Lyceum a moment ago",
        ),
        (
            paying(actual={PRO_ROLE}, waiting=WaitingTask(None, NOW)),
            "Lyceum manages it from now on",
        ),
        (paying(waiting=WaitingTask("TimeoutError: x", NOW)), "Discord answered “TimeoutError: x”"),
        (paying(), "/grants reconcile does it now"),
        (paying(actual=frozenset({PRO_ROLE})), "✅ Has <@&40> and is entitled to it"),
        (known([], held={PRO_ROLE: START}, actual=frozenset({PRO_ROLE})), "⚠️ Still has <@&40>"),
    ],
)
def test_why_not_is_answered_too(case: ExplainInput, words: str) -> None:
    assert words in "\n".join(sentences(case))


def test_a_refund_that_takes_nothing_says_by_which_rule() -> None:
    paid = subscription(NOW - MONTH / 2)
    earlier = charge(refunded=900, refunded_at=seconds(NOW))
    current = replace(earlier, refunded=300, period_end=paid.period_end)
    for refund, words in (
        (earlier, "The refund was for an earlier period, so it changes nothing"),
        (current, "Plan policy: kept after a partial refund"),
    ):
        text = "\n".join(sentences(known(rows([(START, paid), (NOW, refund)]))))
        assert words in text
        assert "Pro · subscription · active" in text


def test_every_kind_of_turn_has_its_words() -> None:
    """Walk each way in which two snapshots can follow each other."""
    now = subscription(NOW - MONTH / 2)
    seen = [
        *(
            replace(now, status=status, first_paid=paid)
            for status, paid in product(STATUSES, YES_NO)
        ),
        *(replace(now, **{name: value}) for name, value in OTHERWISE),
    ]
    for before, after in product(seen, repeat=2):
        assert sentences(known(rows([(START, before), (NOW, after)]))), (before, after)
    money = [
        *(charge(dispute=word, disputed_at=seconds(NOW)) for word in DISPUTES),
        *(charge(refunded=amount) for amount in (0, 1, 900)),
    ]
    for before, after in product(money, repeat=2):
        assert sentences(known(rows([(START, now), (START, before), (NOW, after)]))), (
            before,
            after,
        )
