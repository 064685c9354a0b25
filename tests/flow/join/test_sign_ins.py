"""Sign-ins of the join page on both databases: what is stored, for how long, and what follows."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.errors import UserError
from bot.join.ports import DiscordAccount, ServerPresence
from bot.join.proofs import new_secret
from bot.join.service import JoinService, Stage
from bot.join.token_cipher import TokenCipher
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.removal.absent_payers import AbsentPayers
from bot.scheduling.worker import WakeupEvent
from tests.flow.conftest import GUILD, Billing

DORA = 77
TOKEN = "access-token-of-dora"
PRESENCE = {True: ServerPresence.INSIDE, False: ServerPresence.OUTSIDE}


class JoinTester:
    """The join page's service, with what Discord would say of the server's members."""

    def __init__(self, billing: Billing) -> None:
        self.billing = billing
        self.inside: set[int] = set()
        self.browser = new_secret()
        self.service = JoinService(
            billing.database,
            billing.clock,
            TokenCipher("client-secret"),
            plan_service=billing.plans,
            checkout=billing.checkout,
            entitlements=billing.entitlement_service,
            tasks=billing.tasks,
            outbox=NotificationOutbox(billing.database, billing.clock),
        )

    async def is_inside(self, guild_id: int, user_id: int) -> bool:
        return guild_id == GUILD and user_id in self.inside

    async def begin(self, browser: str | None = None) -> str:
        [plan] = await self.service.on_sale(GUILD)
        started = await self.service.begin(
            GUILD, plan.id, browser=browser or self.browser, language="en"
        )
        return started.state

    async def sign_in(self) -> str | None:
        sign_in = await self.service.accept(await self.begin(), self.browser)
        until = self.billing.clock.now() + timedelta(days=7)
        account = DiscordAccount(DORA, "dora", TOKEN, until)
        return await self.service.sign_in(sign_in, account, PRESENCE[DORA in self.inside])

    async def pay(self, card: str = "success") -> None:
        url = await self.sign_in()
        assert url is not None
        await self.billing.stripe.pay(url, card)
        await self.billing.catch_up()

    async def stage(self) -> Stage | None:
        progress = await self.service.progress(self.browser, self.is_inside)
        return None if progress is None else progress.stage

    async def stored(self, column: str) -> list[object]:
        async with self.billing.database.read() as connection:
            rows = await connection.execute(text(f"SELECT {column} FROM sign_ins"))  # noqa: S608
            return [row[0] for row in rows]


@pytest.fixture
async def joins(billing: Billing) -> JoinTester:
    await billing.sell()
    return JoinTester(billing)


async def refused(joins: JoinTester, state: str, browser: str) -> str:
    with pytest.raises(UserError) as error:
        await joins.service.accept(state, browser)
    return error.value.message


async def test_a_state_is_accepted_once_in_time_and_from_its_own_browser(joins: JoinTester) -> None:
    state = await joins.begin()
    assert await refused(joins, "", joins.browser) == "join-state-unknown"
    assert await refused(joins, new_secret(), joins.browser) == "join-state-unknown"
    assert await refused(joins, state, new_secret()) == "join-other-browser"
    await joins.service.accept(state, joins.browser)
    assert await refused(joins, state, joins.browser) == "join-state-used"
    late = await joins.begin()
    joins.billing.clock.advance(timedelta(minutes=15))
    assert await refused(joins, late, joins.browser) == "join-state-late"


async def test_neither_secrets_nor_tokens_are_stored_as_they_are(joins: JoinTester) -> None:
    state = await joins.begin()
    await joins.sign_in()
    stored = str([await joins.stored(name) for name in ("state_hash", "browser_hash", "token")])
    assert not any(secret in stored for secret in (state, joins.browser, TOKEN))
    assert await joins.service.token(GUILD, DORA) == TOKEN
    assert TokenCipher("another secret").decrypt(TokenCipher("one").encrypt(TOKEN)) is None


async def test_each_stage_until_inside(joins: JoinTester) -> None:
    assert await joins.stage() is None
    await joins.sign_in()
    assert await joins.stage() is Stage.UNPAID
    await joins.pay()
    assert await joins.stage() is Stage.ENTERING
    joins.inside.add(DORA)
    await joins.service.mark_entered(GUILD, DORA)
    assert await joins.stage() is Stage.ENTERING  # the role is not recorded yet
    assert await joins.stored("token") == [None, None]


async def test_a_payment_that_takes_days_lets_nobody_in_before(joins: JoinTester) -> None:
    await joins.pay("delayed")
    assert await joins.stage() is Stage.PROCESSING
    assert await joins.billing.roles(DORA) == frozenset()
    joins.billing.clock.advance(timedelta(days=2))
    await joins.service.forget_old()
    assert await joins.service.token(GUILD, DORA) == TOKEN  # it is needed once that is paid


async def test_who_paid_and_comes_back_pays_nothing_again(joins: JoinTester) -> None:
    await joins.pay()
    joins.billing.clock.advance(timedelta(days=8))
    assert await joins.service.token(GUILD, DORA) is None
    assert await joins.stage() is Stage.SIGN_IN
    assert await joins.sign_in() is None
    assert await joins.service.token(GUILD, DORA) == TOKEN
    assert len(joins.billing.stripe.sessions) == 1


async def test_a_refusal_is_shown_with_its_reference_until_the_next_sign_in(
    joins: JoinTester,
) -> None:
    await joins.pay()
    await joins.billing.new_notices()
    reference = await joins.service.mark_refused(GUILD, DORA, "banned", ["Pro"])
    assert await joins.stage() is Stage.REFUSED
    assert await joins.stored("token") == [None]
    [notice] = await joins.billing.new_notices()
    assert notice.user_id is None
    assert notice.arguments["why"] == "banned"
    assert notice.arguments["reference"] == reference
    assert await joins.sign_in() is None
    assert await joins.stage() is Stage.ENTERING


async def test_staff_are_notified_once_of_a_payer_who_stays_away_for_a_day(
    joins: JoinTester,
) -> None:
    await joins.pay()
    await joins.billing.new_notices()
    await joins.service.report_absent(joins.is_inside)
    assert await joins.billing.new_notices() == []
    joins.billing.clock.advance(timedelta(days=1, hours=1))
    await joins.service.report_absent(joins.is_inside)
    await joins.service.report_absent(joins.is_inside)
    [notice] = await joins.billing.new_notices()
    assert (notice.message, notice.arguments["name"]) == ("turn-staff-join-absent", "dora")


async def test_who_came_in_or_paid_nothing_is_not_reported(joins: JoinTester) -> None:
    await joins.sign_in()
    joins.billing.clock.advance(timedelta(days=2))
    await joins.service.report_absent(joins.is_inside)
    assert await joins.billing.new_notices() == []
    await joins.pay()
    await joins.billing.new_notices()
    joins.inside.add(DORA)
    joins.billing.clock.advance(timedelta(days=2))
    await joins.service.report_absent(joins.is_inside)
    assert await joins.billing.new_notices() == []
    assert None not in await joins.stored("entered_at")


async def test_who_never_came_in_is_not_reported_as_gone(joins: JoinTester) -> None:
    absent = AbsentPayers(joins.billing.database, joins.billing.clock, WakeupEvent())
    await joins.pay()
    await joins.billing.new_notices()
    await absent.compare(GUILD, set())
    assert await joins.billing.new_notices() == []
    await joins.service.mark_entered(GUILD, DORA)
    await absent.compare(GUILD, set())
    assert "turn-staff-gone" in {each.message for each in await joins.billing.new_notices()}


async def test_tokens_and_rows_are_kept_no_longer_than_needed(joins: JoinTester) -> None:
    await joins.sign_in()
    joins.billing.clock.advance(timedelta(days=1, minutes=1))
    await joins.service.forget_old()
    assert await joins.stored("token") == [None]
    joins.billing.clock.advance(timedelta(days=14))
    await joins.service.forget_old()
    assert await joins.stored("token") == []


async def test_two_browsers_of_one_person_get_one_checkout(joins: JoinTester) -> None:
    first = await joins.sign_in()
    joins.browser = new_secret()
    assert await joins.sign_in() == first
    assert len(joins.billing.stripe.sessions) == 1
    tokens = await joins.stored("token")
    assert [token is None for token in tokens].count(False) == 1


async def test_a_banned_account_is_stored_nowhere(joins: JoinTester) -> None:
    sign_in = await joins.service.accept(await joins.begin(), joins.browser)
    account = DiscordAccount(DORA, "dora", TOKEN, joins.billing.clock.now())
    with pytest.raises(UserError, match="join-banned"):
        await joins.service.sign_in(sign_in, account, ServerPresence.BANNED)
    assert await joins.stored("user_id") == [None]
    assert joins.billing.stripe.sessions == {}
