"""Serves one websocket connection to the gateway."""

import asyncio
import contextlib
import enum
import json

from aiohttp import WSMsgType, web

from bot.simulator.discord.gateway.chunking import member_chunks
from bot.simulator.discord.gateway.compression import Stream
from bot.simulator.discord.gateway.sessions import Packet, Session, Sessions
from bot.simulator.discord.serializers.guild import own_user_json
from bot.simulator.discord.state.guilds import guild_create
from bot.simulator.discord.state.intents import PRIVILEGED, Intent, application_flags
from bot.simulator.discord.state.records import Json
from bot.simulator.discord.state.world import DiscordState


class Op(enum.IntEnum):
    """The gateway's operations."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    ACK = 11


class CloseError(Exception):
    """The connection must be closed with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class GatewayConnection:
    """One websocket connection, from hello to close.

    Everything is sent through the outbox, so that responses and events keep their order.
    """

    def __init__(
        self,
        world: DiscordState,
        sessions: Sessions,
        socket: web.WebSocketResponse,
        stream: Stream,
        resume_url: str,
        heartbeat_seconds: float,
    ) -> None:
        self._world = world
        self._sessions = sessions
        self._socket = socket
        self._stream = stream
        self._resume_url = resume_url
        self._heartbeat_seconds = heartbeat_seconds
        self._outbox: asyncio.Queue[Packet] = asyncio.Queue()
        self.session: Session | None = None

    async def serve(self) -> None:
        """Serve until the connection closes."""
        interval = int(self._heartbeat_seconds * 1000)
        self._send(Op.HELLO, {"heartbeat_interval": interval, "_trace": []})
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        except CloseError as refusal:
            await self._flush()
            await self._socket.close(code=refusal.code, message=refusal.reason.encode())
        finally:
            self._detach()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            self._world.pulse.changed()

    async def drop(self, code: int) -> None:
        """Close the connection, as the service."""
        self._detach()
        await self._socket.close(code=code)

    def ask_to_reconnect(self) -> None:
        """Ask the client to reconnect and resume."""
        self._send(Op.RECONNECT, None)

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the client that its session is invalid."""
        self._send(Op.INVALID_SESSION, resumable)

    def _detach(self) -> None:
        if self.session is not None and self.session.outbox is self._outbox:
            self.session.outbox = None

    async def _write(self) -> None:
        while True:
            packet = await self._outbox.get()
            frame = self._stream.frame(json.dumps(packet, separators=(",", ":")))
            with contextlib.suppress(ConnectionError):
                if isinstance(frame, str):
                    await self._socket.send_str(frame)
                else:
                    await self._socket.send_bytes(frame)
            self._outbox.task_done()

    async def _flush(self) -> None:
        await self._outbox.join()

    def _send(self, op: Op, data: object) -> None:
        self._outbox.put_nowait({"op": int(op), "d": data, "s": None, "t": None})

    def _receive(self, text: str) -> None:
        try:
            packet = json.loads(text)
            op, data = Op(packet["op"]), packet.get("d")
        except (ValueError, KeyError, TypeError) as error:
            raise CloseError(4002, "Error while decoding payload.") from error
        match op:
            case Op.HEARTBEAT:
                self._send(Op.ACK, None)
            case Op.IDENTIFY:
                self._identify(data)
            case Op.RESUME:
                self._resume(data)
            case _ if self.session is None:
                raise CloseError(4003, "Not authenticated.")
            case Op.REQUEST_MEMBERS:
                self._send_members(self.session, data)
            case _:
                pass

    def _identify(self, data: Json) -> None:
        if self.session is not None:
            raise CloseError(4005, "Already authenticated.")
        self._check_token(data)
        intents = int(data.get("intents", -1))
        if intents < 0:
            raise CloseError(4013, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self._world.application.granted:
            raise CloseError(4014, "Disallowed intent(s).")
        shard, shards = data.get("shard") or (0, 1)
        self._attach(self._sessions.open(Intent(intents), (shard, shards)))
        self._greet()

    def _resume(self, data: Json) -> None:
        self._check_token(data)
        session = self._sessions.find(str(data.get("session_id")))
        missed = None if session is None else session.missed_since(int(data.get("seq") or 0))
        if session is None or missed is None:
            self._send(Op.INVALID_SESSION, False)
            return
        for packet in missed:
            self._outbox.put_nowait(packet)
        self._attach(session)
        session.dispatch("RESUMED", {"_trace": []})
        self._world.pulse.changed()

    def _check_token(self, data: Json) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._world.application.token:
            raise CloseError(4004, "Authentication failed.")

    def _attach(self, session: Session) -> None:
        self.session = session
        session.outbox = self._outbox

    def _greet(self) -> None:
        session, world = self.session, self._world
        if session is None:
            return
        guilds = [g for g in world.guilds.values() if world.bot_member(g) and session.serves(g.id)]
        application = world.application
        ready: Json = {
            "v": 10,
            "user": own_user_json(world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._resume_url,
            "shard": list(session.shard),
            "application": {
                "id": str(application.id),
                "flags": application_flags(application.granted),
            },
        }
        session.dispatch("READY", ready)
        if session.intents & Intent.GUILDS:
            for guild in guilds:
                if not guild.is_down:
                    session.dispatch("GUILD_CREATE", guild_create(world, guild))
        world.pulse.changed()

    def _send_members(self, session: Session, data: Json) -> None:
        for chunk in member_chunks(self._world, session, data):
            session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
