"""What use cases cost in communities of several sizes."""
