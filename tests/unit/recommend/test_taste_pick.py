"""Taking the first few: permissions last, and not all from one corner."""

from datetime import UTC, datetime

from bot.recommend.items import Item
from bot.recommend.pick import PATIENCE, Variety, pick

AT = datetime(2026, 5, 1, tzinfo=UTC)


def item(number: int, channel: int = 5, author: int = 0) -> Item:
    return Item(number, 1, "post", number, channel, author or number, None, AT)


def take(items: list[Item], count: int, variety: Variety, *hidden: int) -> list[int]:
    return pick(
        range(len(items)), items.__getitem__, count, lambda it: it.channel_id not in hidden, variety
    )


def free() -> Variety:
    return Variety(of_author=99, of_channel=99)


def test_hidden_items_are_passed_over_until_enough_are_readable() -> None:
    items = [item(1, 7), item(2, 5), item(3, 7), item(4, 6), item(5, 5)]
    assert take(items, 2, free(), 7) == [1, 3]
    assert take(items, 9, free(), 7) == [1, 3, 4]


def test_permissions_are_asked_for_no_more_than_needed() -> None:
    items = [item(number) for number in range(1, 1000)]
    asked: list[int] = []

    def allowed(it: Item) -> bool:
        asked.append(it.id)
        return it.id != 1

    assert pick(range(999), items.__getitem__, 2, allowed, free()) == [1, 2]
    assert asked == [1, 2, 3]


def test_one_channel_leaves_room_for_another() -> None:
    items = [*(item(number, 5) for number in range(5)), item(9, 6)]
    assert take(items, 4, Variety(of_author=9, of_channel=3)) == [0, 1, 2, 5]


def test_one_author_leaves_room_for_another() -> None:
    items = [item(1, author=7), item(2, author=7), item(3, author=7), item(4, author=8)]
    assert take(items, 3, Variety(of_author=2, of_channel=9)) == [0, 1, 3]


def test_the_best_of_the_rest_fills_the_list_in_order() -> None:
    items = [item(1, 5), item(2, 5), item(3, 5), item(4, 6)]
    assert take(items, 3, Variety(of_author=9, of_channel=1)) == [0, 1, 3]


def test_the_search_for_variety_ends() -> None:
    items = [item(number, 5) for number in range(10_000)]
    asked: list[int] = []

    def allowed(it: Item) -> bool:
        asked.append(it.id)
        return True

    picked = pick(range(10_000), items.__getitem__, 2, allowed, Variety(of_author=9, of_channel=1))
    assert picked == [0, 1]
    assert len(asked) <= 2 * PATIENCE + 2


def test_light_and_strict_always_admit_somebody() -> None:
    for count in range(1, 11):
        for variety in (Variety.light(count), Variety.strict(count)):
            assert variety.of_channel >= 1
            assert variety.of_author >= 1
