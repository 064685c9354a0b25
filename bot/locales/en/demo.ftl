# The demo: what the terminal says while the story is played.

demo-title = Lyceum, from a payment to a role, from talk to recommendations
demo-intro = The bot is the real one, with the real libraries for Discord and Stripe. Only Discord, Stripe and the people are played: on this machine, without network. Every step is checked; the first check that fails ends the demo.
demo-loading = Loading the bot and the simulators …
demo-opening = Creating the database and starting the bot …
demo-waiting = Connecting to the simulated Discord …
demo-interrupted = Interrupted; everything was closed in order.
demo-checks-held = { $count ->
    [one] 1 check held
   *[other] { $count } checks held
}
demo-done = Every check held. What to do next:
    • python bot.py demo --verbose   shows each check
    • python bot.py demo --serve     leaves both simulators running for your own experiments
    • README.md, “Going live”        takes you to your own server and Stripe account
demo-failed = The demo failed at the step above. The log is { $log }.
demo-expected = expected: { $what }
demo-found = found: { $what }
demo-in-time = that it happens in time
demo-broken = The step went through
demo-no-error = no error

demo-only-you = only { $name } sees this
demo-by-dm = direct message to { $name }
demo-in-channel = in #{ $channel }
demo-presses = presses “{ $label }” below number { $number }

demo-step-plan = { $name } puts a membership on sale
demo-step-subscribe = { $name } looks at { $plan } and subscribes
demo-step-pay = { $name } pays on Stripe's page
demo-step-role = The webhooks come, and { $name } gets the role
demo-step-talk = Four days of talk
demo-step-recommend = { $name } asks what is worth reading
demo-step-digest = { $name } schedules a digest, and days pass
demo-step-end = { $name }'s subscription ends

demo-note-twice = To make it harder, Stripe now delivers every event twice.
demo-note-latency = { NUMBER($milliseconds, useGrouping: 0) } ms from the payment to the role
demo-note-interests = Who likes what is planted: { $names }. All of it stands in the same forums; the bot is told nothing.
demo-note-talk = { $messages } messages and { $reactions } reactions were made
demo-note-known = { $name } has had to do with: { $titles }
demo-note-newcomer = { $name } joins and has not said a word yet.
demo-note-days = The clock jumps: it is { $now }.
demo-note-cancel = At Stripe, { $subscription } is cancelled.

demo-check-gateway = The bot is connected to Discord's gateway
demo-check-commands = Its slash commands are registered
demo-check-ready = It says itself that it is ready, and knows all { $members } members
demo-check-told = The admin is told so
demo-check-price = Stripe has exactly this price
demo-check-offered = The plan is on offer
demo-check-link = One link to Stripe's page, for her eyes only
demo-check-locked = { $name } doesn't see #{ $channel }
demo-check-open = { $name } sees #{ $channel }
demo-check-paid = Stripe took the payment and sends the browser back
demo-check-page = Our page says “{ $title }”
demo-check-role = { $name } has @{ $role }
demo-check-followup = { $name } is told where she asked
demo-check-welcome = It is the welcome, and only she sees it
demo-check-staff = Staff read a line in their channel
demo-check-drained = All webhooks were accepted
demo-check-worked-off = No event is left in the inbox
demo-check-twice = { $count } deliveries: each event arrived twice
demo-check-once = One role call at Discord and one line for staff: the second delivery changed nothing
demo-check-signals = All { $count } acts are stored as signals, none is missing, none is double
demo-check-own-interest = The first three are about { $interest }, and { $own } of { $count } in all
demo-check-unseen = None of it is { $name }'s own or was seen by her
demo-check-paid-first = All from #{ $channel }, which she pays for, { $interest } first
demo-check-hidden = There is such a post in hidden #{ $channel }; not even its title helps to get at it
demo-check-pressed = “{ $label }” shows as pressed, and is stored as “{ $kind }”
demo-check-again = Asked again, both are gone from the list
demo-check-newcomer = The bot says honestly that it doesn't know the newcomer yet
demo-check-open-only = All { $count } stand where a newcomer can read
demo-check-scheduled = The next times are named
demo-check-opted-in = { $name } gets a digest of her own
demo-check-digest = The digest appeared in #{ $channel }
demo-check-digest-open = It shows only what everybody can read
demo-check-digest-dm = { $name } got her own
demo-check-digest-once = Neither came a second time
demo-check-digest-still = To the end, no digest came twice
demo-check-role-gone = { $name } no longer has @{ $role }
demo-check-farewell = { $name } is told
demo-check-status = And reads the same when she asks
demo-check-others = { $count } teachers, to whom staff gave the role by hand, still have it
demo-check-log = The bot's log has no error

demo-figures = In figures
demo-count-members = members
demo-count-messages = messages
demo-count-reactions = reactions
demo-count-signals = signals stored
demo-count-webhooks = webhooks delivered
demo-count-recommendations = recommendations shown
demo-count-checks = checks
demo-count-seconds = seconds

demo-serve-discord = Discord's API
demo-serve-gateway = Discord's gateway
demo-serve-token = bot token
demo-serve-guild = server
demo-serve-stripe = Stripe's API
demo-serve-key = Stripe key
demo-serve-webhook = webhook endpoint
demo-serve-secret = signing secret
demo-serve-bot = the bot's own pages
demo-serve-pay = Open this in a browser to pay as { $name }, and watch what staff read here:
demo-serve-how = Point your own program at these addresses, or look around:
demo-serve-stop = Everything runs until Ctrl-C.
demo-stopped = Stopped; everything was closed in order.
