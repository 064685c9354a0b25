"""Live sessions: staff schedule them, members follow and join them."""
