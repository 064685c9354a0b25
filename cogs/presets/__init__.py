"""`/staff setup preset:`: shows, builds and undoes what a new server needs."""
