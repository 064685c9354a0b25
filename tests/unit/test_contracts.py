"""Test that the import contracts find each planted violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

# Module, the line planted into it, and how the report names the import.
VIOLATIONS = [
    # a cog reads and writes tables
    ("cogs.activity.thread_joins", "from data.tables import signals", "data.tables"),
    # reading Stripe's objects needs a database
    ("bot.payments.stripe.objects.validation", "from data import facts", "data.facts"),
    # the pure rules ask a service
    (
        "bot.payments.ledger.stripe_statuses",
        "from bot.payments.entitlements import service",
        "bot.payments.entitlements.service",
    ),
    # a pure comparison asks Stripe, or the database
    ("bot.payments.notifications.entitlement_changes", "import stripe", "stripe"),
    (
        "bot.payments.notifications.entitlement_changes",
        "from data import engine",
        "data.engine",
    ),
    # recommendations know payments
    ("bot.recommend.ranking.surprise", "from bot.payments import money", "bot.payments.money"),
    # redaction reads the database
    ("bot.payments.stripe.objects.redaction", "from data import inbox", "data.inbox"),
    # the simulator uses what it is to test
    ("bot.simulator.waiting", "from bot import clock", "bot.clock"),
    # numbers from settings need a database
    ("bot.recommend.params_from_settings", "from data import members", "data.members"),
    # a circle through the composition root
    ("bot.web.server", "from bot import app", "bot.app"),
    # a new module that no layer names
    ("bot.payments.brand_new", '"""New."""', "bot.payments.brand_new"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy of the code in which all violations are planted."""
    if not LINT.exists():
        pytest.skip("import-linter is not installed: pip install -r .ci/requirements.txt")
    copy = tmp_path_factory.mktemp("copy")
    for package in ("bot", "cogs", "data"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("var", "__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", copy)
    for module, line, _ in VIOLATIONS:
        path = copy.joinpath(*module.split(".")).with_suffix(".py")
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    found = subprocess.run(  # noqa: S603 our own tool
        [LINT, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    return " ".join(found.stdout.split())


@pytest.mark.parametrize(("module", "line", "imported"), VIOLATIONS)
def test_a_planted_violation_is_named(report: str, module: str, line: str, imported: str) -> None:
    named = f"- {module} -> {imported}" if "import" in line else f"- {imported}"
    assert named in report
