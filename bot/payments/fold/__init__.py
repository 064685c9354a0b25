"""What the fold is made of: the order of facts, and the rules that judge them. All pure."""
