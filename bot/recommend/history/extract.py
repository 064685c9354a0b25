"""Extract the signals that a message of the history shows."""

from dataclasses import dataclass, field

from bot.recommend.history.diff import VisibleSignal
from bot.recommend.history.source import HistoryMessage, HistorySource
from bot.recommend.history.window import HistoryWindow
from bot.recommend.signals.extract import MessageLocation, item_of_reaction, signals_from_message
from bot.recommend.signals.model import SignalKey, emoji_key
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.recommend.signals.snowflake import time_of


def container(place: MessageLocation) -> int:
    """Return the id of the channel or thread that contains a location's messages."""
    return place.channel_id if place.thread is None else place.thread.object_id


@dataclass(slots=True)
class VisibleSignals:
    """The signals that a page of messages shows.

    Attributes:
        signals: The signals.
        unlisted: Reactions whose members Discord doesn't list, by message and key.
    """

    signals: list[VisibleSignal] = field(default_factory=list[VisibleSignal])
    unlisted: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])


async def show(
    archive: HistorySource,
    meanings: ReactionMeanings,
    place: MessageLocation,
    message: HistoryMessage,
    span: HistoryWindow,
    showing: VisibleSignals,
) -> None:
    """Add all signals of a message; fetches the members of its reactions."""
    found = showing.signals
    if message.spoken:
        written = time_of(message.id)
        for item, signal in signals_from_message(
            place, message.id, message.author, message.replied_to
        ):
            found.append(VisibleSignal(item, signal, written))
    if not message.spoken and place.thread is None:
        return  # a system message has no author and is no item
    for emoji in message.emojis:
        kind = meanings.kind(emoji.id, emoji.name)
        if kind is None:
            continue
        key, at = emoji_key(emoji.id, emoji.name), span.reacted_at(message.id)
        # As for live ones, a reaction in a channel counts if the message's author is a member.
        countable = place.thread is not None or archive.is_member(message.author.id)
        users = await archive.reactors(container(place), message.id, emoji)
        if users is None:
            showing.unlisted.add((message.id, key))
        for user_id in users or ():
            item = item_of_reaction(place, message.id, message.author, user_id)
            if item is not None:
                signal = SignalKey(place.guild_id, user_id, item.object_id, kind, message.id, key)
                found.append(VisibleSignal(item, signal, at, countable))
