"""The doctor: is the set-up in order, and if not, what is to be done?"""

from bot.health.finding import Finding, Teller, render
from bot.health.run_checks import examine

__all__ = ["Finding", "Teller", "examine", "render"]
