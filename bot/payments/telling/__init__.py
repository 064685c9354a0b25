"""What members and staff hear of money: left with the change, delivered later."""
