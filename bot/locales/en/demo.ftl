# The demo: what the terminal shows.

demo-title = Lyceum: from payment to role, from conversation to recommendation
demo-intro = The bot is real, and so are its Discord and Stripe libraries. Only Discord, Stripe and the people are simulated, on this machine and without a network. Every step is checked; the first failed check ends the demo.
demo-loading = Loading the bot and the simulators …
demo-opening = Creating the database and starting the bot …
demo-waiting = Connecting to the simulated Discord …
demo-interrupted = Interrupted; everything was shut down cleanly.
demo-checks-held = { $count ->
    [one] 1 check passed
   *[other] { $count } checks passed
}
demo-done = All checks passed. What to do next:
    • python bot.py demo --verbose   shows each check
    • python bot.py demo --serve     keeps both simulators running so you can experiment
    • README.md, “Ten minutes to a test payment”
                                     sets it up with your own server and Stripe's test mode
demo-failed = The demo failed at the step above. See the log: { $log }
demo-expected = expected: { $what }
demo-found = found: { $what }
demo-in-time = it happens in time
demo-broken = The step completed
demo-no-error = no error

demo-only-you = only { $name } sees this
demo-by-dm = DM to { $name }
demo-in-channel = in #{ $channel }
demo-presses = chooses number { $number } and presses “{ $label }”

demo-step-plan = { $name } puts a membership on sale
demo-step-subscribe = { $name } looks at { $plan } and subscribes
demo-step-pay = { $name } pays on Stripe's page
demo-step-role = The webhooks arrive, and { $name } gets the role
demo-step-talk = Four days of conversation
demo-step-recommend = { $name } asks for recommendations
demo-step-digest = { $name } schedules a digest, and days go by
demo-step-publish = { $name } publishes a course from a folder
demo-step-course = { $name } buys the course and completes a lesson
demo-step-refund = { $name } buys a tool, downloads it, and gets her money back
demo-step-end = { $name }'s subscription ends

demo-note-twice = To make it harder, Stripe now delivers every event twice.
demo-note-latency = { NUMBER($milliseconds, useGrouping: 0) } ms from the payment to the role
demo-note-interests = Each person's interests are set in advance: { $names }. Everything is posted in the same forums, and the bot isn't told.
demo-note-talk = { $messages } messages and { $reactions } reactions were created
demo-note-known = { $name } has taken part in: { $titles }
demo-note-newcomer = { $name } joins and hasn't said a word yet.
demo-note-days = The clock jumps to { $now }.
demo-note-publish = The folder is { $folder }; `bot.py publish` does the same.
demo-note-link = Discord takes only small attachments in this scene, so the file comes by a link.
demo-note-cancel = At Stripe, { $subscription } is cancelled.

demo-check-gateway = The bot is connected to the Discord gateway
demo-check-commands = Its slash commands are registered
demo-check-ready = It reports that it's ready and has loaded all { $members } members
demo-check-told = The admin gets a confirmation
demo-check-price = Stripe has exactly this price
demo-check-offered = The plan is on sale
demo-check-link = One link to Stripe's page, visible only to her
demo-check-locked = { $name } doesn't see #{ $channel }
demo-check-open = { $name } sees #{ $channel }
demo-check-paid = Stripe took the payment and sent the browser back
demo-check-page = Our page says “{ $title }”
demo-check-role = { $name } has @{ $role }
demo-check-followup = { $name } gets a reply where she asked
demo-check-welcome = It's the welcome message, and only she can see it
demo-check-staff = The staff channel shows a line
demo-check-drained = All webhooks were accepted
demo-check-worked-off = The inbox is empty
demo-check-twice = { $count } deliveries: each event arrived twice
demo-check-once = One role call to Discord and one staff line: the second delivery changed nothing
demo-check-signals = All { $count } actions are stored as signals, none missing, none duplicated
demo-check-own-interest = The first three are about { $interest }, as are { $own } of { $count } overall
demo-check-unseen = { $name } hasn't written or seen any of them
demo-check-paid-first = All from #{ $channel }, which she pays for, { $interest } first
demo-check-hidden = Hidden #{ $channel } has a matching post; even its title as a topic doesn't reveal it
demo-check-pressed = “{ $label }” shows as pressed and is stored as “{ $kind }”
demo-check-again = When asked again, both are gone from the list
demo-check-newcomer = The bot says that it doesn't know the newcomer's taste yet
demo-check-open-only = All { $count } are in channels that a newcomer can read
demo-check-no-faults = No file has a fault
demo-check-published-again = Published a second time, nothing changes
demo-check-in-shop = The course is in the shop
demo-check-bought = { $name } owns it as soon as Stripe confirms
demo-check-page-shown = The lesson's table is shown as aligned text
demo-check-lesson-done = One lesson is done
demo-check-tool = The tool is on sale, with its first version
demo-check-downloaded = The link hands out the whole file
demo-check-evidence = Staff see that it was opened once
demo-check-refunded = One press, and Stripe has refunded all of it, once
demo-check-link-dead = The same link is refused now
demo-check-closed = The library is closed for it, too
demo-check-scheduled = The next times are listed
demo-check-opted-in = { $name } gets a personal digest
demo-check-digest = The digest was posted in #{ $channel }
demo-check-digest-open = It shows only what everyone can read
demo-check-digest-dm = { $name } got her personal digest
demo-check-digest-once = Neither came a second time
demo-check-digest-still = No digest came twice until the end
demo-check-role-gone = { $name } no longer has @{ $role }
demo-check-farewell = { $name } is notified
demo-check-status = Her membership status says the same
demo-check-others = { $count } teachers who were given the role by hand still have it
demo-check-log = The bot's log contains no errors

demo-refund-reason = I wrote my own.

demo-figures = Summary
demo-count-members = members
demo-count-messages = messages
demo-count-reactions = reactions
demo-count-signals = signals stored
demo-count-webhooks = webhooks delivered
demo-count-recommendations = recommendations shown
demo-count-checks = checks
demo-count-seconds = seconds

demo-serve-discord = Discord API
demo-serve-gateway = Discord gateway
demo-serve-token = bot token
demo-serve-guild = server
demo-serve-stripe = Stripe API
demo-serve-key = Stripe key
demo-serve-webhook = webhook endpoint
demo-serve-secret = signing secret
demo-serve-bot = bot's web pages
demo-serve-pay = Open this in a browser to pay as { $name }; the staff channel is shown here:
demo-serve-how = Connect your own program to these addresses, or look around:
demo-serve-stop = Everything keeps running until you press Ctrl-C.
demo-stopped = Stopped; everything was shut down cleanly.
