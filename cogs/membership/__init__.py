"""`/membership`, `/subscribe`, gifts, and their buttons."""
