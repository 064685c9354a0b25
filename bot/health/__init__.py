"""The doctor: is the set-up in order, and if not, what is to be done?"""

from bot.health.examination import examine
from bot.health.finding import Finding, Teller, render

__all__ = ["Finding", "Teller", "examine", "render"]
