"""What the owner earns: from facts to figures."""
