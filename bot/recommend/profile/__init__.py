"""A member's own choices about recommendations: interests, saved items, erasure."""
