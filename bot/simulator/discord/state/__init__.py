"""The state of the simulated Discord, and what changes it."""
