"""Test that an option for one thing has one name in every command."""

from tests.commands import leaves

SAME = (
    {"timezone", "zone", "tz", "time_zone"},
    {"plan", "membership", "tier"},
    {"member", "user", "who"},
    {"reason", "why", "note"},
    {"days", "weekdays", "length"},
)


def test_one_thing_has_one_name_in_all_commands() -> None:
    used = {option.display_name for leaf in leaves().values() for option in leaf.parameters}
    assert [names & used for names in SAME if len(names & used) != 1] == []
