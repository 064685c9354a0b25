"""`/recommend`, its buttons, and *Why this?*."""
