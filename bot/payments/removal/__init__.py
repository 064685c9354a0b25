"""Guards the removal of roles, and kicks members or reports payers who have left."""
