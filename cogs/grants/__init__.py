"""`/grants`: what staff give, revoke and have explained."""
