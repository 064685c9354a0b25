"""The standing experiment: who gets what, and the record of what was shown."""
