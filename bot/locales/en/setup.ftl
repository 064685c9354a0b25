# The set-up panel of /staff setup, its test event, and the frame of /staff doctor.

setup-title = ## Set-up of { $guild }
setup-good = Everything is in order.
setup-faults = { $count ->
    [one] One thing needs you.
   *[other] { $count } things need you.
}
setup-checked = Checked { $when }.
setup-section-rights = My connection and rights
setup-section-staff = Staff channel
setup-section-content = Content channels
setup-section-plans = Plans and their roles
setup-section-stripe = Stripe key
setup-section-webhook = Stripe's events
setup-section-machine = Machine and database
setup-none-rights = I could not look at Discord.
setup-none-staff = I could not look at the channels.
setup-none-content = None is named. Threads, forum posts and well-liked messages are recommended all the same; [activity] content_channels adds channels whose every message counts.
setup-none-plans = None yet. Put one on sale with { COMMAND("plan add") }.
setup-none-stripe = I could not look at Stripe.
setup-none-webhook = I could not look at Stripe.
setup-none-machine = There is nothing to tell.
setup-arrival = Last event: { $when }
setup-arrival-none = No event has arrived yet. Send a test event.
setup-line = { $what }: { $how }
setup-more = … and { $count } more: see { COMMAND("staff doctor") }
setup-button-check = Check again
setup-button-test = Send a test event
setup-test-arrived = ✅ The test event arrived after { $seconds } seconds: from us to Stripe, and from Stripe through { $url } into the inbox. Payments take the same way.
setup-test-polled = ✅ Stripe's event list shows the test event, and it is in the inbox. I ask for new events every { $every } seconds.
setup-test-lost = ❌ The test event did not arrive within { $seconds } seconds. Stripe has sent it to { $url }; see in Stripe what came back (Developers → Webhooks → the endpoint → Event deliveries):
    - no answer or a time-out: check the address, the proxy and the firewall;
    - 400: the endpoint's signing secret is not in STRIPE_WEBHOOK_SECRET;
    - 404: the proxy leads elsewhere;
    - no delivery at all: run `python bot.py stripe-endpoint`.
    No payment is lost meanwhile: Stripe tries again for three days, and I ask Stripe for missed events every hour.
setup-test-unlisted = ❌ Stripe's event list did not show the test event within { $seconds } seconds. Try again in a minute; if it stays so, check with { COMMAND("staff doctor") } whether the key may read events.
setup-test-no-plan = A test event opens a plan's payment page at Stripe and closes it at once, so it needs a plan on sale. Make one with { COMMAND("plan add") } first.
setup-doctor-title = What the doctor found
