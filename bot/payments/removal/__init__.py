"""Guards before and steps after a member loses a role: breaker and kicks."""
