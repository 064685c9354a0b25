"""What members and staff touch on Discord: commands, buttons and listeners."""
