"""`/plans` and its panels: the plans on sale, with a button for each."""
