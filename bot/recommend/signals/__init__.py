"""Signals of what members do: extracted, filtered, batched and stored."""
