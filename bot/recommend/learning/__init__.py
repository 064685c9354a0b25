"""Learn the weights of the ranking at night, in a process of its own."""
