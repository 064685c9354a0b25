"""Licence keys of tools: activations, limits, and tokens that work offline."""
