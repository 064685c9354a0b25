"""The setup check: find what is wrong with the installation, and how to fix it."""

from bot.health.finding import Finding, FindingFactory, render
from bot.health.run_checks import run_checks

__all__ = ["Finding", "FindingFactory", "render", "run_checks"]
