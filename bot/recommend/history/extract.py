"""From a message as history tells it to the acts that it shows."""

from dataclasses import dataclass, field

from bot.recommend.history.diff import VisibleSignal
from bot.recommend.history.source import HistoryMessage, HistorySource
from bot.recommend.history.window import HistoryWindow
from bot.recommend.signals.extract import MessageLocation, item_of_reaction, signals_from_message
from bot.recommend.signals.model import SignalKey, emoji_key
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.recommend.signals.snowflake import time_of


def container(place: MessageLocation) -> int:
    """Return the id under which Discord lists the messages of a place."""
    return place.channel_id if place.thread is None else place.thread.object_id


@dataclass(slots=True)
class VisibleSignals:
    """What a page of messages shows.

    Attributes:
        acts: what was done.
        unlisted: reactions of which Discord does not tell who set them, by message and key.
    """

    acts: list[VisibleSignal] = field(default_factory=list[VisibleSignal])
    unlisted: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])


async def show(
    archive: HistorySource,
    meanings: ReactionMeanings,
    place: MessageLocation,
    told: HistoryMessage,
    span: HistoryWindow,
    showing: VisibleSignals,
) -> None:
    """Add all that a message shows; asks who set its reactions."""
    found = showing.acts
    if told.spoken:
        written = time_of(told.id)
        for item, act in signals_from_message(place, told.id, told.author, told.replied_to):
            found.append(VisibleSignal(item, act, written))
    if not told.spoken and place.thread is None:
        return  # a notice of Discord's is nobody's message, and no item
    for emoji in told.emojis:
        kind = meanings.kind(emoji.id, emoji.name)
        if kind is None:
            continue
        key, at = emoji_key(emoji.id, emoji.name), span.reacted_at(told.id)
        # Live, a reaction in a channel counts where its message's author is a member; so here.
        countable = place.thread is not None or archive.is_member(told.author.id)
        users = await archive.reactors(container(place), told.id, emoji)
        if users is None:
            showing.unlisted.add((told.id, key))
        for user_id in users or ():
            item = item_of_reaction(place, told.id, told.author, user_id)
            if item is not None:
                act = SignalKey(place.guild_id, user_id, item.object_id, kind, told.id, key)
                found.append(VisibleSignal(item, act, at, countable))
