"""Compare the graph of prerequisites with its closure, computed apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.prerequisites import CircleError, check_prerequisites, unmet, with_all_before

Edges = list[tuple[int, int]]
EDGES: st.SearchStrategy[Edges] = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20
)


def closure(graph: dict[int, set[int]]) -> set[tuple[int, int]]:
    """Return all pairs of which the second comes before the first (Warshall's algorithm)."""
    pairs = {(content, one) for content, needed in graph.items() for one in needed}
    for middle in range(8):
        for start in range(8):
            for end in range(8):
                if {(start, middle), (middle, end)} <= pairs:
                    pairs.add((start, end))
    return pairs


@given(edges=EDGES)
def test_a_graph_built_edge_by_edge_has_no_circle(edges: Edges) -> None:
    graph: dict[int, set[int]] = {}
    for content, needed in edges:
        wanted = graph.get(content, set()) | {needed}
        would_be = {**graph, content: wanted}
        if any(start == end for start, end in closure(would_be)):
            with pytest.raises(CircleError) as refused:
                check_prerequisites(graph, content, wanted)
            path = refused.value.path
            assert path[0] == path[-1] == content
            assert all(then in would_be[at] for at, then in itertools.pairwise(path))
        else:
            check_prerequisites(graph, content, wanted)
            graph = would_be
    for content in range(8):
        before = {end for start, end in closure(graph) if start == content}
        assert with_all_before(graph, content) == before | {content}


def test_replacing_a_prerequisite_can_end_a_detour() -> None:
    check_prerequisites({1: [2], 2: []}, 1, [3])
    check_prerequisites({1: [2]}, 1, [])


def test_what_is_unmet_is_named() -> None:
    assert unmet({1: [4, 2, 3]}, 1, {3}) == [2, 4]
    assert unmet({}, 1, ()) == []
