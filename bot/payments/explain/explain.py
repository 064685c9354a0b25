"""Explain a member's access: the chain payment → fact → entitlement → role."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.payments.explain.message import TextMessage, UserText, Value
from bot.payments.explain.roles import RoleFacts, role_lines
from bot.payments.explain.rules import rules
from bot.payments.explain.timeline import TimelineEntry, timeline
from bot.payments.fact_repository import facts_from_rows
from bot.payments.ledger.entitlement import GRANTING, Entitlement, State, carrier, source_kind
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Claim, Grant, Payment, Subscription, at
from bot.payments.ledger.policy import Policy
from data.audit import AuditEntry
from data.checkouts import Checkout
from data.facts import StoredFact
from data.plans import Plan
from data.role_sync import WaitingTask


@dataclass(frozen=True, slots=True)
class ExplainInput:
    """Everything that affects a member's access.

    Attributes:
        user_id: The member.
        rows: The stored facts: the member's own, and those behind their claims.
        entitlements: The entitlements folded from them now.
        plans: The guild's plans, by id.
        policy: The terms of each plan.
        held: The roles that the member has from us, each with since when.
        waiting: The member's queued role sync, if there is one.
        changes: Audit entries about the member, newest first.
        pages: Checkouts that the member began, newest first.
        actual: The roles at Discord; None: the member is not in the server.
    """

    user_id: int
    rows: Sequence[StoredFact]
    entitlements: Sequence[Entitlement]
    plans: Mapping[int, Plan]
    policy: Policy
    held: Mapping[int, datetime]
    waiting: WaitingTask | None
    changes: Sequence[AuditEntry]
    pages: Sequence[Checkout]
    actual: AbstractSet[int] | None


@dataclass(frozen=True, slots=True)
class EntitlementExplanation:
    """One entitlement, from the payment to the role.

    Attributes:
        title: The plan, where it comes from, and until when.
        source: What was paid, redeemed or given.
        steps: What happened, oldest first.
        verdict: The entitlement's state, the reason, and the rule that decided.
        role: When its role was given and removed.
    """

    title: TextMessage
    source: TextMessage
    timeline: Sequence[TimelineEntry]
    conclusion: Sequence[TextMessage]
    role: Sequence[TextMessage]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer first, then the reasons."""

    answer: Sequence[TextMessage]
    entitlements: Sequence[EntitlementExplanation]


def explain(known: ExplainInput) -> Explanation:
    """Explain a member's access, newest entitlement first."""
    index = FactIndex.of(facts_from_rows(known.rows, known.user_id))
    entitlements = sorted(
        known.entitlements,
        key=lambda entitlement: (entitlement.starts_at, entitlement.source),
        reverse=True,
    )
    chapters = [_explain_one(known, index, entitlement) for entitlement in entitlements]
    chapters += [_given_away(known, gift) for gift in _gifts(index)]
    return Explanation(answer=[*_answer(known), *_unfinished(known)], entitlements=chapters)


def _answer(known: ExplainInput) -> Iterator[TextMessage]:
    facts = RoleFacts(known.actual, known.held, known.waiting)
    by_role: dict[int, list[Entitlement]] = {}
    for entitlement in known.entitlements:
        plan = known.plans.get(entitlement.plan_id)
        if plan is not None and plan.role_id is not None:
            by_role.setdefault(plan.role_id, []).append(entitlement)
    for plan in known.plans.values():
        if plan.role_id is not None and plan.role_id in facts.concerned:
            by_role.setdefault(plan.role_id, [])
    for role_id, entitlements in by_role.items():
        wanted = any(entitlement.state in GRANTING for entitlement in entitlements)
        yield from role_lines(role_id, facts, wanted=wanted)
    yield from _moved_away(known)
    if not known.rows:
        yield TextMessage("grants-nothing-known", {"id": str(known.user_id)})
    if known.actual is None:
        yield TextMessage("grants-absent")


def _moved_away(known: ExplainInput) -> Iterator[TextMessage]:
    """Yield what staff moved from this account to another, and what is not back."""
    index = FactIndex.of(facts_from_rows(known.rows, known.user_id))
    for source in sorted(index.gone):
        move = index.moves.get(source)
        if move is not None and move.from_id == known.user_id:
            plan = known.plans.get(move.plan_id)
            name = UserText(plan.name if plan else f"#{move.plan_id}")
            yield TextMessage(
                "grants-moved-away", {"plan": name, "to": f"<@{move.to_id}>", "at": at(move.at)}
            )


