"""A community with two years behind it, at any size, in a database as the product leaves it."""
