"""Gives and takes roles as members are entitled to them."""
