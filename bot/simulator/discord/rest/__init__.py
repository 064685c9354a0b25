"""The REST API, one file a topic."""
