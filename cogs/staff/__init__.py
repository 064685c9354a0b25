"""`/staff` and `/insights`: setup, checks, the audit log and the lift report."""
