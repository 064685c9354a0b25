"""Turns scored candidates into a list: order, variety and reasons. Pure."""
