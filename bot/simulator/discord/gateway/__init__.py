"""The gateway: sessions, intents, resume."""
