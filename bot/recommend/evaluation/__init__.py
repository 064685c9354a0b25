"""Replays the past to measure recommendations, and fits their parameters."""
