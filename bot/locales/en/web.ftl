# Web pages after checkout.

web-paid-title = Thank you!
web-paid-text = You'll have access in Discord as soon as Stripe confirms the payment, usually within seconds. You can go back now.
web-back = Back to Discord
web-cancelled-title = Nothing was charged
web-cancelled-text = You left the checkout page. You can come back any time with { COMMAND("subscribe") } in Discord.
