"""Accepts gateway connections, and causes faults at them."""

from aiohttp import web

from bot.simulator.discord.gateway.compression import stream_for
from bot.simulator.discord.gateway.connection import GatewayConnection
from bot.simulator.discord.gateway.sessions import Sessions
from bot.simulator.discord.state.world import DiscordState


class Gateway:
    """All connections and sessions, and the faults that can be caused."""

    def __init__(self, world: DiscordState, heartbeat_seconds: float) -> None:
        self.sessions = Sessions(world)
        self.refusals = 0  # connections still to be refused
        self.resume_url = ""  # known once the server listens
        self._world = world
        self._heartbeat_seconds = heartbeat_seconds
        self._connections: set[GatewayConnection] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket connection."""
        if self.refusals > 0:
            self.refusals -= 1
            return web.Response(status=503, text="gateway refused")
        socket = web.WebSocketResponse(compress=False, autoping=True, max_msg_size=1 << 16)
        await socket.prepare(request)
        connection = GatewayConnection(
            self._world,
            self.sessions,
            socket,
            stream_for(request.query.get("compress")),
            self.resume_url,
            self._heartbeat_seconds,
        )
        self._connections.add(connection)
        try:
            await connection.serve()
        finally:
            self._connections.discard(connection)
        return socket

    @property
    def connected(self) -> bool:
        """Return whether any session is connected now."""
        return bool(self.sessions.connected)

    async def drop(self, *, resumable: bool = True, code: int = 4000) -> None:
        """Close every connection; without `resumable`, also end their sessions."""
        if not resumable:
            self.sessions.forget_all()
        for connection in list(self._connections):
            await connection.drop(code)

    def ask_to_reconnect(self) -> None:
        """Ask every client to reconnect and resume, as Discord does before it restarts."""
        for connection in self._connections:
            connection.ask_to_reconnect()

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid."""
        if not resumable:
            self.sessions.forget_all()
        for connection in self._connections:
            connection.invalidate(resumable=resumable)
