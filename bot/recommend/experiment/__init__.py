"""Measures the effect of recommendations against a control group."""
