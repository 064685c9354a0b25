"""Switches what a member pays for: another price, plan or number of seats."""
