"""`/staff` and `/insights`: set-up, checks, the audit log and the lift report."""
