"""Measure the time from a neighbour's reaction to another answer of `/recommend`.

The community has a million acts behind it. A member and a neighbour like the same; then the
neighbour reacts to a post that the member has not seen, and the member asks until it is there. The
clock starts before the simulated Discord sends its event and stops when the answer has arrived.

Three ways to ask: Lyceum as a process of its own, asked by its command (both round trips are in
it); in this process, by the service that answers the command; and the same where nobody asks
before the batch went by itself, so that its interval is in the figure.
"""

import asyncio
import importlib
import importlib.util
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from typing import Any

import numpy as np
import pytest

from bot.app import App
from bot.simulator.discord import Person, PlayedChannel
from data.engine import open_database
from tests.bench.table import show
from tests.bench.years_of_signals import Community, drawn
from tests.e2e.planted_community import SIGNALS, titles
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

ACTS, MEMBERS, ITEMS = 1_000_000, 20_000, 20_000
COMMON, TIMES, TIMES_UNASKED = 10, 100, 100
TOO_MANY = 1000  # reactions in a minute: this neighbour presses quicker than people do
COUNT = 7
GOAL = 1.0  # seconds

Has = Callable[[PlayedChannel], Awaitable[bool]]


async def test_from_a_reaction_to_another_answer(both_servers: Sandbox) -> None:
    sandbox = both_servers
    await _past(sandbox)
    alice, bob, ann = (sandbox.guild.join(name) for name in ("alice", "bob", "ann"))
    rows: list[list[str]] = []
    async with sandbox.process(BOT__ACTIVITY__BURST_REACTIONS=str(TOO_MANY)) as process:
        # Asked before, it says after five seconds that it is still loading.
        await eventually(lambda: "index.loaded" in process.err, "no index", seconds=120)
        posts = await _posts(ann, sandbox, "first", COMMON + TIMES)
        for post in posts[:COMMON]:
            await alice.react(post.starter, "👍")
            await bob.react(post.starter, "👍")
        waits = [await _wait(alice, bob, post, _by_command(alice)) for post in posts[COMMON:]]
        rows.append(_row("/recommend of a process of its own", waits))
    async with sandbox.app(activity={"burst_reactions": TOO_MANY}) as app:
        posts = await _posts(ann, sandbox, "second", TIMES + TIMES_UNASKED)
        by_service = _by_service(app, sandbox, alice)
        waits = [await _wait(alice, bob, post, by_service) for post in posts[:TIMES]]
        rows.append(_row("the service, asked at once", waits))
        unasked = _unasked(app, by_service)
        waits = [await _wait(alice, bob, post, unasked) for post in posts[TIMES:]]
        rows.append(_row("the service, the batch left to its time", waits))
    kind = sandbox.database_url.split("+", maxsplit=1)[0]
    header = ["asked", "times", "p50 ms", "p99 ms", "max ms"]
    show(f"From a neighbour's reaction to the changed answer on {kind}", header, rows)
    assert all(float(row[3].replace(",", "")) < 1000 * GOAL for row in rows)


def test_what_a_fit_would_take() -> None:
    if importlib.util.find_spec("implicit") is None:
        pytest.skip("implicit is not installed: pip install implicit==0.7.3")
    matrix = _matrix()
    rows = [
        [name, f"{matrix.nnz:,}", f"{1000 * _fitted(model, arguments, matrix):,.0f}"]
        for name, model, arguments in (
            ("cosine, 64 neighbours", "implicit.nearest_neighbours.CosineRecommender", {"K": 64}),
            ("ALS, its defaults", "implicit.als.AlternatingLeastSquares", {}),
        )
    ]
    show("implicit must be fitted after a change", ["model", "ratings", "fit ms"], rows)


async def _past(sandbox: Sandbox) -> None:
    community = Community(
        members=MEMBERS,
        items=ITEMS,
        acts=ACTS,
        guild_id=sandbox.guild.id,
        channels=[sandbox.general.id, sandbox.questions.id],
        now=int(time.time() * 1000),
    )
    database = open_database(sandbox.database_url)
    await community.fill(database)
    await database.close()


async def _posts(author: Person, sandbox: Sandbox, name: str, count: int) -> list[PlayedChannel]:
    """Let somebody post long ago, so that nothing but a reaction can bring a post up."""
    at = datetime.now(UTC) - timedelta(days=80)
    return [
        await author.post(sandbox.questions, f"{name} {number}", SIGNALS, at=at)
        for number in range(count)
    ]


async def _wait(alice: Person, bob: Person, post: PlayedChannel, shows: Has) -> float:
    """Let the neighbour react; return the seconds until the member's answer shows the post."""
    loop = asyncio.get_running_loop()
    assert not await shows(post)
    began = loop.time()
    await bob.react(post.starter, "👍")
    while not await shows(post):
        assert loop.time() - began < 30
    took = loop.time() - began
    await alice.react(post.starter, "👍")  # now it is known to the member, too: the next one
    while await shows(post):
        pass
    return took


def _by_command(member: Person) -> Has:
    async def shows(post: PlayedChannel) -> bool:
        return post.name in titles(await member.slash("recommend", count=COUNT))

    return shows


def _by_service(app: App, sandbox: Sandbox, member: Person) -> Has:
    async def shows(post: PlayedChannel) -> bool:
        await asyncio.sleep(0)
        answer = await app.services.recommend.recommender.recommend(
            sandbox.guild.id, member.id, readable=lambda _: True, count=COUNT
        )
        return any(pick.item.object_id == post.id for pick in answer.picks)

    return shows


def _unasked(app: App, by_service: Has) -> Has:
    """Ask only when what waits was stored by itself."""

    async def shows(post: PlayedChannel) -> bool:
        signals = app.services.recommend.signals
        deadline = time.monotonic() + 0.05  # by then the event has come
        while signals.waiting or time.monotonic() < deadline:  # noqa: ASYNC110 no event
            await asyncio.sleep(0.001)
        return await by_service(post)

    return shows


def _row(name: str, waits: Sequence[float]) -> list[str]:
    last = quantiles(waits, n=100, method="inclusive")[98]
    figures = (f"{1000 * seconds:,.1f}" for seconds in (median(waits), last, max(waits)))
    return [name, str(len(waits)), *figures]


def _matrix() -> Any:  # noqa: ANN401 scipy gives no types
    """Return as many acts of as many members on as many items, as implicit takes them."""
    sparse = importlib.import_module("scipy.sparse")
    rng = np.random.default_rng(7)
    place = [rng.permutation(count)[drawn(rng, count, ACTS)] for count in (MEMBERS, ITEMS)]
    return sparse.csr_matrix((np.ones(ACTS, np.float32), place), shape=(MEMBERS, ITEMS))


def _fitted(model: str, arguments: dict[str, int], matrix: Any) -> float:  # noqa: ANN401 as above
    """Return the seconds that a fit takes."""
    module, name = model.rsplit(".", maxsplit=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own affair
        fresh = getattr(importlib.import_module(module), name)(**arguments)
        began = time.perf_counter()
        fresh.fit(matrix, show_progress=False)
    return time.perf_counter() - began
