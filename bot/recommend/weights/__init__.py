"""Store the weights of each server's ranking: those in use, and how they came about."""
