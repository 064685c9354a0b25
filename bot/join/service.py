"""Sign-ins, what a visitor pays for, and how payers get into the server."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from secrets import token_hex

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.join.ports import ClientSecretRefusedError, DiscordAccount, ServerPresence
from bot.join.proofs import challenge, hashed, new_secret, verifier
from bot.join.token_cipher import TokenCipher
from bot.payments.checkout import CheckoutService
from bot.payments.coupons.coupon_request import read_code
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import State
from bot.payments.notifications.outbox import ALL_GUILDS, NotificationOutbox
from bot.payments.plans import PlanService
from bot.payments.prices import price_of
from bot.payments.purchase import Purchase
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.errors import cause_of, staff_message
from bot.payments.stripe.transport import StripeRefusedError
from data import notices, plans, sign_ins
from data.engine import Database
from data.plans import Plan
from data.pruning import in_steps
from data.sign_ins import NewSignIn, SignIn

STATE_LIFE = timedelta(minutes=15)  # to agree on Discord's page
UNPAID_LIFE = timedelta(days=1)  # longer than a checkout page can be paid
KEPT = timedelta(days=14)
JUST_NOW = timedelta(hours=1)
ABSENT_AFTER = timedelta(days=1)  # then staff are notified that a payer has not come in

IsInside = Callable[[int, int], Awaitable[bool]]  # takes a guild id and a user id


class Stage(Enum):
    """Where somebody who signed in is on the way into the server."""

    UNPAID = "unpaid"  # Stripe has not confirmed a payment
    PROCESSING = "processing"  # the payment takes days
    ENTERING = "entering"  # paid; being added
    SIGN_IN = "sign-in"  # paid, but the token has expired
    REFUSED = "refused"  # paid, but Discord did not let them in
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class StartedSignIn:
    """A sign-in that begins: OAuth2's state, and PKCE's challenge."""

    state: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a visitor has come."""

    sign_in: SignIn
    plan: Plan
    stage: Stage


