"""Discord and Stripe on loopback, stateful and strict, for the demo and the tests."""
