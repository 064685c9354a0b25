"""What all actors share: the state, the registered commands, the interactions."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.discord.state.commands import CommandRegistry
from bot.simulator.discord.state.interactions import Interactions
from bot.simulator.discord.state.world import DiscordState


@dataclass(frozen=True, slots=True)
class ActorContext:
    """The parts of the simulator that actors act on."""

    world: DiscordState
    commands: CommandRegistry
    interactions: Interactions
    connected: Callable[[], bool]  # whether the bot is connected to the gateway
