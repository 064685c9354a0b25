"""The chaos run: random lives on both simulators, faults on every line, and an oracle."""
