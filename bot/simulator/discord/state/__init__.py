"""What exists in the simulated Discord, and what changes it."""
