"""Gives and takes roles as members' entitlements require."""
