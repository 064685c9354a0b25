"""Play random lives on both simulators with faults, and judge them by an oracle."""
