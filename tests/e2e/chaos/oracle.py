"""The oracle: which roles a resident must have, from Stripe's truth and the script's record.

Independent of Lyceum: imports nothing of it, and was written from the owner's rules.
"""

from collections import defaultdict
from dataclasses import dataclass

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.judge_once import Grant, judge_grants, of_gift, of_payment
from tests.e2e.chaos.judge_subscriptions import Verdict, judge_subscription
from tests.e2e.chaos.people import Plan, Record, Resident
from tests.e2e.chaos.truth import Truth

BLUR = 3600  # seconds around a boundary in which either answer is right


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be true of one role of a resident. `wanted` None: too near to a boundary."""

    role_id: int
    wanted: bool | None
    why: tuple[str, ...]


class Oracle:
    """Answers for one look at the truth."""

    def __init__(self, truth: Truth, plans: dict[str, Plan], record: Record) -> None:
        self._truth = truth
        self._plans = plans
        self._record = record

    def expect(self, resident: Resident, now: int) -> list[Expectation]:
        """Return what every plan's role must be like, at `now` in unix seconds."""
        views = [self._granted(resident.name, now + blur) for blur in (-BLUR, 0, BLUR)]
        expectations: list[Expectation] = []
        for role_id in sorted({plan.role.id for plan in self._plans.values()}):
            answers = {any(verdict.grants for verdict in view[role_id]) for view in views}
            why = tuple(verdict.why for verdict in views[1][role_id])
            if role_id in resident.by_hand:
                expectations.append(Expectation(role_id, True, ("given by hand",)))
            else:
                wanted = answers.pop() if len(answers) == 1 else None
                expectations.append(Expectation(role_id, wanted, why))
        return expectations

    def ever_paid(self, name: str, role_id: int) -> bool:
        """Tell whether a right to a role was ever confirmed, whatever became of it since."""
        paid = {gift.plan for gift in self._record.gifts if gift.holder == name}
        for bought in self._record.purchases.values():
            session = self._truth.sessions[bought.session_id]
            if bought.holder == name and self._confirmed(session):
                paid |= {bought.plan, *bought.switched}
        return any(self._plans[plan].role.id == role_id for plan in paid)

    def _confirmed(self, session: Json) -> bool:
        if session["status"] != "complete":
            return False
        invoices = self._truth.invoices.get(session["subscription"] or "", [])
        return session["payment_status"] != "unpaid" or any(
            bill["status"] == "paid" for bill in invoices
        )

    def _granted(self, name: str, now: int) -> defaultdict[int, list[Verdict]]:
        """Judge everything that a resident holds, by role."""
        verdicts: defaultdict[int, list[Verdict]] = defaultdict(list)
        once: defaultdict[str, list[Grant]] = defaultdict(list)
        for bought in self._record.purchases.values():
            session = self._truth.sessions[bought.session_id]
            if bought.holder != name:
                continue
            subscription = self._truth.subscriptions.get(session["subscription"] or "")
            if subscription is not None:
                sold = self._truth.product_name(subscription)
                plan = self._plans[sold if sold in self._plans else bought.plan]
                verdict = judge_subscription(self._truth, bought, subscription, plan, now)
                verdicts[plan.role.id].append(verdict)
            elif session["mode"] == "payment":
                plan = self._plans[bought.plan]
                if grant := of_payment(self._truth, session, plan, bought.revoked_at):
                    once[plan.name].append(grant)
        for gift in self._record.gifts:
            if gift.holder == name and (
                grant := of_gift(self._truth, gift, self._plans[gift.plan])
            ):
                once[gift.plan].append(grant)
        for plan_name, grants in once.items():
            verdicts[self._plans[plan_name].role.id] += judge_grants(grants, now)
        return verdicts
