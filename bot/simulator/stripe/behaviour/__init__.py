"""What happens to money at Stripe: each act changes objects and leaves the events Stripe would."""
