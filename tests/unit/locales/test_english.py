"""Test the English texts: one word for each thing, contractions, no dialect."""

import re
from collections.abc import Iterator

import pytest
from discord.ext import commands

from tests import ftl
from tests.commands import cogs, leaves

# The glossary: the word we use; what else was written for it.
WORDS = {
    "active": r"open to you|held open|good for",
    "paused": r"held back|on hold|suspended",
    "for life, lifetime": r"for good|for ever",
    "expires": r"time is up|reached its end",
    "permission": r"rights?\b(?! (now|away))",
    "Stripe Dashboard": r"Stripe's dashboard",
    "someone, anyone, everyone": r"(some|any|every)body",
    "the person who": r"whoever",
    "again, new": r"\banew\b",
    "no longer": r"any more(?! than)|no more\b(?! reminders)",
    "learned": r"learnt",
    "setup": r"set-up",
    "in (a server)": r"on (this|the|that) server",
    "personal digest": r"digests? of (your|their) own|own digest",
    "in (a time zone)": r"by the clock",
    "partial": r"in part\b",
    "fix": r"put right|\bmend(ed|s)?\b",
}
UNCONTRACTED = re.compile(
    r"\b(is|are|was|were|do|does|did|has|have|had|will|would|could|can) ?not\b"
    r"|\b(It|That) is\b|\b[Tt]here is (a|no)\b|\bI (am|have been)\b|\b(You|They|We) are\b"
)


def texts() -> Iterator[tuple[str, str]]:
    """Yield every English text of a message, a command, and an option, with what it is of."""
    yield from ftl.texts("en")
    groups = {name.partition(" ")[0] for name in leaves()}
    for cog in cogs():
        if issubclass(cog, commands.GroupCog) and cog.__cog_group_name__ in groups:
            yield cog.__name__, str(cog.__cog_group_description__)
    for name, leaf in leaves().items():
        yield f"/{name}", leaf.description
        yield from ((f"/{name} {each.name}", str(each.description)) for each in leaf.parameters)


def found(pattern: str) -> list[tuple[str, str]]:
    """Return where a pattern is found."""
    return [(where, text) for where, text in texts() if re.search(pattern, text)]


@pytest.mark.parametrize("word", WORDS)
def test_one_word_is_used_for_one_thing(word: str) -> None:
    assert found(WORDS[word]) == []


def test_what_is_spoken_is_contracted() -> None:
    assert UNCONTRACTED.search("It is not there")
    assert [(where, text) for where, text in texts() if UNCONTRACTED.search(text)] == []


def test_apostrophes_are_straight() -> None:
    assert found("\u2019") == []


def test_commands_are_among_what_is_read() -> None:
    places = {where for where, _ in texts()}
    assert {"/plans", "/plan add name", "PlansCog", "payments-pay"} <= places
