"""Draw titles of threads and posts, by a power law, in scripts with and without spaces."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from tests.bench.large.drawing import drawn

WORDS = 4_000
IDEOGRAPHS = 1_500
CHINESE = 0.3  # so large a share has no spaces
_SYLLABLES = np.array(
    "ba co di fu ga ha ki lo mu ne op pa qui ro sa ti un ve wo xa yo zen ster ing".split()
)
_FIRST = 0x4E00  # Unicode's ideographs begin here


def titles(rng: np.random.Generator, count: int) -> Iterator[str]:
    """Invent so many titles."""
    words = _words(rng)
    mutated_events = [
        chr(_FIRST + number) for number in rng.choice(12_000, IDEOGRAPHS, replace=False)
    ]
    lengths = rng.integers(3, 10, count)
    chinese = rng.random(count) < CHINESE
    talk: list[int] = drawn(rng, WORDS, int(lengths.sum())).tolist()
    spoken = (words[place] for place in talk)
    signs: list[int] = drawn(rng, IDEOGRAPHS, int(2 * lengths.sum())).tolist()
    written = (mutated_events[place] for place in signs)
    for length, without_spaces in zip(lengths.tolist(), chinese.tolist(), strict=True):
        if without_spaces:
            yield "".join(islice(written, 2 * length))
        else:
            yield " ".join(islice(spoken, length)).capitalize()


def _words(rng: np.random.Generator) -> list[str]:
    return [
        "".join(rng.choice(_SYLLABLES, length).tolist())
        for length in rng.integers(1, 5, WORDS).tolist()
    ]
