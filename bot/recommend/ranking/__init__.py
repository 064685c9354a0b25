"""From scored candidates to a list: order, variety and reasons. Pure."""
