"""From facts to entitlements: pure rules, without a database or Stripe."""
