"""Recommendations, part two: `/recommend` finds what planted interests predict."""

import re
from collections.abc import Sequence

from bot.demo.context import DemoContext
from bot.demo.conversation import Talked, count_signals
from bot.signal_kinds import FeedbackKind
from bot.simulator.discord import Message, Person, Reply, text_of

# An entry's number and link, in a list or a digest.
_ENTRY = re.compile(
    r"^\*\*\d+\.(?:\*\*)? \[.*?\]\(https://discord\.com/channels/\d+/(\d+)(?:/(\d+))?\)",
    re.MULTILINE,
)
OWN_FIRST = 3  # this many at the top must be of the member's own interest


def picks_of(message: Message) -> list[int]:
    """Return the Discord ids of the items in a list, in its order."""
    return [int(last or first) for first, last in _ENTRY.findall(text_of(message))]


async def recommend(context: DemoContext, talked: Talked) -> None:
    """The heroine asks, gives feedback and asks again; then a new member asks."""
    reply, picks = await _ask_for_own(context, talked)
    seen = talked.by(context.server.heroine.name).intersection(picks)
    context.checks.that(
        not seen, "demo-check-unseen", "-", _titles(talked, seen), name=context.server.heroine.name
    )
    await _say_so(context, reply, picks)
    await _what_she_pays_for(context, talked)
    await _what_nobody_may_know(context, talked)
    await _newcomer(context, talked)


async def _ask_for_own(context: DemoContext, talked: Talked) -> tuple[Reply, list[int]]:
    heroine, interest = context.server.heroine, context.environment.content.interests[0].name
    context.begin("demo-step-recommend", name=heroine.name)
    # On a machine's first run the kernels are compiled: longer than anything else may take here.
    await context.environment.app.services.recommend.recommender.warm(context.server.guild.id)
    known = [talked.posts[post].title for post in sorted(talked.by(heroine.name))]
    context.note("demo-note-known", name=heroine.name, titles=" · ".join(known))
    reply = await context.ask(heroine, "recommend", context.server.lounge)
    picks = picks_of(reply.message)
    context.counts.recommendations += len(picks)
    own = talked.of(interest)
    context.checks.that(
        len(picks) > OWN_FIRST and own.issuperset(picks[:OWN_FIRST]),
        "demo-check-own-interest",
        interest,
        _titles(talked, picks),
        own=len(own.intersection(picks)),
        count=len(picks),
        interest=interest,
    )
    return reply, picks


async def _say_so(context: DemoContext, reply: Reply, picks: Sequence[int]) -> None:
    heroine = context.server.heroine
    await _press(context, reply, "more", 0)
    await _press(context, reply, "less", 1)
    again = await heroine.slash("recommend", in_=context.server.lounge, timeout=context.patience)
    after = picks_of(again.message)
    context.counts.recommendations += len(after)
    context.checks.that(
        after and not set(after).intersection(picks[:2]), "demo-check-again", picks[2:], after
    )


async def _press(context: DemoContext, reply: Reply, kind: FeedbackKind, index: int) -> None:
    heroine, label = context.server.heroine, context.translate(f"recommend-button-{kind}")
    context.screen.person(
        heroine.name, context.translate("demo-presses", label=label, number=index + 1)
    )
    (menu,) = reply.selects
    choice = [menu.options[index][1]]
    chosen = await heroine.select(reply, menu.custom_id, choice, timeout=context.patience)
    pressed = await heroine.click(chosen, label, timeout=context.patience)
    disabled = [button.disabled for button in pressed.buttons if button.label == label]
    stored = await context.settled(lambda: count_signals(context, heroine.id, kind), 1)
    context.checks.equal(
        (disabled, stored), ([True], 1), "demo-check-pressed", label=label, kind=kind
    )


async def _what_she_pays_for(context: DemoContext, talked: Talked) -> None:
    """Ask for the paid channel's recordings; those of her interest come first."""
    heroine, interest = context.server.heroine, context.environment.content.interests[0].name
    reply = await context.ask(
        heroine,
        "recommend",
        context.server.lounge,
        topic=context.environment.content.recordings,
        count=2,
    )
    picks = picks_of(reply.message)
    context.counts.recommendations += len(picks)
    paid = talked.in_forum("workshop")
    context.checks.that(
        picks and paid.issuperset(picks) and picks[0] in talked.of(interest),
        "demo-check-paid-first",
        interest,
        _titles(talked, picks),
        channel=context.server.workshop.name,
        interest=interest,
    )


async def _what_nobody_may_know(context: DemoContext, talked: Talked) -> None:
    """Ask for a hidden post by its title: the index has it, the member can't get it."""
    heroine, title = context.server.heroine, context.environment.content.secret
    hidden = talked.in_forum("backstage")
    blind = await context.environment.app.services.recommend.recommender.recommend(
        context.server.guild.id, heroine.id, readable=lambda _: True, topic=title
    )
    known = [pick.item.object_id for pick in blind.picks]
    reply = await context.ask(heroine, "recommend", context.server.lounge, topic=title)
    context.checks.that(
        hidden.intersection(known) and not picks_of(reply.message),
        "demo-check-hidden",
        context.translate("recommend-empty-topic", topic=title),
        reply.text,
        channel=context.server.channels["backstage"].name,
    )


async def _newcomer(context: DemoContext, talked: Talked) -> None:
    server = context.server
    newcomer = join_newcomer(context)
    context.note("demo-note-newcomer", name=newcomer.name)
    reply = await context.ask(newcomer, "recommend", server.lounge, count=3)
    picks = picks_of(reply.message)
    context.counts.recommendations += len(picks)
    honest = context.translate("recommend-newcomer")
    context.checks.that(honest in reply.text, "demo-check-newcomer", honest, reply.text)
    closed = talked.in_forum("workshop") | talked.in_forum("backstage")
    context.checks.that(
        picks and not closed.intersection(picks),
        "demo-check-open-only",
        "-",
        _titles(talked, picks),
        count=len(picks),
    )


def join_newcomer(context: DemoContext) -> Person:
    """Let a person join who has never written."""
    return context.server.guild.join(
        context.environment.content.cast["newcomer"], locale=context.server.locale
    )


def _titles(talked: Talked, picks: Sequence[int] | set[int]) -> str:
    return " · ".join(talked.posts[pick].title if pick in talked.posts else "?" for pick in picks)
