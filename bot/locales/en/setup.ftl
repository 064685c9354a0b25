# The panel of /staff setup, its test event, and the title of /staff doctor.

setup-title = ## Setup of { $guild }
setup-good = Everything is in order
setup-faults = { $count ->
    [one] 1 issue to fix
   *[other] { $count } issues to fix
}
setup-checked = checked { $when }
setup-section-rights = Connection and permissions
setup-section-staff = Staff channel
setup-section-content = Content channels
setup-section-plans = Plans and their roles
setup-section-stripe = Stripe key
setup-section-webhook = Stripe events
setup-section-machine = Machine and database
setup-none-rights = I couldn't check Discord.
setup-none-staff = I couldn't check the channels.
setup-none-content = No channels set. Threads, forum posts and popular messages are recommended anyway; in channels listed under [activity] content_channels, every message counts.
setup-none-plans = No plans yet. Create one with { COMMAND("plan add") }.
setup-none-stripe = I couldn't check Stripe.
setup-none-webhook = I couldn't check Stripe.
setup-none-machine = Nothing to report.
setup-arrival = Last event: { $when }
setup-arrival-none = No event has arrived yet. Send a test event.
setup-line = { $what }: { $how }
setup-more = … and { $count } more: see { COMMAND("staff doctor") }
setup-button-check = Check again
setup-button-staff = Create the staff channel
setup-staff-created = { $channel } is ready. Only you, the administrators and I can see it; add your team under Edit Channel → Permissions.
setup-staff-beyond = You need the Manage Channels permission to have a channel created.
setup-staff-no-permission = I need the permissions Manage Channels and Manage Roles to create a channel. Give them to my role under Server Settings → Roles, or create the channel yourself.
setup-button-test = Send a test event
setup-test-arrived = ✅ The test event arrived after { $seconds } seconds: from us to Stripe, and from Stripe through { $url } into the inbox. Real payments take the same route.
setup-test-polled = ✅ The test event is in Stripe's event list and in the inbox. I check for new events every { $every } seconds.
setup-test-lost = ❌ The test event didn't arrive within { $seconds } seconds. Stripe sent it to { $url }; check the response in Stripe (Developers → Webhooks → the endpoint → Event deliveries):
    - no response or a timeout: check the address, the proxy and the firewall;
    - 400: the endpoint's signing secret isn't in STRIPE_WEBHOOK_SECRET;
    - 404: the proxy points elsewhere;
    - no delivery at all: run `python bot.py stripe-endpoint`.
    No payment is lost: Stripe retries for three days, and I ask Stripe for missed events every hour.
setup-test-unlisted = ❌ The test event didn't show up in Stripe's event list within { $seconds } seconds. Try again in a minute. If it still doesn't, check with { COMMAND("staff doctor") } whether the key may read events.
setup-test-no-plan = A test event opens a plan's checkout page at Stripe and closes it right away, so it needs a plan on sale. Create one with { COMMAND("plan add") } first.
setup-doctor-title = Setup check
setup-doctor-fine = { $count ->
    [one] 1 check passed
   *[other] { $count } checks passed
}