class JoinService:
    """The use cases of the join page. Times are those of `clock`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        cipher: TokenCipher,
        *,
        plan_service: PlanService,
        checkout: CheckoutService,
        entitlements: EntitlementService,
        tasks: RoleSyncQueue,
        outbox: NotificationOutbox,
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._plans = plan_service
        self._checkout = checkout
        self._entitlements = entitlements
        self._tasks = tasks
        self._outbox = outbox

    async def on_sale(self, guild_id: int) -> list[Plan]:
        """Return the plans that a server sells."""
        return await self._plans.on_sale(guild_id)

    # Signing in

    async def begin(
        self,
        guild_id: int,
        plan_id: int,
        price_id: int | None = None,
        *,
        browser: str,
        language: str,
        coupon: str = "",
    ) -> StartedSignIn:
        """Store what a visitor wants to buy, and begin a sign-in of their browser.

        Raises:
            UserError: The plan is not on sale at this price, or the coupon is no code.
        """
        plan = next((each for each in await self.on_sale(guild_id) if each.id == plan_id), None)
        if plan is None:
            raise UserError("join-plan-gone")
        state = new_secret()
        new = NewSignIn(
            state_hash=hashed(state),
            browser_hash=hashed(browser),
            guild_id=guild_id,
            plan_id=plan_id,
            price_id=price_of(plan, price_id).id,
            coupon=read_code(coupon) if coupon else "",
            language=language,
            created_at=self._clock.now(),
        )
        async with self._database.write_fast() as connection:
            await sign_ins.begin(connection, new)
        return StartedSignIn(state, challenge(verifier(browser, state)))

    async def accept(self, state: str, browser: str) -> SignIn:
        """Use up a state that Discord sent back with a browser.

        Raises:
            UserError: It is not one of ours, not this browser's, too old, or was used before.
        """
        state_hash, now = hashed(state), self._clock.now()
        async with self._database.read_fast() as connection:
            sign_in = await sign_ins.find(connection, state_hash)
        if sign_in is None:
            raise UserError("join-state-unknown")
        if sign_in.browser_hash != hashed(browser):
            raise UserError("join-other-browser")
        if sign_in.created_at + STATE_LIFE <= now:
            raise UserError("join-state-late")
        async with self._database.write_fast() as connection:
            new = await sign_ins.use(connection, state_hash, now)
        if not new:
            raise UserError("join-state-used")
        return sign_in

    async def sign_in(
        self, sign_in: SignIn, account: DiscordAccount, presence: ServerPresence
    ) -> str | None:
        """Store who signed in; return where to pay, or None if that is done.

        Raises:
            UserError: They are banned, or the plan can't be sold to them.
            RetryLaterError, PersonMustActError: As `CheckoutService.open` does.
        """
        if presence is ServerPresence.BANNED:
            raise UserError("join-banned")
        guild_id, user_id = sign_in.guild_id, account.user_id
        await self._name(sign_in, account, outside=presence is ServerPresence.OUTSIDE)
        plan = await self._plan(sign_in)
        entitlements = await self._entitlements.load(guild_id, user_id)
        if plan.role_id in entitlements.wanted:  # paid before: only the way in is missing
            await self._tasks.request(guild_id, [user_id])
            return None
        if plan.state != "active":
            raise UserError("join-plan-gone")
        purchase = Purchase(
            guild_id,
            user_id,
            plan.name,
            sign_in.language,
            price=sign_in.price_id,
            coupon=sign_in.coupon,
        )
        return (await self._checkout.open(purchase)).url

    async def _name(self, sign_in: SignIn, account: DiscordAccount, *, outside: bool) -> None:
        """Store who signed in, with the token if they are not in the server."""
        guild_id, user_id = sign_in.guild_id, account.user_id
        async with self._database.write_fast() as connection:
            await sign_ins.name(
                connection,
                sign_in.state_hash,
                user_id,
                account.name,
                self._cipher.encrypt(account.token) if outside else None,
                account.token_until if outside else None,
            )
            if not outside:
                await sign_ins.mark_entered(connection, guild_id, user_id, self._clock.now())
        await self._outbox.remember_language(guild_id, user_id, sign_in.language)

    async def _plan(self, sign_in: SignIn) -> Plan:
        async with self._database.read_fast() as connection:
            return await plans.get(connection, sign_in.plan_id)

    async def is_under_way(self, browser: str, guild_id: int) -> bool:
        """Return whether a browser's visitor is on the way into a server, or just came in."""
        async with self._database.read_fast() as connection:
            sign_in = await sign_ins.newest_of_browser(connection, hashed(browser))
        now = self._clock.now()
        return (
            sign_in is not None
            and sign_in.guild_id == guild_id
            and sign_in.created_at > now - UNPAID_LIFE
            and (sign_in.entered_at is None or sign_in.entered_at > now - JUST_NOW)
        )

    async def progress(self, browser: str, is_inside: IsInside) -> Progress | None:
        """Return how far a browser's visitor has come; None if nobody has signed in there."""
        async with self._database.read_fast() as connection:
            sign_in = await sign_ins.newest_of_browser(connection, hashed(browser))
        if sign_in is None or sign_in.user_id is None:
            return None
        plan = await self._plan(sign_in)
        entitlements = await self._entitlements.load(sign_in.guild_id, sign_in.user_id)
        if plan.role_id not in entitlements.wanted:
            pending = any(
                each.plan_id == plan.id and each.state is State.PENDING
                for each in entitlements.entitlements
            )
            return Progress(sign_in, plan, Stage.PROCESSING if pending else Stage.UNPAID)
        if await is_inside(sign_in.guild_id, sign_in.user_id):
            held = plan.role_id in entitlements.held
            return Progress(sign_in, plan, Stage.INSIDE if held else Stage.ENTERING)
        if sign_in.refusal is not None:
            return Progress(sign_in, plan, Stage.REFUSED)
        usable = sign_in.token is not None and self._is_valid(sign_in)
        return Progress(sign_in, plan, Stage.ENTERING if usable else Stage.SIGN_IN)

    # Getting in

    async def token(self, guild_id: int, user_id: int) -> str | None:
        """Return the valid token that adds a user to a server, if there is one."""
        async with self._database.read_fast() as connection:
            sign_in = await sign_ins.newest_of_member(connection, guild_id, user_id)
        if sign_in is None or sign_in.token is None or not self._is_valid(sign_in):
            return None
        return self._cipher.decrypt(sign_in.token)

    def _is_valid(self, sign_in: SignIn) -> bool:
        return sign_in.token_until is not None and sign_in.token_until > self._clock.now()

    async def mark_entered(self, guild_id: int, user_id: int) -> None:
        """Store that somebody who signed in is in the server; withdraw notices to staff."""
        async with self._database.write_fast() as connection:
            if await sign_ins.mark_entered(connection, guild_id, user_id, self._clock.now()):
                await notices.withdraw(connection, _key(user_id), guild_id)

    async def mark_refused(
        self, guild_id: int, user_id: int, refusal: str, names: Sequence[str]
    ) -> str | None:
        """Store that Discord did not let a payer in, and notify staff.

        Args:
            guild_id: The server.
            user_id: The payer.
            refusal: banned | full (in as many servers as Discord allows) | other.
            names: The names of the plans that they have paid for.

        Returns:
            The reference code that the page shows.
        """
        reference = token_hex(4)
        async with self._database.write_fast() as connection:
            sign_in = await sign_ins.newest_of_member(connection, guild_id, user_id)
            if sign_in is None:
                return None
            await sign_ins.mark_refused(connection, sign_in.state_hash, refusal, reference)
            await notices.post(
                connection,
                guild_id=guild_id,
                key=f"{_key(user_id)}{sign_in.state_hash[:16]}:refused",
                message="turn-staff-join-refused",
                arguments=_payer(user_id, sign_in.user_name, names)
                | {"why": refusal, "reference": reference},
                at=self._clock.now(),
            )
        return reference

    async def forget_token(self, guild_id: int, user_id: int) -> None:
        """Delete a token that Discord does not accept: the page asks to sign in again."""
        async with self._database.write_fast() as connection:
            sign_in = await sign_ins.newest_of_member(connection, guild_id, user_id)
            if sign_in is not None:
                await sign_ins.forget_token(connection, sign_in.state_hash)

    async def report_absent(self, is_inside: IsInside) -> None:
        """Notify staff of payers who are not in the server a day after they signed in."""
        now = self._clock.now()
        async with self._database.read() as connection:
            waiting = await sign_ins.outside_between(connection, now - KEPT, now - ABSENT_AFTER)
        for sign_in in waiting:
            if sign_in.user_id is None:
                continue
            entitlements = await self._entitlements.load(sign_in.guild_id, sign_in.user_id)
            if not entitlements.wanted:
                continue
            with suppress(RetryLaterError):  # the next run finds them
                if await is_inside(sign_in.guild_id, sign_in.user_id):
                    await self.mark_entered(sign_in.guild_id, sign_in.user_id)
                elif sign_in.refusal is None:
                    await self._report_absent(sign_in, plan_names(entitlements))

    async def _report_absent(self, sign_in: SignIn, names: Sequence[str]) -> None:
        assert sign_in.user_id is not None  # noqa: S101 filtered by the query
        await self._outbox.notify_staff(
            sign_in.guild_id,
            f"{_key(sign_in.user_id)}absent",
            "turn-staff-join-absent",
            **_payer(sign_in.user_id, sign_in.user_name, names),
        )

    async def report_cause(self, error: PersonMustActError) -> None:
        """Notify the operator's staff of what they must change for the page to work."""
        if isinstance(error, ClientSecretRefusedError):
            cause, message = "secret", "turn-staff-join-secret"
        else:
            kind = "refused" if isinstance(error, StripeRefusedError) else "key"
            cause, message = f"{kind}:{cause_of(error)}", staff_message(error)
        await self._outbox.report_cause(ALL_GUILDS, f"join:{cause}", message, error=str(error))

    async def forget_old(self) -> None:
        """Delete old sign-ins, and tokens of those who have paid nothing in a day."""
        now = self._clock.now()
        async with self._database.write() as connection:
            await sign_ins.forget_tokens(connection, now - UNPAID_LIFE)
        await in_steps(self._database, sign_ins.prune, now - KEPT)


def plan_names(entitlements: MemberEntitlements) -> list[str]:
    """Return the names of the plans whose roles a member should have."""
    return sorted(
        plan.name for plan in entitlements.plans.values() if plan.role_id in entitlements.wanted
    )


def _payer(user_id: int, name: str, names: Sequence[str]) -> dict[str, str | float]:
    return {
        "member": f"<@{user_id}>",
        "id": str(user_id),
        "name": name,
        "plan": ", ".join(names),
    }


def _key(user_id: int) -> str:
    """Return the key prefix of notices about a payer who is not in the server."""
    return f"join:{user_id}:"
