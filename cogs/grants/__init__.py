"""`/grants`: staff give, revoke and explain memberships."""
