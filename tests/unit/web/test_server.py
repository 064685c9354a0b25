"""Test the HTTP endpoint without its webhook: health, metrics, pages after paying."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.clock import SystemClock
from bot.i18n import Translations
from bot.metrics import Metrics
from bot.payments.stripe.webhook_signature import StripeEvent
from bot.web.server import WebServer


async def unexpected(event: StripeEvent) -> bool:
    raise AssertionError(event.id)


@dataclass(slots=True)
class Served:
    """A running endpoint; `failing` is what its readiness check names."""

    http: aiohttp.ClientSession
    metrics: Metrics
    failing: list[str] = field(default_factory=list[str])

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.http.get(path, headers=headers) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    failing: list[str] = []

    async def readiness() -> list[str]:
        return failing

    metrics = Metrics.new()
    server = WebServer(
        receive=unexpected,
        secrets=("whsec_x",),
        clock=SystemClock(),
        translations=Translations.load(),
        metrics=metrics,
        failing=readiness,
    )
    port = await server.start("127.0.0.1", 0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
        yield Served(http, metrics, failing)
    await server.close()


async def test_alive_and_ready_are_different_questions(served: Served) -> None:
    assert await served.get("/healthz") == (200, '{"alive": true}')
    assert await served.get("/readyz") == (200, '{"ready": true, "failing": []}')
    served.failing += ["gateway", "inbox"]
    assert await served.get("/healthz") == (200, '{"alive": true}')
    assert await served.get("/readyz") == (
        503,
        '{"ready": false, "failing": ["gateway", "inbox"]}',
    )


async def test_numbers_are_prometheus_text(served: Served) -> None:
    served.metrics.webhooks.labels("stored").inc()
    status, text = await served.get("/metrics")
    assert status == 200
    assert 'lyceum_webhooks_total{outcome="stored"} 1.0' in text.splitlines()


async def test_a_renamed_number_has_its_old_name_too_for_one_release(served: Served) -> None:
    served.metrics.ignored.labels("bot").inc(3)
    _, text = await served.get("/metrics")
    lines = text.splitlines()
    for name in ("lyceum_signals_ignored", "lyceum_acts_left_out"):
        assert f"# TYPE {name}_total counter" in lines
        assert f'{name}_total{{reason="bot"}} 3.0' in lines


@pytest.mark.parametrize(
    ("path", "headers", "language", "words"),
    [
        ("/paid", {}, "en", "Thank you!"),
        ("/paid", {"Accept-Language": "zh-CN,zh;q=0.9"}, "zh-CN", "谢谢"),
        ("/paid?lang=zh-CN", {"Accept-Language": "en"}, "zh-CN", "谢谢"),
        ("/paid?lang=%22%3E%3Cscript%3E", {}, "en", "Thank you!"),
        ("/cancelled", {}, "en", "Nothing was charged"),
    ],
)
async def test_people_come_back_to_a_page_in_their_language(
    served: Served, path: str, headers: dict[str, str], language: str, words: str
) -> None:
    status, page = await served.get(path, **headers)
    assert status == 200
    assert f'<html lang="{language}">' in page
    assert words in page
    assert "script" not in page


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?guild=7&channel=8", "7/8"),
        ("?guild=7", "7"),
        ("?guild=7&channel=%2F..%2F9", "7"),
        ("?guild=x&channel=8", "@me"),
        ("?guild=7&channel=" + "8" * 21, "7"),
        ("", "@me"),
    ],
)
async def test_the_page_leads_back_to_where_it_was_asked_for(
    served: Served, query: str, place: str
) -> None:
    for path in ("/paid", "/cancelled"):
        _, page = await served.get(f"{path}{query}")
        assert f'href="https://discord.com/channels/{place}"' in page


async def test_other_addresses_and_methods_are_refused(served: Served) -> None:
    assert (await served.get("/"))[0] == 404
    assert (await served.get("/stripe/webhook"))[0] == 405
