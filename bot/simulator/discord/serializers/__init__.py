"""How Discord writes things down as JSON."""
