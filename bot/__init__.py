"""Lyceum: what it does, apart from Discord (`cogs`) and storage (`data`)."""

__version__ = "0.1.0"
