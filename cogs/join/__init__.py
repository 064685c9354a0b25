"""Lets payers who signed in on the join page into the server."""
