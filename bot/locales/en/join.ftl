# The join page, for people who are not in the server yet.

join-title = Join { $server }
join-how = Choose a plan, sign in with Discord, and pay on Stripe's page. You're added to the server as soon as the payment goes through.
join-nothing = Nothing is on sale here at the moment.
join-coupon = The coupon { $coupon } is applied at checkout.
join-all-plans = See all plans
join-privacy = Signing in shows us your Discord name and ID, nothing else. The permission to add you to the server is used once, after you've paid.
join-opens = What it opens
join-more-channels = and { $count } more
join-which-price = How would you like to pay?
join-continue = Continue with Discord
join-enter-again = Enter the server
join-open-server = Open the server in Discord
join-back = Back to the plans
join-signed-in-as = Signed in as { $name }
join-reference = Reference: { $reference }

join-step-signed-in = Sign in with Discord
join-step-paid = Pay
join-step-inside = Enter the server

join-unpaid-title = Waiting for Stripe
join-unpaid-text = Stripe confirms most payments within seconds. This page updates by itself.
join-unpaid-text-late = Stripe hasn't confirmed your payment yet. You can close this page: once it's confirmed, you're added to { $server } automatically.
join-processing-title = Your payment is being processed
join-processing-text = This payment method takes a few days. Once the money has arrived, you're added to { $server } automatically. If that takes more than a week, open this page again then.
join-entering-title = Payment confirmed
join-entering-text = You're being added to { $server }. This takes a few seconds.
join-entering-text-late = This is taking longer than usual. You can close this page: you'll be added to { $server } automatically.
join-sign-in-title = Payment confirmed
join-sign-in-text = One step is left: sign in with Discord once more to enter { $server }. You won't be charged again.
join-inside-title = Welcome to { $server }!
join-inside-text = You now have { $plan }.
join-refused-title = Discord didn't let you in
join-refused-text-banned = Your account is banned from { $server }. The staff have been notified and can refund your payment.
join-refused-text-full = You're in as many servers as Discord allows. Leave one of them, then press the button; you won't be charged again. The staff have been notified too, and can refund your payment.
join-refused-text-other = Discord refused to add your account to { $server }. You can try once more; you won't be charged again. The staff have been notified and can refund your payment.
join-cancelled-title = Nothing was charged
join-cancelled-text = You left the checkout page. You can still get { $plan }.

join-stopped = That didn't work
join-plan-gone = This plan isn't on sale. Choose one of the current plans.
join-no-server = There's no join page at this address. Ask for the current link.
join-state-unknown = This sign-in isn't valid. Nothing was charged. Start again from the plans.
join-state-used = This sign-in was already used. Nothing was charged. Start again from the plans.
join-state-late = Signing in took too long. Nothing was charged. Start again from the plans.
join-other-browser = This sign-in was started in another browser. Nothing was charged. Start again in this one.
join-other-site = This form was sent from another website. Nothing was charged. Start again from the plans.
join-code-refused = Discord didn't accept the sign-in: it was used before or has expired. Nothing was charged. Start again from the plans.
join-declined = You didn't sign in with Discord. Nothing was charged.
join-no-cookie = Your browser didn't send this site's cookie. Allow cookies, and start again from the plans in the same browser.
join-banned = This account is banned from the server, so it can't buy a membership. Nothing was charged.
join-too-many = There were too many requests from your network. Wait a minute, then try again.
join-retry = Discord or Stripe can't be reached right now. Nothing was charged. Try again in a few minutes.
join-broken = This page isn't set up correctly at the moment. Nothing was charged. The staff have been notified.
