"""Pure rules that turn facts into entitlements, without a database or Stripe."""
