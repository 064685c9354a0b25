"""What README says is what the code does."""

import re
from pathlib import Path

import discord
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.cli import parser
from bot.commands import COMMANDS
from bot.discord.checks_guild import PERMISSIONS
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.transport import API_VERSION
from bot.settings import Settings
from tests.e2e.sandbox import RIGHTS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
KEYS: dict[str, dict[str, object]] = Settings().model_dump()
SECRETS = {"DISCORD_TOKEN", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET"}


def words_of_the_command_line() -> set[str]:
    usage = re.search(r"\{([a-z,-]+)\}", parser().format_usage())
    assert usage is not None
    return set(usage[1].split(","))


def test_readme_lists_exactly_the_events_that_we_use() -> None:
    listed = re.findall(r"^ +- `([a-z_.]+)`$", README, re.MULTILINE)
    assert tuple(listed) == USED_EVENTS


def test_readme_names_the_api_version() -> None:
    assert f"API version `{API_VERSION}`" in README


def test_readme_s_link_asks_for_exactly_the_permissions_that_the_doctor_checks() -> None:
    assert re.findall(r"permissions=(\d+)", README) == [str(PERMISSIONS.value)]
    assert not PERMISSIONS.administrator
    named = re.search(r"That is: ([^.]+)\.", README)
    assert named is not None
    names = [re.sub(r"\s+", "_", name.strip()).lower() for name in named[1].split(",")]
    flags = {"view_channel" if name == "view_channels" else name: True for name in names}
    assert discord.Permissions(**flags) == PERMISSIONS


def test_readme_lists_exactly_the_rights_that_the_tests_make_do_with() -> None:
    rows = re.findall(r"\| ([A-Z][A-Za-z ]+) \| (Read|Write) \|", README)
    assert {f"{right_of(name)}_{level.lower()}" for name, level in rows} == RIGHTS


def right_of(name: str) -> str:
    """Stripe's own word in an error for what its dashboard calls by name."""
    plain = name.lower().removesuffix("s").replace(" ", "_")
    ours = {"price": "plan", "webhook_endpoint": "webhook", "charges_and_refund": "charge"}
    return ours.get(plain, plain)


def test_every_word_of_the_command_line_is_in_readme_and_back() -> None:
    assert words_of_the_command_line() == {*COMMANDS, "demo"}
    spoken = set(re.findall(r"bot\.py ([a-z-]+)", README))
    assert spoken == words_of_the_command_line()


def test_the_two_commands_are_one_line_each_from_a_fresh_clone() -> None:
    install = "python3 -m venv .venv && .venv/bin/pip install -q -r "
    lines = [line for line in README.splitlines() if line.startswith(install)]
    assert [line.removeprefix(install) for line in lines] == [
        "requirements.txt && .venv/bin/python bot.py demo",
        "requirements-dev.txt && .venv/bin/pytest",
    ]


def test_every_variable_exists() -> None:
    spoken = README + (ROOT / ".env.example").read_text(encoding="utf-8")
    for section, key in re.findall(r"BOT__([A-Z]+)__([A-Z_]+)", spoken):
        if section == "SECTION":
            continue
        assert key.lower() in KEYS[section.lower()], (section, key)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == SECRETS
    assert all(name in README for name in SECRETS)


def test_every_settings_key_that_readme_names_exists() -> None:
    named = re.findall(r"`\[([a-z]+)\] ([a-z_]+)", README)
    assert named
    for section, key in named:
        assert key in KEYS[section], (section, key)


def test_every_file_that_readme_links_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_lock_file_holds_every_requirement_in_a_version_that_suits() -> None:
    locked = dict(
        re.findall(r"^([\w.-]+)==(\S+) \\$", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        named = line.partition("#")[0].strip()
        if named:
            wanted = Requirement(named)
            assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), named
