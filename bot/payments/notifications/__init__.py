"""What members and staff are told, stored until it is delivered."""
