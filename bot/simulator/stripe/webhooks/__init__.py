"""Delivers events to webhook endpoints: signed, retried, and with planned faults."""
