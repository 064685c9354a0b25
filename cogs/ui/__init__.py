"""What all commands share: checks, pages, buttons, confirmations, translations."""
