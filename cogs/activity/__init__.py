"""Records what members do as signals for recommendations."""
