"""The bench plays in the same town as the tests of the whole way."""

from tests.e2e.conftest import both_towns, no_settings_of_ours

__all__ = ["both_towns", "no_settings_of_ours"]
