"""Recompute entitlements from the facts, and compare them with what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from datetime import datetime

from bot.payments.fact_repository import facts_from_rows, stored_entitlement
from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.facts import from_body
from bot.payments.ledger.fold import MOMENT, fold
from bot.payments.ledger.policy import Policy
from bot.payments.role_sync.role_diff import diff_roles
from data.facts import StoredEntitlement, StoredFact

KEYS = ("guild_id", "user_id", "source")
COMPARED = tuple(f.name for f in fields(StoredEntitlement) if f.name not in KEYS)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that differs from what the facts say.

    Attributes:
        guild_id: The guild.
        user_id: The member.
        subject: An entitlement's source, a fact, or a role.
        text: What differs, in words for the operator.
    """

    guild_id: int
    user_id: int
    subject: str
    text: str

    def __str__(self) -> str:
        """Return the whole line."""
        return f"guild {self.guild_id}, member {self.user_id}, {self.subject}: {self.text}"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the facts of one member say.

    Attributes:
        entitlements: The member's entitlements as of when they were last stored.
        today: The member's entitlements now.
        due: Sources that came due since: not wrong, only not refreshed yet.
        differences: What is stored differently.
    """

    entitlements: Sequence[Entitlement]
    today: Sequence[Entitlement]
    due: Sequence[str]
    mismatches: Sequence[Mismatch]


def rebuild(
    guild_id: int,
    user_id: int,
    rows: Sequence[StoredFact],
    stored: Sequence[StoredEntitlement],
    policy: Policy,
    now: datetime,
) -> Rebuilt:
    """Fold a member's facts and compare the result with the stored entitlements.

    Between two of its due times a fold stays the same. So what was stored before such a time, and
    not since, is compared with the fold of the moment before it.
    """
    broken = [found for row in rows if (found := _broken(guild_id, user_id, row))]
    if broken:
        return Rebuilt((), (), (), broken)
    facts = facts_from_rows(rows, user_id)
    passed = [each.recheck_at for each in stored if each.recheck_at and each.recheck_at <= now]
    as_of = min(passed) - MOMENT if passed else now
    try:
        entitlements = fold(facts, policy, as_of)
        today = fold(facts, policy, now) if passed else entitlements
    except (TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        numbers = ", ".join(str(row.id) for row in rows)
        text = f"can't be folded ({type(error).__name__}: {error})"
        return Rebuilt((), (), (), [Mismatch(guild_id, user_id, f"facts {numbers}", text)])
    then = {each.source: stored_entitlement(guild_id, user_id, each) for each in entitlements}
    asked = {each.source for each in stored if _asked_for(each, then.get(each.source), now)}
    differences = [
        Mismatch(guild_id, user_id, source, text)
        for source, text in _compare({each.source: each for each in stored}, then, rows)
        if source not in asked
    ]
    due = asked | {each.source for each in today if each not in entitlements}
    return Rebuilt(entitlements, today, sorted(due), differences)


def compare_roles(
    guild_id: int,
    user_id: int,
    wanted: AbstractSet[int],
    actual: AbstractSet[int],
    held: AbstractSet[int],
    waiting: str | None,
) -> list[Mismatch]:
    """Compare a member's roles at Discord with the entitlements and with our records.

    `waiting` is the last error of the member's queued role sync; None if none is queued.
    """
    changes = diff_roles(wanted, actual, held)
    found = [
        *((role, "missing on Discord") for role in changes.add),
        *(
            (role, "still held on Discord, but no entitlement gives it")
            for role in changes.remove & actual
        ),
        *(
            (role, "recorded as given by us, but neither held nor due")
            for role in changes.remove - actual
        ),
        *((role, "held and due, but not recorded as given by us") for role in changes.adopt),
    ]
    tail = "" if waiting is None else f" (role sync queued: {waiting or 'not tried yet'})"
    return [
        Mismatch(guild_id, user_id, f"role {role}", text + tail) for role, text in sorted(found)
    ]


def _asked_for(stored: StoredEntitlement, rebuilt: StoredEntitlement | None, now: datetime) -> bool:
    """Return whether a refresh is due because a plan's terms have just changed."""
    if stored.recheck_at is None or stored.recheck_at > now:
        return False
    return rebuilt is None or rebuilt.recheck_at != stored.recheck_at


def _broken(guild_id: int, user_id: int, row: StoredFact) -> Mismatch | None:
    """Return what is wrong with a stored fact in itself."""
    try:
        snapshot = from_body(row.kind, row.body)
    except (KeyError, TypeError, AttributeError) as error:
        text = f"can't be read ({type(error).__name__}: {error})"
    else:
        if (snapshot.id, snapshot.source) == (row.object_id, row.source):
            return None
        text = (
            f"is stored as {row.object_id} about {row.source}, "
            f"but contains {snapshot.id} about {snapshot.source}"
        )
    return Mismatch(guild_id, user_id, f"fact {row.id} ({row.kind} {row.object_id})", text)


def _compare(
    stored: Mapping[str, StoredEntitlement],
    rebuilt: Mapping[str, StoredEntitlement],
    rows: Iterable[StoredFact],
) -> list[tuple[str, str]]:
    rows = list(rows)
    found: list[tuple[str, str]] = []
    for source in sorted(stored.keys() | rebuilt.keys()):
        before, after = stored.get(source), rebuilt.get(source)
        if before is None:
            found.append((source, f"not stored, but {_behind(source, after, rows)} give it"))
        elif after is None:
            found.append((source, f"stored as {before.state}, but no fact supports it"))
        else:
            cause = _behind(source, after, rows)
            found += [(source, f"{text} (by {cause})") for text in _fields(before, after)]
    return found


def _fields(stored: StoredEntitlement, rebuilt: StoredEntitlement) -> list[str]:
    pairs = [(name, getattr(stored, name), getattr(rebuilt, name)) for name in COMPARED]
    return [
        f"{name} stored {_word(before)} → rebuilt {_word(after)}"
        for name, before, after in pairs
        if before != after
    ]


def _behind(source: str, entitlement: StoredEntitlement | None, rows: Iterable[StoredFact]) -> str:
    """Name the facts about an entitlement."""
    subjects = {source, entitlement.stripe_id if entitlement else None}
    numbers = [str(row.id) for row in rows if {row.source, row.object_id} & subjects]
    return f"fact{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else "no fact"


def _word(value: object) -> str:
    if value is None:
        return "none"
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if isinstance(value, datetime) else str(value)
