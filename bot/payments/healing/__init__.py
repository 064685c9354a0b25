"""What brings the ledger back to the truth: time, lists and the nightly comparison."""
