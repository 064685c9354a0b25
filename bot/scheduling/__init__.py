"""Jobs that run at intervals or by the calendar, and workers that retry."""
