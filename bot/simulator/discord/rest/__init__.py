"""The REST API, one file per topic."""
