"""The doctor: is the set-up in order, and if not, what is to be done?"""

from bot.health.finding import Finding, FindingFactory, render
from bot.health.run_checks import run_checks

__all__ = ["Finding", "FindingFactory", "render", "run_checks"]
