"""Files in Discord: staff add versions, members download theirs."""
