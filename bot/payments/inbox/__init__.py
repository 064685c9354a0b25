"""From a stored webhook event to the facts that it stands for."""
