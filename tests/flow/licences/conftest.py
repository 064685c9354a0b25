"""Fixtures: licences on a real database, behind their routes."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import ShiftedClock
from bot.licences.keys import derive
from bot.licences.offline_token import OfflineSigner
from bot.licences.routes import REQUESTS_A_MINUTE, LicenceRoutes
from bot.licences.service import LicenceAnswer, LicenceService, ShownLicence, Standing
from bot.licences.staff import StaffLicences
from data import contents
from data.contents import NewContent
from data.engine import Database

GUILD, STAFF, ALICE, BOB = 10, 20, 30, 31
SECRET = "a secret of the owner's"


@dataclass(slots=True)
class Tool:
    """A tool with licences; `standings` says what its buyers' memberships are like."""

    database: Database
    content_id: int
    standings: dict[int, Standing] = field(default_factory=lambda: {ALICE: "open"})

    async def standing(self, _guild_id: int, user_id: int, _content_id: int) -> Standing:
        """Return a buyer's standing."""
        return self.standings.get(user_id, "ended")

    @property
    def service(self) -> LicenceService:
        """The service, which holds no state of its own."""
        signer = OfflineSigner(derive(SECRET, "offline"))
        return LicenceService(self.database, ShiftedClock(), SECRET, signer, self.standing)

    @property
    def staff(self) -> StaffLicences:
        """What staff use."""
        return StaffLicences(self.database, ShiftedClock(), self.service)

    async def ask(self, act: str, key: str, device: str) -> LicenceAnswer:
        """Do what a request with an existing key does."""
        service = self.service
        found = await service.find(key)
        assert found is not None, "no such key"
        acts = {
            "activate": service.activate,
            "validate": service.validate,
            "deactivate": service.deactivate,
        }
        return await acts[act](found, device)

    async def show(self, user_id: int = ALICE) -> ShownLicence:
        """Return a buyer's licence."""
        return await self.service.show(GUILD, user_id, self.content_id)

    async def serve(self, requests: int = REQUESTS_A_MINUTE) -> TestClient[Any, Any]:
        """Return a client of new routes, which allow it a number of requests a minute."""
        app = web.Application()
        app.add_routes(LicenceRoutes(self.service, requests).routes())
        client = TestClient(TestServer(app))
        await client.start_server()
        return client


@pytest.fixture
async def tool(database: Database) -> Tool:
    async with database.write() as connection:
        new = NewContent(GUILD, "tool", "Linter", STAFF)
        made = await contents.add(connection, new, ShiftedClock().now())
    return Tool(database, made.id)
