"""Mutate webhooks in many ways, reproducible by their seed."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from tests.stripe_events import signed

Json = dict[str, Any]
TOO_LARGE = 1024 * 1024 + 1

# What no schema of Stripe's foresees in any place.
JUNK: Sequence[Any] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**40,
    0.5,
    1e308,
    "",
    " ",
    "0",
    "-1",
    "\x00",
    "\x1b[2J",
    "../../v1/customers",
    "sub_1?expand[]=customer#",
    "é漢字🙂",
    "x" * 5_000,
    "'; DROP TABLE inbox; --",
    "{name} %s $1",
    "9" * 400,
    [],
    {},
    [None],
    [[]],
    {"object": "event"},
    {"id": None, "data": []},
)
# Texts that JSON's grammar or our reading of it may stumble over.
TOKENS = (
    *(b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1" * 5_000, b"\xff\xfe"),
    *(b'"\\ud800"', b'"\\u0000"', b"0x10", b"01", b"[" * 3_000, b'{"a":' * 3_000, b"tru"),
)


@dataclass(frozen=True, slots=True)
class MutatedEvent:
    """One request. `by_stripe` tells whether it bears a true signature over these very bytes."""

    how: str
    raw: bytes
    signature: str | bytes
    by_stripe: bool


def mutated_events(events: Sequence[Json], secret: str, seed: int) -> Iterator[MutatedEvent]:
    """Yield mutated webhooks without end, made of these events."""
    rng = random.Random(seed)  # noqa: S311 a reproducible mess, no secret
    number = 0
    while True:
        number += 1
        event = json.loads(json.dumps(rng.choice(events)))
        event["id"] = f"evt_mutated{seed}n{number}"
        if rng.random() < 0.6:
            yield _forged(rng, event, secret)
        else:
            name, change = rng.choice(SIGNED)
            raw = change(rng, event)
            yield MutatedEvent(name, raw, signed(raw, secret), by_stripe=True)


def _forged(rng: random.Random, event: Json, secret: str) -> MutatedEvent:
    raw = json.dumps(event).encode()
    good = signed(raw, secret)
    stamp, mark = good.split(",")
    other = "whsec_" + "f" * 32
    name, mutated = rng.choice(
        (
            ("bits flipped", (_flipped(rng, raw), good)),
            ("cut short", (raw[: rng.randrange(len(raw))], good)),
            ("longer", (raw + b" ", good)),
            ("other secret", (raw, signed(raw, other))),
            ("no secret", (raw, signed(raw, ""))),
            ("stale", (raw, signed(raw, secret, age=rng.randrange(301, 10**9)))),
            ("from the future", (raw, signed(raw, secret, age=-rng.randrange(310, 10**9)))),
            ("no time", (raw, mark)),
            ("two times", (raw, f"{stamp},{good}")),
            ("endless time", (raw, f"t={'9' * 400},{mark}")),
            ("mark cut", (raw, good[: -rng.randrange(1, 60)])),
            ("mark of another scheme", (raw, good.replace("v1=", "v0="))),
            ("a thousand marks", (raw, stamp + ",v1=00" * 1_000)),
            ("foreign letters", (raw, good[:-1] + rng.choice("éß漢٣²"))),
            ("raw bytes", (raw, good.encode() + bytes((rng.randrange(128, 256),)))),
            ("empty", (b"", "")),
            ("empty, signed for another", (b"", good)),
            ("noise", (rng.randbytes(300), f"{stamp},v1={rng.randbytes(32).hex()}")),
            ("too large", (b"x" * TOO_LARGE, good)),
        )
    )
    return MutatedEvent(name, *mutated, by_stripe=False)


def _flipped(rng: random.Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for at in rng.sample(range(len(raw)), rng.choice((1, 1, 2, 8))):
        changed[at] ^= rng.randrange(1, 256)
    return bytes(changed)


def _places(value: object, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value inside."""
    inside: Mapping[Any, object] = {}
    if isinstance(value, dict):
        inside = cast("Mapping[Any, object]", value)
    elif isinstance(value, list):
        inside = dict(enumerate(cast("list[object]", value)))
    for key, below in inside.items():
        yield (*above, key)
        yield from _places(below, (*above, key))


