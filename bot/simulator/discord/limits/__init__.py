"""What Discord refuses to take."""
