"""Test `/insights weights` and `/staff weights` as staff see them, in both languages."""

# ruff: noqa: RUF001 (Chinese punctuation, and the sign of multiplication)

from bot.app import App
from bot.recommend.fitting.comparison import QualityChange
from bot.recommend.index.params import Params
from bot.recommend.weights.service import FittedWeights
from bot.simulator.discord import Permission
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

DEFAULT = Params().weights
LEARNED = DEFAULT | {"popular": 20 * DEFAULT["popular"], "channel": 0.3 * DEFAULT["channel"]}


async def fitted(app: App, guild_id: int, *, adopted: bool, based_on: int) -> None:
    whole = QualityChange(0.40, 0.43, 0.03, 0.01, 0.05, 120)
    figures = {"all": whole, "newcomers": QualityChange(0.20, 0.19, -0.01, -0.03, 0.01, 30)}
    reason = "better" if adopted else "no-better"
    fit = FittedWeights(adopted, reason, LEARNED, 90, 1234, 120, figures)
    assert await app.services.recommend.weights.record(guild_id, fit, based_on=based_on)


async def test_staff_see_what_counts_and_why(sandbox: Sandbox) -> None:
    mei = sandbox.guild.join("Mei", locale="zh-CN", roles=(sandbox.pro,))
    sandbox.guild.edit_role(sandbox.pro, permissions=Permission.MANAGE_GUILD)
    owner, guild_id = sandbox.guild.owner, sandbox.guild.id
    async with sandbox.app() as app:
        before = await owner.slash("insights weights", in_=sandbox.staff)
        await fitted(app, guild_id, adopted=True, based_on=0)
        await fitted(app, guild_id, adopted=False, based_on=1)
        after = await owner.slash("insights weights", in_=sandbox.staff)
        chinese = await mei.slash("insights weights", in_=sandbox.staff)
    assert "Recommendations use the default weights." in before.text
    assert "Nothing learned yet" in before.text
    assert after.ephemeral
    assert "▲ **Counts more than by default:** popularity (×20.0)" in after.text
    assert "▼ **Counts less:** the member's own channels (×0.30)" in after.text
    assert after.text.index("Weights kept") < after.text.index("New weights: version 1")
    assert "Lists on later days: **+7.5%** (95% confidence: +2.5% to +12.5%)." in after.text
    assert "newcomers -5.0%" in after.text
    assert "Fitted to 90 days: 1,234 lists of 120 members." in after.text
    assert "**比默认更看重：**热门程度（×20.0）" in chinese.text
    assert "采用新权重：第 1 版" in chinese.text
    assert_conforms(sandbox.discord)


async def test_staff_freeze_and_reset_the_weights(sandbox: Sandbox) -> None:
    owner, guild_id = sandbox.guild.owner, sandbox.guild.id
    async with sandbox.app() as app:
        await fitted(app, guild_id, adopted=True, based_on=0)
        done = await owner.slash("staff weights", in_=sandbox.staff, change="freeze")
        assert "I'll keep the weights as they are" in done.text
        frozen = await owner.slash("insights weights", in_=sandbox.staff)
        assert "Frozen since" in frozen.text
        done = await owner.slash("staff weights", in_=sandbox.staff, change="unfreeze")
        assert "I'll learn again" in done.text
        sure = await owner.slash("staff weights", in_=sandbox.staff, change="reset")
        assert (await app.services.recommend.weights.current(guild_id)).weights == LEARNED
        await owner.click(sure, "Reset")
        assert (await app.services.recommend.weights.current(guild_id)).weights == {}
        again = await owner.slash("staff weights", in_=sandbox.staff, change="reset")
        assert "already use the default weights" in again.text
        shown = await owner.slash("insights weights", in_=sandbox.staff)
    assert "Reset to the defaults" in shown.text
    assert_conforms(sandbox.discord)
