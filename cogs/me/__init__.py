"""`/me`: what a member sees and changes about themselves."""
