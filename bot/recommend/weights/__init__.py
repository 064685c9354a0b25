"""Store the weights of each server's ranking, and the decisions about them."""