def _unfinished(known: ExplainInput) -> Iterator[TextMessage]:
    """Yield unfinished checkouts: the likeliest reason why no payment is known."""
    paid = {row.object_id for row in known.rows}
    for page in known.pages:
        plan = known.plans.get(page.plan_id)
        if plan is None or page.session_id is None or page.session_id in paid:
            continue
        if page.state in ("open", "expired"):
            yield TextMessage(
                f"grants-page-{page.state}",
                {"plan": UserText(plan.name), "opened": page.created_at, "id": page.session_id},
            )


def _explain_one(
    known: ExplainInput, index: FactIndex, entitlement: Entitlement
) -> EntitlementExplanation:
    plan = known.plans.get(entitlement.plan_id)
    name = UserText(plan.name if plan else f"#{entitlement.plan_id}")
    subjects = {carrier(entitlement.source), entitlement.stripe_id}
    rows = [row for row in known.rows if {row.source, row.object_id} & subjects]
    title: dict[str, Value] = {
        "plan": name,
        "kind": TextMessage(f"grants-kind-{source_kind(entitlement.source)}"),
        "state": TextMessage(f"grants-state-{entitlement.state.value}"),
    }
    return EntitlementExplanation(
        title=TextMessage("grants-chapter", title),
        source=_source(index, entitlement),
        timeline=timeline(rows, _naming(known)),
        conclusion=[_conclusion(entitlement), *rules(entitlement, index, known.policy)],
        role=list(_role(known, entitlement)),
    )


def _naming(known: ExplainInput) -> Callable[[Subscription], str]:
    def name(subscription: Subscription) -> str:
        plan_id = known.policy.plan(subscription)
        return known.plans[plan_id].name if plan_id in known.plans else f"#{plan_id}"

    return name


def _source(index: FactIndex, entitlement: Entitlement) -> TextMessage:
    """Return what an entitlement comes from, and the payer if it is somebody else."""
    at_stripe = {"id": entitlement.stripe_id or ""}
    behind = index.newest.get(carrier(entitlement.source))
    if isinstance(behind, Grant):
        return TextMessage("grants-source-comp")
    if isinstance(behind, Claim):
        seat = behind.seat
        if seat is not None:
            return TextMessage("grants-source-seat", {**at_stripe, "seat": seat})
        return TextMessage("grants-source-code", at_stripe)
    kind = source_kind(entitlement.source)
    payer = behind.payer_id if isinstance(behind, Payment | Subscription) else None
    if payer is None:
        return TextMessage(f"grants-source-{kind}", at_stripe)
    return TextMessage(f"grants-source-{kind}-gift", {**at_stripe, "payer": f"<@{payer}>"})


def _conclusion(entitlement: Entitlement) -> TextMessage:
    why = TextMessage(f"grants-why-{entitlement.reason}", {"state": entitlement.state.value})
    arguments: dict[str, Value] = {"why": why, "since": entitlement.starts_at}
    if entitlement.ends_at is None:
        return TextMessage(f"grants-right-{entitlement.state.value}", arguments)
    if entitlement.state is State.GRACE and entitlement.reason != "past-due":
        return TextMessage("grants-right-grace-unknown", arguments)
    renews = "-renews" if entitlement.renews and entitlement.state.value == "active" else "-until"
    return TextMessage(
        f"grants-right-{entitlement.state.value}{renews}",
        arguments | {"until": entitlement.ends_at},
    )


def _role(known: ExplainInput, entitlement: Entitlement) -> Iterator[TextMessage]:
    """Yield when an entitlement's role was given and removed, oldest first."""
    for entry in reversed(known.changes):
        if entry.detail.get("source") == entitlement.source and entry.action.startswith("role."):
            word = "given" if entry.action == "role.grant" else "taken"
            role = f"<@&{entry.detail['role_id']}>"
            yield TextMessage(f"grants-role-was-{word}", {"role": role, "at": entry.at})


def _gifts(index: FactIndex) -> list[Payment]:
    return [paid for paid in index.own if isinstance(paid, Payment) and paid.gift]


def _given_away(known: ExplainInput, gift: Payment) -> EntitlementExplanation:
    """Explain a gift code that the member paid for: it gives the payer nothing."""
    plan = known.plans.get(gift.plan_id)
    rows = [row for row in known.rows if gift.id in (row.source, row.object_id)]
    title: dict[str, Value] = {"plan": UserText(plan.name if plan else f"#{gift.plan_id}")}
    return EntitlementExplanation(
        title=TextMessage("grants-chapter-gift", title),
        source=TextMessage("grants-source-payment", {"id": gift.id}),
        timeline=timeline([row for row in rows if row.kind != "claim"], _naming(known)),
        conclusion=[TextMessage("grants-right-gift")],
        role=(),
    )
