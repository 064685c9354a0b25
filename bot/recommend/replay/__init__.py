"""Replaying a server's history day by day, to fit and to evaluate the ranking."""
