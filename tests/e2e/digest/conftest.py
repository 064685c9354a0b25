"""Provide a sandbox whose scheduler looks for due digests all the time."""

from dataclasses import replace

import pytest

from tests.e2e.sandbox import SHORT_TICK_SECONDS, Sandbox


@pytest.fixture
def sandbox(sandbox: Sandbox) -> Sandbox:
    return replace(sandbox, tick_seconds=SHORT_TICK_SECONDS)


@pytest.fixture
def both_servers(both_servers: Sandbox) -> Sandbox:
    return replace(both_servers, tick_seconds=SHORT_TICK_SECONDS)
