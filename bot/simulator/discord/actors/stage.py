"""What everyone who plays shares: the world, the registered commands, the interactions."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.discord.state.commands import CommandBook
from bot.simulator.discord.state.interactions import Interactions
from bot.simulator.discord.state.world import DiscordState


@dataclass(frozen=True, slots=True)
class ActorContext:
    """The parts of the simulator that played people act on."""

    world: DiscordState
    commands: CommandBook
    interactions: Interactions
    connected: Callable[[], bool]  # whether the bot is at the gateway
