"""Test the example program of docs/licences.md against the routes."""

import asyncio
import re
from pathlib import Path
from typing import Any

from tests.flow.licences.conftest import ALICE, Tool

PAGE = Path(__file__).parents[3] / "docs" / "licences.md"


def _example() -> dict[str, Any]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(code.splitlines()) <= 32
    program: dict[str, Any] = {}
    exec(code, program)  # noqa: S102 it is our own
    return program


async def test_the_example_runs_with_a_key_and_offline_afterwards(tool: Tool) -> None:
    key, client, program = (await tool.show()).key, await tool.serve(), _example()
    server = str(client.make_url("")).rstrip("/")

    async def may_run(*arguments: object) -> tuple[bool, str | None]:
        public = tool.service.public_key
        return await asyncio.to_thread(program["may_run"], server, public, *arguments)

    try:
        valid, token = await may_run(key, "laptop")
        assert valid
        tool.standings[ALICE] = "ended"
        assert await may_run(key, "laptop", token) == (True, token)  # until the token ends
        assert await may_run(key, "laptop") == (False, None)
        assert await may_run(key, "another device", token) == (False, None)
        assert await may_run("LYC-1", "laptop", (token or "")[:-8] + "AAAAAAAA") == (False, None)
    finally:
        await client.close()
    assert await may_run(key, "laptop", token) == (True, token)  # without the server
    assert await may_run(key, "another device", token) == (False, token)
