"""Test that each kind of signal is declared once, and that only those are named."""

from typing import get_args

from bot.recommend.signals import model
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.settings import SignalWeights
from bot.signal_kinds import SIGNAL_KINDS, FeedbackKind, SignalKind
from cogs.membership import value_view
from cogs.recommend import feedback_buttons
from data.experiment import ENGAGEMENT

NAMES = tuple(kind.name for kind in SIGNAL_KINDS)


def test_the_types_name_what_is_declared() -> None:
    assert get_args(SignalKind) == NAMES
    assert get_args(FeedbackKind) == tuple(k.name for k in SIGNAL_KINDS if k.by == "feedback")


def test_each_kind_can_be_weighed_in_the_settings_and_weighs_what_it_declares() -> None:
    assert tuple(SignalWeights.model_fields) == NAMES
    assert SignalWeights().model_dump() == {kind.name: kind.weight for kind in SIGNAL_KINDS}
    assert kind_weights(SignalWeights().model_dump()).tolist() == [
        kind.weight for kind in SIGNAL_KINDS
    ]


def test_what_a_server_values_and_what_history_shows_is_what_it_was() -> None:
    assert model.KINDS == NAMES
    assert {"post", "reply", "react"} == model.PUBLIC
    assert {"reply", "react"} == model.ANSWERS
    assert model.REACTIONS == ("react", "dislike", "burst")
    assert {"post", "reply", "react", "dislike", "burst"} == model.HISTORY


def test_whatever_picks_some_kinds_picks_such_as_there_are() -> None:
    liked = ReactionMeanings({"👎": "dislike", "❓": "nothing"})
    meant = {liked.kind(None, emoji) for emoji in "👍👎❓"}
    assert meant == {"react", "dislike", None}
    picked = {*value_view.SHOWN, *ENGAGEMENT, *feedback_buttons.KINDS, *meant} - {None}
    assert picked <= set(NAMES)