def _confused(rng: random.Random, event: Json) -> bytes:
    """Put something else into one to four places, mostly inside the object."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        ways = list(_places(event))
        deep = [way for way in ways if way[:2] == ("data", "object")] or ways
        _put(event, rng.choice(deep if rng.random() < 0.8 else ways), rng.choice(JUNK))
    return json.dumps(event).encode()


def _put(event: Json, way: tuple[Any, ...], value: object) -> None:
    holder: Any = event
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = deepcopy(value)


def _lacking(rng: random.Random, event: Json) -> bytes:
    """Take one to six fields away."""
    for _ in range(rng.choice((1, 1, 3, 6))):
        way = rng.choice(list(_places(event)) or [("id",)])
        holder: Any = event
        for key in way[:-1]:
            holder = holder[key]
        if isinstance(holder, dict):
            cast("Json", holder).pop(way[-1], None)
    return json.dumps(event).encode()


def _twice(rng: random.Random, event: Json) -> bytes:
    """Name a key twice."""
    key = rng.choice(("id", "object", "type", "created", "data", "api_version"))
    return json.dumps(event)[:-1].encode() + f', "{key}": {json.dumps(rng.choice(JUNK))}}}'.encode()


def _tokens(rng: random.Random, event: Json) -> bytes:
    """Put a text that is no JSON, or barely, where a value was."""
    _put(event, rng.choice(list(_places(event))), "@@here@@")
    return json.dumps(event).encode().replace(b'"@@here@@"', rng.choice(TOKENS))


def _nested(rng: random.Random, event: Json) -> bytes:
    depth = rng.choice((10, 60, 70, 500, 990, 5_000, 100_000))
    opening, closing = rng.choice(((b"[", b"]"), (b'{"a":', b"}")))
    event["data"]["object"]["metadata"] = "@@here@@"
    inside = opening * depth + b"1" + closing * depth
    return json.dumps(event).encode().replace(b'"@@here@@"', inside)


def _flipped_and_signed(rng: random.Random, event: Json) -> bytes:
    return _flipped(rng, json.dumps(event).encode())


def _cut_and_signed(rng: random.Random, event: Json) -> bytes:
    raw = json.dumps(event).encode()
    return raw[: rng.randrange(len(raw))]


def _of_another_kind(rng: random.Random, event: Json) -> bytes:
    """Tell of one kind of thing under the type of another."""
    event["type"] = rng.choice(TYPES)
    event["data"]["object"]["object"] = rng.choice(KINDS)
    return json.dumps(event).encode()


def _other_encoding(rng: random.Random, event: Json) -> bytes:
    return json.dumps(event).encode(rng.choice(("utf-16", "utf-32", "utf-8-sig", "utf-7")))


def _no_event(rng: random.Random, _: Json) -> bytes:
    return rng.choice((b"", b"{}", b"[]", b"null", b"0", b'"event"', b"\x00", b"{" * 99, b"NaN"))


def _large(rng: random.Random, event: Json) -> bytes:
    event["data"]["object"]["padding"] = "x" * rng.choice((TOO_LARGE, TOO_LARGE // 2))
    return json.dumps(event).encode()


TYPES = (
    *("invoice.paid", "charge.refunded", "customer.deleted", "customer.subscription.updated"),
    *("checkout.session.completed", "refund.failed", "charge.dispute.closed", "a.b", "ü"),
)
KINDS = (
    *("subscription", "checkout.session", "invoice", "charge", "refund", "dispute", "customer"),
    *("", "event", "price"),
)

Change = Callable[[random.Random, Json], bytes]
SIGNED: tuple[tuple[str, Change], ...] = (
    *(("types confused", _confused),) * 6,
    *(("fields lacking", _lacking),) * 4,
    *(("of another kind", _of_another_kind),) * 2,
    ("a key twice", _twice),
    ("odd tokens", _tokens),
    ("nested", _nested),
    ("bits flipped, signed", _flipped_and_signed),
    ("cut short, signed", _cut_and_signed),
    ("other encoding", _other_encoding),
    ("no event", _no_event),
    ("large", _large),
)
