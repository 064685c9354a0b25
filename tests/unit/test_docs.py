"""Test that the documentation says what the code does."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.cli import parser
from bot.commands import COMMANDS
from bot.discord.checks_guild import PERMISSIONS
from bot.discord.sign_in import SCOPES
from bot.health import FindingFactory
from bot.health.secrets import check_secrets
from bot.i18n import Translations
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.transport import API_VERSION
from bot.settings import Settings
from tests.commands import leaves
from tests.e2e.sandbox import KEY_PERMISSIONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What owners read: the README leads to the other pages.
OWNERS = "\n".join(
    (ROOT / page).read_text(encoding="utf-8")
    for page in ("README.md", "docs/commands.md", "docs/operating.md", "docs/privacy.md")
)
KEYS: dict[str, dict[str, object]] = Settings().model_dump()
APPENDIX = README.partition("## Appendix")[2].partition("\n## ")[0]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
TOP = {"bot", "cogs", "data", "tests", "docs", "deploy", ".ci"}
SUFFIXES = (".py", ".md", ".toml", ".txt", ".ftl", ".json")
MADE_BY_RUNNING = "data/var/"
SECRETS = {
    "DISCORD_CLIENT_SECRET",
    "DISCORD_TOKEN",
    "LICENCE_SECRET",
    "STRIPE_API_KEY",
    "STRIPE_WEBHOOK_SECRET",
}


def words_of_the_command_line() -> set[str]:
    usage = re.search(r"\{([a-z,-]+)\}", parser().format_usage())
    assert usage is not None
    return set(usage[1].split(","))


def test_readme_lists_exactly_the_events_that_we_use() -> None:
    listed = re.findall(r"^- `([a-z_.]+)`$", README, re.MULTILINE)
    assert tuple(listed) == USED_EVENTS


def test_readme_names_the_api_version() -> None:
    assert f"API version `{API_VERSION}`" in " ".join(README.replace("\n", " ").split())


def test_readme_s_link_asks_for_exactly_the_permissions_that_the_doctor_checks() -> None:
    assert re.findall(r"permissions=(\d+)", README) == [str(PERMISSIONS.value)]
    assert not PERMISSIONS.administrator
    named = re.search(r"That is: ([^.]+)\.", README)
    assert named is not None
    names = [re.sub(r"\s+", "_", name.strip()).lower() for name in named[1].split(",")]
    flags = {"view_channel" if name == "view_channels" else name: True for name in names}
    assert discord.Permissions(**flags) == PERMISSIONS


def test_the_appendix_lists_every_permission_that_the_code_asks_about_itself() -> None:
    table = APPENDIX.partition("|---|---|")[2].partition("\n\n")[0]
    listed: list[str] = re.findall(r"^\| ([A-Z][A-Za-z ]+) \|", table, re.MULTILINE)
    flags = {FLAGS.get(name, name.lower().replace(" ", "_")): True for name in listed}
    own = {name: True for name in own_permissions() if name != "administrator"}  # never wanted
    assert discord.Permissions(**flags) == PERMISSIONS | discord.Permissions(**own)
    assert len(listed) == len(flags)


FLAGS = {"View Channels": "view_channel", "Create Invite": "create_instant_invite"}


def own_permissions() -> Iterator[str]:
    """Yield the permissions that the bot checks it has: `ours.…` and `….me.…`."""
    for folder in ("bot/discord", "cogs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in discord.Permissions.VALID_FLAGS:
                    of = ast.unparse(node.value)
                    if of.startswith("ours") or "me.guild_permissions" in of:
                        yield node.attr


def test_the_appendix_lists_the_scopes_of_the_sign_in_and_of_the_invite() -> None:
    scopes = re.findall(r"`([a-z.]+)`", APPENDIX.partition("OAuth2 scopes.")[2].partition(".\n")[0])
    (invite,) = re.findall(r"scope=(\S+?)&", README)
    assert scopes == [*invite.split("+"), *SCOPES.split()]


def test_readme_lists_exactly_the_rights_that_the_tests_make_do_with() -> None:
    rows = re.findall(r"\| ([A-Z][A-Za-z ]+) \| (Read|Write) \|", README)
    assert {f"{right_of(name)}_{level.lower()}" for name, level in rows} == KEY_PERMISSIONS


def right_of(name: str) -> str:
    """Stripe's name in an error for what its dashboard calls by another."""
    plain = name.lower().removesuffix("s").replace(" ", "_")
    ours = {"price": "plan", "webhook_endpoint": "webhook", "charges_and_refund": "charge"}
    return ours.get(plain, plain)


def test_owners_read_of_every_word_of_the_command_line_and_of_no_other() -> None:
    assert words_of_the_command_line() == {*COMMANDS, "demo"}
    spoken = set(re.findall(r"bot\.py ([a-z][a-z-]+)", OWNERS))
    assert spoken == words_of_the_command_line()


def test_every_command_of_discord_is_described_and_no_other() -> None:
    pages = (ROOT / f"docs/{page}.md" for page in ("commands", "knowledge", "licences"))
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    described = {each for span in re.findall(r"`/([^`]+)`", text) for each in commands_in(span)}
    addresses = {each for each in described if "/" in each}  # of the web server
    assert described - addresses == leaves().keys()


