"""Markdown as authors write it, made into what Discord shows."""
