"""Records facts and recomputes entitlements, in one transaction."""
