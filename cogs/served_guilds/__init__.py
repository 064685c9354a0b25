"""Leaves servers that are not served."""
