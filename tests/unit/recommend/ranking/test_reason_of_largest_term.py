"""Test that an item's reason names the largest term of its score."""

from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.index.index import Index
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.terms import ALL_TERMS
from bot.recommend.ranking.explain import GOING_ON, SEVERAL, WEEK
from bot.recommend.ranking.rank import ListRequest, choose
from bot.recommend.ranking.score_shares import shares
from tests import ftl
from tests.unit.recommend.small_community import PLAIN, SECONDS, SmallCommunity

READER = 50
SENTENCES = {
    "taste": {"liked", "similar"},
    "similar": {"liked", "similar"},
    "channel": {"channel", "often", "now"},
    "author": {"author"},
    "interest": {"interest"},
    "popular": {"popular", "active"},
    "popular_newcomer": {"popular", "active"},
    "participants": {"joined", "few", "active"},
    "active": {"recent", "new"},
    "new": {"new", "newer", "lasting"},
    "traffic": {"busy", "quiet"},
}
WEIGHTS = st.fixed_dictionaries({term.name: st.floats(term.low, term.high) for term in ALL_TERMS})
ITEMS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(900, 902), st.floats(0.1, 60)), min_size=2, max_size=12
)
ACTS = st.lists(
    st.tuples(st.sampled_from([10, 11, 12, READER]), st.integers(1, 12), st.floats(0.05, 60)),
    max_size=30,
)


@given(WEIGHTS, ITEMS, ACTS, st.dictionaries(st.integers(1, 4), st.floats(0, 1), max_size=2))
def test_the_sentence_and_the_first_bar_name_the_largest_term(
    weights: dict[str, float],
    items: list[tuple[int, int, float]],
    acts: list[tuple[int, int, float]],
    stated: dict[int, float],
) -> None:
    community = SmallCommunity()
    community.stated = stated
    for number, (channel, author, days) in enumerate(items, start=1):
        community.item(number, channel, author=author, days=days)
    for user, number, days in acts:
        if number <= len(items):
            community.act(user, number, days=days)
    index = community.index_query().index
    index_query = IndexQuery(index, index.tuning.with_weights(weights, 1))
    for choice in choose(index_query, community.ask(READER), ListRequest(12, SECONDS), PLAIN):
        largest = max(choice.terms, key=choice.terms.__getitem__)
        message = choice.why.message.removeprefix("recommend-why-")
        if choice.terms[largest] <= 0:
            assert message in {"unseen", "new"}
            continue
        named = {name for name, value in choice.terms.items() if value == choice.terms[largest]}
        assert message in set[str]().union(*(SENTENCES[name] for name in named))
        first, *_ = bars = shares(choice.terms)
        assert first.percent in {bar.percent for bar in bars if bar.name in named}
        assert is_true(index, choice.place, message)


def is_true(index: Index, item: int, message: str) -> bool:
    """Return whether a sentence claims no more of an item than what is so."""
    created, active = int(index.created[item]), int(index.active[item])
    match message:
        case "popular" | "joined":
            return bool(index.world.rater_counts[item] >= SEVERAL)
        case "new":
            return SECONDS - created < WEEK
        case "recent":
            return active > created or SECONDS - created >= WEEK
        case "now":
            return SECONDS - active <= GOING_ON
        case _:
            return True


def test_every_term_has_a_sentence_a_bar_and_a_name_for_staff() -> None:
    known = ftl.forms("en", "*.ftl")
    assert SENTENCES.keys() == {term.name for term in ALL_TERMS}
    for term in ALL_TERMS:
        dashed = term.name.replace("_", "-")
        assert f"why-term-{dashed}" in known
        assert f"weights-term-{dashed}" in known
    for message in set[str]().union(*SENTENCES.values()):
        assert f"recommend-why-{message}" in known