def commands_in(span: str) -> Iterator[str]:
    """Yield the commands that a span names, as `plan list`; `a b|c` are two."""
    words = [word for word in span.split() if ":" not in word]
    for last in words[-1].split("|"):
        yield " ".join((*words[:-1], last))


def test_the_two_commands_are_one_line_each_from_a_fresh_clone() -> None:
    install = "python3 -m venv .venv && .venv/bin/pip install -q -r "
    lines = [line for line in README.splitlines() if line.startswith(install)]
    assert [line.removeprefix(install) for line in lines] == [
        "requirements.txt && .venv/bin/python bot.py demo",
        "requirements-dev.txt && .venv/bin/pytest",
    ]


def test_every_variable_exists() -> None:
    spoken = OWNERS + (ROOT / ".env.example").read_text(encoding="utf-8")
    for section, key in re.findall(r"BOT__([A-Z]+)__([A-Z_]+)", spoken):
        if section == "SECTION":
            continue
        assert key.lower() in KEYS[section.lower()], (section, key)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == SECRETS
    assert all(name in README for name in SECRETS)


def test_the_example_with_the_two_values_of_readme_s_steps_is_enough_to_poll() -> None:
    """Whoever follows the ten minutes fills in no third secret."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
    given |= {"DISCORD_TOKEN": "MTEw.a.b", "STRIPE_API_KEY": "sk_test_1"}
    settings = Settings.model_validate({**given, "stripe": {"delivery": "poll"}})
    report = FindingFactory(Translations.load().translator("en"))
    assert [each.topic for each in check_secrets(settings, report) if not each.ok] == []


def test_every_settings_key_that_owners_read_of_exists() -> None:
    named = re.findall(r"`\[([a-z]+)\]\s+([a-z_]+)", OWNERS)
    assert named
    for section, key in named:
        assert key in KEYS[section], (section, key)


def test_every_file_that_readme_links_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    headings = {
        "#" + re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    assert links
    missing = [link for link in links if link not in headings and not (ROOT / link).exists()]
    assert missing == []


def test_the_lock_file_holds_every_requirement_in_a_version_that_suits() -> None:
    locked = dict(
        re.findall(r"^([\w.-]+)==(\S+) \\$", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        named = line.partition("#")[0].strip()
        if named:
            wanted = Requirement(named)
            assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), named


def paths_named_in(page: Path) -> set[str]:
    """What stands in backticks and looks like a path of the repository."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    spans = {span.split("::")[0] for span in re.findall(r"`([^`\s]+)`", text)}
    return {
        span
        for span in spans
        if ("/" in span and (span.split("/")[0] in TOP or span.endswith(SUFFIXES)))
        or span.endswith((".md", ".toml"))
        if not span.startswith(MADE_BY_RUNNING)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert [path for path in sorted(paths_named_in(page)) if not any(ROOT.glob(path))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_each_need_of_selling_knowledge_has_a_command_and_a_test() -> None:
    """That the files exist is tested above, for all pages."""
    text = (ROOT / "docs/knowledge.md").read_text(encoding="utf-8")
    rows = [
        row for row in re.findall(r"^\| (.+) \|$", text, re.MULTILINE) if not row.startswith("What")
    ]
    assert len(rows) > 30
    known = leaves().keys()
    for row in rows:
        what, commands, tests = row.split(" | ")
        named = re.findall(r"`/([a-z ]+)`", commands)
        assert named, what
        assert set(named) <= known, what
        assert re.findall(r"`tests/\S+/test_\w+\.py`", tests), what


def test_the_table_of_jobs_and_workers_is_that_of_the_code() -> None:
    _, _, table = ARCHITECTURE.partition("| Job | When | What |")
    first_cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    named = {name for cell in first_cells for name in re.findall(r"`([a-z-]+)`", cell)}
    assert named == {*jobs_and_workers()}


def jobs_and_workers() -> Iterator[str]:
    """Yield the names that are given to the scheduler's jobs and to workers."""
    for folder in ("bot", "cogs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(attr="add_interval_job"),
                        args=[_, ast.Constant(value=str(name)), *_],
                    ):
                        yield name
                    case ast.Call(
                        func=ast.Name(id="Worker" | "CalendarJob"),
                        args=[ast.Constant(value=str(name)), *_],
                    ):
                        yield name
                    case _:
                        pass


def test_the_layers_drawn_are_those_of_the_import_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(
        each["layers"] for each in contracts if each["name"] == "The layers of bot"
    )
    drawn = re.search(r"subgraph bot\n(.*?)\n    end\n", ARCHITECTURE, re.DOTALL)
    assert drawn is not None
    boxes = dict(re.findall(r"(\w+)\[\"?([\w |]+)\"?\]", drawn[1]))
    arrows = re.findall(r"(\w+)(?:\[[^\]]*\])? --> (\w+)", drawn[1])
    order = [arrows[0][0], *(below for _, below in arrows)]
    assert [above for above, _ in arrows] == order[:-1]
    assert [boxes[name] for name in order] == layers
