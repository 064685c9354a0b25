"""Measure what use cases cost in communities of several sizes."""
