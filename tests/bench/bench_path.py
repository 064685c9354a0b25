"""How long a learning path takes at a thousand and at ten thousand lessons.

In CPU time, because a path waits for nothing, and what else runs on the machine should not count.
"""

import time

import numpy as np
import pytest

from bot.learning.path import learning_path
from tests.bench.table import show
from tests.unit.learning.planted_courses import NOW, evidence_of, learner_of, plant

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

LEARNERS = 500
SIZES = ((15, 90), (150, 90))  # courses, and the most lessons of one: 67 on average


def test_paths_of_many_learners() -> None:
    rows: list[list[str]] = []
    for courses, lessons in SIZES:
        world = plant(3, courses=courses, lessons=lessons)
        took: list[float] = []
        for seed in range(LEARNERS):
            learner, evidence = learner_of(world, seed), evidence_of(world, seed)
            began = time.thread_time()
            learning_path(world.index, learner, evidence, NOW)
            took.append(1_000 * (time.thread_time() - began))
        half, most = np.percentile(took[1:], (50, 99))
        rows.append([f"{len(world.index.ids):,}", f"{half:.2f}", f"{most:.2f}"])
    show("Learning path, milliseconds of CPU", ["lessons", "p50", "p99"], rows)
