"""Let benches use the sandbox of the e2e tests."""

from tests.e2e.conftest import both_servers, no_settings_of_ours

__all__ = ["both_servers", "no_settings_of_ours"]
