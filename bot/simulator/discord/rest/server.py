"""The HTTP side: routes, authorization, faults and the request log."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bot.simulator.discord.errors import ApiError, invalid, unauthorized
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.rest.responses import faulty, respond
from bot.simulator.discord.state.attachments import Upload
from bot.simulator.discord.state.authorizations import Authorizations
from bot.simulator.discord.state.commands import CommandRegistry
from bot.simulator.discord.state.interactions import Interactions
from bot.simulator.discord.state.records import User
from bot.simulator.discord.state.world import DiscordState
from bot.simulator.faults import Faults, Handler, Middleware, fault_middleware
from bot.simulator.request_log import LoggedRequest, RequestLog

_log = logging.getLogger(__name__)
BASE = "/api/v10"


@dataclass(frozen=True, slots=True)
class Received:
    """A request's body, decoded once for the handler and the log."""

    body: Any = None
    uploads: list[Upload] = field(default_factory=list[Upload])


_RECEIVED = web.RequestKey("received", Received)


@dataclass(slots=True)
class Rest:
    """Passes HTTP requests to handlers, and returns their results as Discord's JSON."""

    world: DiscordState
    commands: CommandRegistry
    interactions: Interactions
    authorizations: Authorizations
    faults: Faults
    log: RequestLog

    def middlewares(self) -> Sequence[Middleware]:
        """Return the middlewares; the log comes first, so that it also records faults."""
        return [self._logging(), fault_middleware(self.faults, faulty, BASE)]

    def register(self, app: web.Application, routes: Sequence[Route]) -> None:
        """Serve the routes, and fail with a clear error for all others."""
        for route in routes:
            app.router.add_route(route.method, BASE + route.path, self._endpoint(route))
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{{path:{folder}/\\d+/[^/]+}}", self._file)
        app.router.add_route("*", "/{anything:.*}", _not_simulated)

    def _endpoint(self, route: Route) -> Handler:
        name = f"{route.method} {route.path}".encode()
        bucket = hashlib.blake2b(name, digest_size=16).hexdigest()

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                user = self._authorize(request, route)
                answer = route.handler(self._call(request, user))
            except ApiError as refusal:
                answer = RestAnswer(refusal.status, refusal.body)
            return respond(answer, bucket)

        return handle

    def _authorize(self, request: web.Request, route: Route) -> User | None:
        """Check a request's token; return its user if it isn't the bot's own."""
        header = request.headers.get("Authorization", "")
        if not route.authorized or header == f"Bot {self.world.application.token}":
            return None
        token = self.authorizations.find(header.removeprefix("Bearer "))
        if token is None or route.scope not in token.scopes:
            raise unauthorized()
        return token.user

    def _call(self, request: web.Request, user: User | None) -> RestCall:
        received = request[_RECEIVED]
        return RestCall(
            self.world,
            self.commands,
            self.interactions,
            request.match_info,
            request.query,
            received.body,
            received.uploads,
            authorizations=self.authorizations,
            authorization=request.headers.get("Authorization", ""),
            user=user,
        )

    def _logging(self) -> Middleware:
        @web.middleware
        async def log(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not request.path.startswith(BASE):
                return await handler(request)
            try:
                request[_RECEIVED] = received = await self._receive(request)
            except ApiError as refusal:
                return respond(RestAnswer(refusal.status, refusal.body), "")
            response = await handler(request)
            self.log.add(_entry(request, received, response))
            return response

        return log

    async def _receive(self, request: web.Request) -> Received:
        try:
            if request.content_type == "multipart/form-data":
                return await self._receive_parts(request)
            if request.content_type == "application/x-www-form-urlencoded":
                return Received({**await request.post()})
            raw = await request.read()
            return Received(json.loads(raw) if raw else None)
        except ValueError as error:
            raise ApiError(400, 50109, "The request body contains invalid JSON.") from error

    async def _receive_parts(self, request: web.Request) -> Received:
        body: Any = None
        uploads: list[Upload] = []
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise invalid((), "MULTIPART_NESTED", "Nested parts are not supported")
            if part.name == "payload_json":
                body = json.loads(await part.read())
            elif part.filename:
                uploads.append(await self._keep(part))
        return Received(body, uploads)

    async def _keep(self, part: BodyPartReader) -> Upload:
        content = bytes(await part.read())
        if len(content) > self.world.attachments.limit:
            raise ApiError(413, 40005, "Request entity too large")
        content_type = part.headers.get("Content-Type", "application/octet-stream")
        return self.world.attachments.keep(part.filename or "file", content, content_type)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.world.attachments.read(request.match_info["path"], request.query)
        if content is None:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=content)


def _entry(request: web.Request, received: Received, response: web.StreamResponse) -> LoggedRequest:
    dropped = request.transport is None or request.transport.is_closing()
    body = response.body if isinstance(response, web.Response) else None
    is_json = response.content_type == "application/json" and isinstance(body, bytes) and body
    headers = {k: v for k, v in request.headers.items() if k.lower() != "authorization"}
    return LoggedRequest(
        request.method,
        request.path.removeprefix(BASE),
        dict(request.query),
        received.body,
        0 if dropped else response.status,
        json.loads(body) if is_json and isinstance(body, bytes) else None,
        headers,
    )


async def _not_simulated(request: web.Request) -> web.StreamResponse:
    _log.error("The simulated Discord has no %s %s", request.method, request.path)
    return respond(RestAnswer(404, {"message": "404: Not Found", "code": 0}), "")
