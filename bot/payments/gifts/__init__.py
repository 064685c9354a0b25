"""Gift codes and seats: issued, redeemed and taken back."""
