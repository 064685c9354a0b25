"""Queues notices to members and staff, stored until they are delivered."""
