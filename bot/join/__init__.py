"""The join page: people outside the server sign in, pay, and are added."""
