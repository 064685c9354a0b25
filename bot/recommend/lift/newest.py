"""What the control group gets: newest first, of what it may see and has not dealt with."""

import numpy as np

from bot.recommend.matrix import DAY
from bot.recommend.model import Model
from bot.recommend.rank import HOUR, NEW, Ranking, Terms, Tuning
from bot.recommend.similarity import NOBODY


def newest(model: Model, user_id: int, tuning: Tuning, now: int) -> Ranking:
    """Order as `rank` does, by nothing but the time of creation; `now` in milliseconds.

    Its score fades with age, and so tells the same order: NEW is its only term.
    """
    nothing = np.zeros(len(model.items))
    age = np.maximum(now - model.created, 0)
    candidates = model.earned & (age <= tuning.max_age * DAY) & (model.authors != user_id)
    row = model.ratings.position(user_id)
    if row is not None:
        candidates[model.ratings.by_user.row(row)[0]] = False
    positions = np.flatnonzero(candidates)[::-1]
    order = positions[np.argsort(-model.created[positions], kind="stable")]
    score = NEW / (1 + age / (24 * HOUR))
    return Ranking(order, score, Terms(nothing, nothing, nothing), NOBODY, row, model.week)
