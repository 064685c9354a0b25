"""Processes stored webhook events into facts."""
