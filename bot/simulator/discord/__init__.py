"""A stateful, strict Discord on loopback: REST, gateway, and people to act as."""

from bot.simulator.discord.actors.channel import PlayedChannel
from bot.simulator.discord.actors.guild import PlayedGuild
from bot.simulator.discord.actors.person import Person
from bot.simulator.discord.actors.rendering import (
    Button,
    Modal,
    Select,
    buttons_of,
    selects_of,
    text_of,
)
from bot.simulator.discord.actors.reply import Reply
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.simulator import DiscordSimulator
from bot.simulator.discord.state.attachments import HandedFile
from bot.simulator.discord.state.intents import Intent
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import Message, Role
from bot.simulator.waiting import SimulatedTimeout

__all__ = [
    "Button",
    "DiscordSimulator",
    "HandedFile",
    "ImpossibleError",
    "Intent",
    "Message",
    "Modal",
    "Permission",
    "Person",
    "PlayedChannel",
    "PlayedGuild",
    "Reply",
    "Role",
    "Select",
    "SimulatedTimeout",
    "buttons_of",
    "selects_of",
    "text_of",
]
