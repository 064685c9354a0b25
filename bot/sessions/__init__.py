"""Live sessions: when they are, who is reminded, and who was there."""
