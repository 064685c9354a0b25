"""Explain to staff why a member has, or lacks, a role."""
