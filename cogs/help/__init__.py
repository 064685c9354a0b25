"""`/help`: what a member can do here."""
