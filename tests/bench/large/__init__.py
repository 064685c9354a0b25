"""Generate a community with two years behind it, at any size, as the product stores it."""
