"""The catalogue: contents, the offers that hold them, and who owns what."""
