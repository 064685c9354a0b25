"""Test that the container image has all of the code."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_of_data_is_copied() -> None:
    lines = (ROOT / "deploy" / "Containerfile").read_text().splitlines()
    packages = sorted(path.parent.name for path in (ROOT / "data").glob("*/__init__.py"))
    # The migrations are files that Alembic reads, not a package.
    assert packages
    for name in [*packages, "migrations"]:
        assert f"COPY data/{name} data/{name}" in lines
