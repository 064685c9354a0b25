"""The oracle: roles a resident must have, by Stripe's state and the run's record.

Independent of Lyceum: it imports nothing of it, and was written from the owner's rules.
"""

from collections import defaultdict
from dataclasses import dataclass

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.expected_entitlements import Right, Rights
from tests.e2e.chaos.residents import Plan, Record, Resident
from tests.e2e.chaos.stripe_truth import Truth

BLUR = 3600  # seconds around a boundary in which either result is correct


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be true of one role of a resident. `wanted` None: unknown just now."""

    role_id: int
    wanted: bool | None
    why: tuple[str, ...]


class Oracle:
    """Derives expectations from one snapshot of the truth."""

    def __init__(self, truth: Truth, plans: dict[str, Plan], record: Record) -> None:
        self._truth = truth
        self._plans = plans
        self._record = record
        self._rights = Rights(truth, plans, record)

    def expect(self, resident: Resident, now: int) -> list[Expectation]:
        """Return the expectation for every plan's role, at `now` (unix seconds)."""
        views = [self._rights.of(resident.name, now + blur) for blur in (0, -BLUR, BLUR)]
        roles = sorted({plan.role.id for plan in self._plans.values()})
        return [self._expect(resident, role_id, views) for role_id in roles]

    def _expect(self, resident: Resident, role_id: int, views: list[list[Right]]) -> Expectation:
        mine = [[right for right in view if right.plan.role.id == role_id] for view in views]
        why = tuple(f"{right.plan.name}: {right.expected.why}" for right in mine[0])
        if role_id in resident.by_hand:
            return Expectation(role_id, True, ("given by hand",))
        sure = all(right.sure for right in mine[0])  # also of an entitlement switched since
        if not sure or (resident.name, role_id) in self._record.doubtful:
            return Expectation(role_id, None, (*why, "staff never heard"))
        answers = {any(right.expected.grants for right in view) for view in mine}
        return Expectation(role_id, answers.pop() if len(answers) == 1 else None, why)

    def single_rights(self, name: str, now: int) -> list[Right]:
        """Return granting entitlements to plans that the resident has no other one to.

        Only those, because revoking one that shares its subscription would end the others too.
        """
        rights: defaultdict[str, list[Right]] = defaultdict(list)
        for right in self._rights.of(name, now):
            rights[right.plan.name].append(right)
        single = [given[0] for given in rights.values() if len(given) == 1]
        return [right for right in single if right.expected.grants and not right.shared]

    def ever_paid(self, name: str, role_id: int) -> bool:
        """Return whether an entitlement to a role was ever confirmed, even if it ended."""
        gifts = [gift for gift in self._record.gifts if gift.holder == name]
        paid = {gift.plan for gift in gifts}
        backing = {gift.session_id for gift in gifts}
        backing |= {code.session_id for code in self._record.codes if code.tried_by == name}
        for bought in self._record.purchases.values():
            session = self._truth.sessions[bought.session_id]
            mine = bought.holder == name or bought.session_id in backing
            if mine and self._confirmed(session):
                paid |= {bought.plan, *bought.switched}
        return any(self._plans[plan].role.id == role_id for plan in paid)

    def _confirmed(self, session: Json) -> bool:
        if session["status"] != "complete":
            return False
        invoices = self._truth.invoices.get(session["subscription"] or "", [])
        return session["payment_status"] != "unpaid" or any(
            invoice["status"] == "paid" for invoice in invoices
        )
