"""Recommendations: from what members do to what they may want to read."""
