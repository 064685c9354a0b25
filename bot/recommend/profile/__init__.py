"""What a member chose about recommendations: interests, saved, erasure."""
