# What staff read in their channel.

staff-role-above = ⚠️ I can't give or take { $role }: it stands above my role { $ours }. Drag mine above it under Server Settings → Roles; I then go on by myself.
staff-role-right = ⚠️ I can't give or take { $role }: I lack the permission Manage Roles. Give it to my role; I then go on by myself.
staff-role-managed = ⚠️ I can't give or take { $role }: an integration manages it. Choose another role with { COMMAND("plan edit") }.
staff-role-gone = ⚠️ Members have paid for a role that no longer exists (id { $role }). Choose another one with { COMMAND("plan edit") }.
staff-stripe-key = ⚠️ Stripe refuses our key, so payments can't be looked up: { $error } Check STRIPE_API_KEY and its rights with `python bot.py doctor`. Nothing is lost; I try again.
staff-left-server = 🚪 Somebody invited me to { $server } (id { $id }), which I do not serve, so I left. If it is yours, add its id to [discord] guild_ids in settings.toml and invite me again. Switch Public Bot off in the Developer Portal, and nobody else can invite me.
staff-event-stuck = ⚠️ The Stripe event { $event } can't be processed: { $error } It is kept and tried again every hour; the others go on.
staff-api-version = ⚠️ A webhook came in API version { $found }; Lyceum reads { $wanted }. Set the endpoint's version in Stripe's dashboard.
staff-other-mode = ⚠️ Events of Stripe's { $mode } mode arrive here, but the key is of the other mode: they are ignored. Remove the { $mode } mode's webhook endpoint that leads here, or its secret from STRIPE_WEBHOOK_SECRET.
staff-unproven = ⚠️ Stripe reports `{ $object }`, marked as { $member }'s for { $plan }, but nothing of it is sold here: nothing was given. If it should count, put its price on sale with { COMMAND("plan add") } price_id:, or give the membership with { COMMAND("grants give") }.
staff-other-product = ⚠️ { $member }'s subscription `{ $object }`, sold as { $plan }, now pays for something else at Stripe, so it no longer gives access. If it should, put its price on sale with { COMMAND("plan add") } price_id:, or switch it back in Stripe's dashboard.
staff-unowned = 🔎 `{ $object }` at Stripe pays for { $plan }, but was not bought here (a payment link, or the dashboard), so nobody has access by it. Say whose it is with { COMMAND("grants assign") }.
staff-webhooks-missing = ⚠️ { $count ->
    [1] One event
   *[other] { $count } events
} of Stripe's came by the hourly list only: webhooks don't arrive, so that a payment may wait up to an hour for its role. Look at the endpoint with { COMMAND("staff doctor") }.
staff-clock-off = ⚠️ This machine's clock is { $minutes } minutes { $way ->
    [ahead] ahead of
   *[behind] behind
} Stripe's. I go by Stripe's time, and nobody loses access over it; but webhooks may be refused as too old. Set the clock (NTP), then look with { COMMAND("staff doctor") }.
staff-brake = 🛑 { $losing } of { $holders } members with a role from me would lose theirs now: unusually many, so I take nothing, remove nobody and tell no member until you say so. First look for a cause with { COMMAND("staff doctor") }: a wrong clock, a product deleted at Stripe. If it is right so, press Continue. Until then they all keep their roles; whoever is to keep one for good can be given it with { COMMAND("grants give") }.
staff-brake-continue = Continue
staff-brake-going = I go on: these members lose their roles now.
staff-brake-over = That question is no longer open.
staff-unasked = ⚠️ { $count ->
    [1] One membership
   *[other] { $count } memberships
} may be over, the longest since { $since }, but Stripe can't be asked about { $count ->
    [1] it, and its member keeps
   *[other] them, and their members keep
} access. See why with { COMMAND("staff doctor") }. What is gone at Stripe for good can be ended with { COMMAND("grants revoke") }.
staff-unrenewed = ⚠️ { $count ->
    [1] One membership should have been renewed (its grace ended on { $since }), yet Stripe still calls its subscription active and shows no new period. The member keeps
   *[other] { $count } memberships should have been renewed (the earliest grace ended on { $since }), yet Stripe still calls their subscriptions active and shows no new period. The members keep
} access. Look at your subscriptions in Stripe's dashboard; what is over can be ended with { COMMAND("grants revoke") }.
staff-unknown-status = ⚠️ Stripe reports the status “{ $status }” for { $object }, which Lyceum does not know. The member keeps access; please look and tell Lyceum's makers.
staff-role-refused = ⚠️ Discord refuses to let me give or take { $role }: { $error } I try again every ten minutes.
staff-portal-refused = ⚠️ Stripe refuses the customer portal that I offer, so members get your account's default one, where they may not be able to switch plans: { $error }
staff-stripe-refused-inactive = ⚠️ A plan is on sale whose price or product is switched off at Stripe: { $error } Switch it on again in Stripe's dashboard under Product catalogue, or take the plan off sale with { COMMAND("plan retire") }.
staff-stripe-refused-missing = ⚠️ Something that a plan needs no longer exists at Stripe: { $error } See { COMMAND("staff doctor") } for which plan: { COMMAND("plan edit") } makes it anew there, { COMMAND("plan retire") } takes the plan off sale.
staff-stripe-refused-amount = ⚠️ Stripe does not take this amount: { $error } Change the price with { COMMAND("plan edit") }.
staff-stripe-refused-account = ⚠️ Your Stripe account can't take payments yet: { $error } Finish its activation in Stripe's dashboard.
staff-stripe-refused-other = ⚠️ Stripe refuses a request: { $error } Its details are in Stripe's dashboard under Developers → Logs, by the request's id.
staff-unknown-plan = ⚠️ Stripe reports a payment for plan number { $plan }, which is not in the records here ({ $object }). If you put an old backup back, please give the member access by hand; if another Lyceum uses the same Stripe account, all is well.
