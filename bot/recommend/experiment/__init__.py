"""Measures what recommendations change, against a control group."""
