"""Events between the catalogue's commands and what shows the catalogue."""

CATALOGUE_CHANGED = "catalogue_change"  # contents or products were changed
