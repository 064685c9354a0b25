# Messages in the staff channel.

staff-role-above = ⚠️ I can't give or remove { $role }: it's above my role { $ours }.
    Drag mine above it under Server Settings → Roles; I'll then continue automatically.
staff-role-right = ⚠️ I can't give or remove { $role }: I don't have the Manage Roles permission.
    Give it to my role; I'll then continue automatically.
staff-role-managed = ⚠️ I can't give or remove { $role }: an integration manages it.
    Choose another role with { COMMAND("plan edit") }.
staff-role-gone = ⚠️ Members have paid for a role that no longer exists (ID { $role }).
    Choose another one with { COMMAND("plan edit") }.
staff-stripe-key = ⚠️ Stripe refuses our key, so payments can't be looked up: { $error }
    Check STRIPE_API_KEY and its permissions with `python bot.py doctor`.
    Nothing is lost; I keep retrying.
staff-left-server = 🚪 Someone invited me to { $server } (ID { $id }), which isn't a server I serve, so I left.
    If it's yours, add its ID to [discord] guild_ids in settings.toml and invite me again.
    To stop others from inviting me, turn off Public Bot in the Developer Portal.
staff-event-stuck = ⚠️ The Stripe event { $event } can't be processed: { $error }
    I've kept it and retry every hour; other events aren't affected.
staff-api-version = ⚠️ A webhook arrived in API version { $found }, but Lyceum needs { $wanted }.
    Set the endpoint's version in the Stripe Dashboard.
staff-other-mode = ⚠️ Events from Stripe's { $mode } mode arrive here, but the key belongs to the other mode, so they're ignored.
    Remove the { $mode } mode's webhook endpoint that points here, or its secret from STRIPE_WEBHOOK_SECRET.
staff-unproven = ⚠️ Stripe reports `{ $object }`, marked as { $member }'s for { $plan }, but it contains nothing that's sold here, so it gave no access.
    If it should count, put its price on sale with { COMMAND("plan add") } price_id:, or give the membership with { COMMAND("grants give") }.
staff-other-product = ⚠️ { $member }'s subscription `{ $object }`, sold as { $plan }, was switched to another product at Stripe, so it no longer gives access.
    If it should, put that price on sale with { COMMAND("plan add") } price_id:, or switch it back in the Stripe Dashboard.
staff-unowned = 🔎 `{ $object }` at Stripe pays for { $plan }, but it wasn't bought here (it came from a payment link or the dashboard), so nobody has access through it.
    Assign it to a member with { COMMAND("grants assign") }.
staff-webhooks-missing = ⚠️ { $count ->
    [1] One Stripe event was
   *[other] { $count } Stripe events were
} found only by the hourly check: webhooks don't arrive, so members may wait up to an hour for their role after paying.
    Check the endpoint with { COMMAND("staff doctor") }.
staff-clock-off = ⚠️ This machine's clock is { $minutes } minutes { $way ->
    [ahead] ahead of
   *[behind] behind
} Stripe's.
    I use Stripe's time, so nobody loses access over it, but webhooks may be rejected as too old.
    Set the clock (NTP), then check with { COMMAND("staff doctor") }.
staff-brake = 🛑 { $losing } of { $holders } members with a role from me are about to lose theirs.
    That's unusually many, so I won't remove any role, remove anyone from the server or notify any member until you confirm.
    First check for a cause with { COMMAND("staff doctor") }, such as a wrong clock or a product deleted at Stripe.
    If it's correct, press Continue.
    Until then everyone keeps their role; to let someone keep it permanently, use { COMMAND("grants give") }.
staff-brake-continue = Continue
staff-brake-going = Continuing: these members are losing their roles now.
staff-brake-over = This has already been settled.
staff-unasked = ⚠️ { $count ->
    [1] One membership
   *[other] { $count } memberships
} may have expired (the earliest on { $since }), but Stripe can't be reached about { $count ->
    [1] it, so its member keeps
   *[other] them, so their members keep
} access.
    Find out why with { COMMAND("staff doctor") }.
    If something is permanently gone at Stripe, end it with { COMMAND("grants revoke") }.
staff-unrenewed = ⚠️ { $count ->
    [1] One membership should have renewed (its grace period ended on { $since }), but Stripe still reports its subscription as active without a new period. The member keeps
   *[other] { $count } memberships should have renewed (the earliest grace period ended on { $since }), but Stripe still reports their subscriptions as active without a new period. The members keep
} access.
    Check these subscriptions in the Stripe Dashboard; if they've ended, use { COMMAND("grants revoke") }.
staff-unknown-status = ⚠️ Stripe reports the status “{ $status }” for { $object }, which Lyceum doesn't know.
    The member keeps access; please check it and tell Lyceum's developers.
staff-role-refused = ⚠️ Discord doesn't let me give or remove { $role }: { $error }
    I retry every ten minutes.
staff-portal-refused = ⚠️ Stripe refuses my customer portal configuration, so members get your account's default one, where they may not be able to switch plans: { $error }
staff-untaxed = ⚠️ A member couldn't switch to { $plan }: Stripe works out the tax of their subscription, but that price doesn't say whether tax is included: { $error }
    In the Stripe Dashboard, set the price's tax behavior (Product catalog) or a default for all prices (Settings → Tax).
staff-terms-address = ⚠️ Lyceum should ask payers to accept your terms of service, but Stripe doesn't know their address. Checkout pages open without that question until it does, so that nobody is kept from paying.
    Enter the address in the Stripe Dashboard (Settings → Business → Public details), or turn off Terms of service in { COMMAND("staff settings") }.
staff-stripe-refused-inactive = ⚠️ A plan on sale has a price or product that's inactive at Stripe: { $error }
    Activate it in the Stripe Dashboard under Product catalog, or take the plan off sale with { COMMAND("plan retire") }.
staff-stripe-refused-missing = ⚠️ Something a plan needs no longer exists at Stripe: { $error }
    See which plan with { COMMAND("staff doctor") }.
    { COMMAND("plan edit") } recreates it at Stripe, { COMMAND("plan retire") } takes the plan off sale.
staff-stripe-refused-amount = ⚠️ Stripe doesn't accept this amount: { $error }
    Change the price with { COMMAND("plan edit") }.
staff-stripe-refused-account = ⚠️ Your Stripe account can't take payments yet: { $error }
    Finish activating it in the Stripe Dashboard.
staff-stripe-refused-other = ⚠️ Stripe refused a request: { $error }
    Look up the request ID in the Stripe Dashboard under Developers → Logs for details.
staff-unknown-plan = ⚠️ Stripe reports a payment for plan number { $plan }, which isn't on record here ({ $object }).
    If you restored an old backup, give the member access by hand.
    If another Lyceum uses the same Stripe account, you can ignore this.
staff-hello = 👋 Hi, I'm here. I sell memberships through Stripe, give and remove their roles, and recommend posts.
    Press *Set up*: I check everything, do what I can myself, and say what to do next.
staff-button-stripe = Open at Stripe
staff-hello-button = Set up
