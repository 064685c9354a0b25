"""Gift codes and seats: issued, redeemed and revoked."""
