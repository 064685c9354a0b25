"""A scenario on SQLite, with the service that switches."""

from tests.flow.payments.lifecycle.conftest import database_url, scenario

__all__ = ["database_url", "scenario"]
