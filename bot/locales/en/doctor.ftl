# The setup check: the value is the finding, `.fix` how to fix it.

doctor-topic-token = DISCORD_TOKEN
doctor-topic-key = STRIPE_API_KEY
doctor-topic-secret = STRIPE_WEBHOOK_SECRET
doctor-topic-address = [web] public_url
doctor-topic-join = Join page
doctor-topic-licences = LICENCE_SECRET
doctor-topic-client-secret = DISCORD_CLIENT_SECRET
doctor-topic-redirect = Redirect for signing in
    .short = Redirect
doctor-topic-invite = Adding payers to { $guild }
    .short = Adding payers
doctor-topic-database = Database
doctor-topic-schema = Database schema
doctor-topic-discord = Discord
doctor-topic-login = Discord token
    .short = Token
doctor-topic-intent = Server Members intent
doctor-topic-public = Public Bot
doctor-topic-servers = Discord servers
doctor-topic-gateway = Connection to Discord
    .short = Connection
doctor-topic-permissions = Permissions in { $guild }
    .short = Permissions
doctor-topic-staff = Staff channel in { $guild }
    .short = Channel
doctor-topic-content = Content channel { $wanted } in { $guild }
    .short = { $wanted }
doctor-topic-settings = Settings of { $guild }
    .short = Settings
doctor-topic-role = Role of the plan { $plan } in { $guild }
    .short = { $plan }
doctor-topic-roles = Roles of the plans
doctor-topic-stripe = Stripe
doctor-topic-rights = Stripe key
    .short = Key
doctor-topic-right = Stripe permission { $right }
    .short = { $right }
doctor-topic-refunds = Refunds by staff
    .short = Refunds
doctor-topic-endpoint = Stripe webhook endpoint
    .short = Endpoint
doctor-topic-mode = Stripe mode
doctor-topic-on-sale = Plans at Stripe
doctor-other-mode = { $count } events of the other mode in { $days } days, all ignored
    .fix = Remove the other mode's endpoint that points here, and its secret from STRIPE_WEBHOOK_SECRET.
doctor-plans-missing = { $plans }: not at Stripe with this key ({ $mode } mode)
    .fix = Use { COMMAND("plan edit") } on each to recreate it there, or { COMMAND("plan retire") }.
doctor-plans = { $count } on sale, all at Stripe ({ $mode } mode)
doctor-topic-clock = Clock
doctor-topic-terms = Terms of service
doctor-topic-tax = Tax
doctor-topic-library = Library
doctor-topic-kernels = Recommendations

doctor-set = set
doctor-skipped = skipped: { $because }
doctor-no-database = the database can't be opened
doctor-no-token = no valid DISCORD_TOKEN
doctor-no-key = no valid STRIPE_API_KEY
doctor-no-login = can't log in to Discord
doctor-no-plans = the database can't be read
doctor-no-rights = the key lacks a permission or is refused
doctor-no-time = Stripe's response contains no time
doctor-strange = unexpected response ({ $error })
    .fix = Check [{ $section }] api_base: something else seems to answer there.

doctor-token-missing = missing
    .fix = Copy it from the Developer Portal (your application → Bot → Reset Token) into .env.
doctor-token-unlikely = contains spaces, quotes or other invalid characters
    .fix = Copy it again from the Developer Portal (your application → Bot → Reset Token) into .env.
doctor-placeholder = still the placeholder from .env.example
    .fix = Put the real value into .env; README says where to find it.
doctor-key-missing = missing
    .fix = Create a restricted key in Stripe (Developers → API keys) as described in README.
doctor-key-unlikely = starts with neither rk_ nor sk_
    .fix = Create a restricted key in Stripe (Developers → API keys) as described in README.
doctor-key-mighty = set ({ $mode } mode), but it's a full-access key
    .fix = Create a restricted key in Stripe (Developers → API keys) as described in README.
doctor-key-restricted = set ({ $mode } mode, restricted)
doctor-secret-missing = missing
    .fix = Run python bot.py stripe-endpoint, or copy it from Stripe (Developers → Webhooks → your endpoint → Signing secret) to .env.
doctor-secret-unlikely = doesn't start with whsec_
    .fix = Copy it from Stripe (Developers → Webhooks → your endpoint → Signing secret) to .env.
doctor-address = { $url }
doctor-address-unreachable = { $url } is an address of this machine, so Stripe can't reach it
    .fix = Events arrive only through a forwarder, or late. Set it to the https:// address of your proxy or tunnel, or set [stripe] delivery = "poll", which needs no public address.

doctor-join-off = not offered
    .fix = To sell to people who aren't in the server yet, set it up as in README (Join page).
doctor-join = offered at { $url }
doctor-join-address = [web] public_url is { $url }, but signing in needs https://
    .fix = Set it to the https:// address of your proxy or tunnel, or remove DISCORD_CLIENT_SECRET.
doctor-licences-off = not set: tools have no licence keys
    .fix = To sell tools with licence keys, set it as in docs/licences.md.
doctor-licences-short = shorter than { $least } characters, so licence keys could be guessed
    .fix = Set it to a longer random text in .env. Buyers then get new keys.
doctor-client-secret = accepted by Discord
doctor-client-secret-refused = refused by Discord
    .fix = Copy it again from the Developer Portal (your application → OAuth2 → Client Secret) into .env.
doctor-redirect = { $url }
doctor-redirect-missing = { $url } isn't registered, so nobody can sign in
    .fix = Add exactly this address in the Developer Portal (your application → OAuth2 → Redirects).
doctor-invite = { $role } has Create Invite
doctor-invite-missing = { $role } lacks the permission Create Invite, so payers can't be added
    .fix = In Discord, open Server Settings → Roles → { $role } → Permissions and turn on Create Invite.

doctor-database = { $kind ->
    [postgresql] PostgreSQL
   *[other] SQLite
}, reachable
doctor-library = { $count ->
    [0] no files yet
    [one] the newest file is there
   *[other] the newest { $count } files are there
}
doctor-library-damaged = { $count ->
    [one] the store lacks a file, or it has changed: { $files }
   *[other] the store lacks { $count } files, or they have changed: { $files }
}
    .fix = Put them back from a backup of the library, or upload new versions.
doctor-library-silent = the store doesn't answer ({ $error })
    .fix = Check [library] store in settings.toml, and for a bucket the AWS_… variables.
doctor-kernels = { $kind ->
    [numba] from a million signals on, compiled with numba
   *[numpy] computed with numpy, enough for 50,000 members; requirements-large.txt makes digests on larger servers faster
}
doctor-database-absent = { $file } doesn't exist yet; the first run creates it
doctor-database-unwritable = { $file } can't be created in { $folder }
    .fix = Let the user who runs the bot write there, or set [database] url to another place.
doctor-database-unreachable = { $error }
    .fix = Check [database] url in settings.toml, and that the server is running and accepts the login.
doctor-database-silent = no response within { $seconds } seconds
    .fix = Check [database] url in settings.toml, and that the server is running and accepts the login.
doctor-schema = up to date ({ $found })
doctor-schema-none = none yet; the first run creates it
doctor-schema-newer = at { $found }, which this version of Lyceum doesn't know
    .fix = Install the newer version again, or restore a backup made by this version.
doctor-schema-other = at { $found }, but this code needs { $wanted }
    .fix = Run python bot.py migrate.

doctor-discord-silent = unreachable: no response within { $seconds } seconds
    .fix = Check this machine's internet connection and [discord] api_base, then try again.
doctor-discord-unreachable = unreachable: { $error }
    .fix = Check this machine's internet connection and [discord] api_base, then try again.
doctor-login = valid (logged in as { $name })
doctor-login-refused = refused by Discord
    .fix = Copy the token again from the Developer Portal (your application → Bot → Reset Token).
doctor-intent = on
doctor-public-on = on, so anyone can invite this bot; it leaves servers that it shouldn't serve
    .fix = Turn off Public Bot in the Developer Portal (your application → Bot), so nobody else can invite it.
doctor-public-off = off, so only you can invite this bot
doctor-intent-off = off
    .fix = Turn it on in the Developer Portal (your application → Bot → Privileged Gateway Intents).
doctor-servers = { $names }
doctor-servers-none = the bot isn't in any server yet
    .fix = Invite the bot: { $link }
doctor-servers-absent = the bot isn't in { $server } ([discord] guild_id)
    .fix = Invite the bot: { $link }
doctor-gateway-fresh = connected
doctor-gateway = connected, { $milliseconds } ms latency
doctor-gateway-slow = connected, but { $milliseconds } ms latency
    .fix = Responses may arrive too late for Discord; check this machine's load and network.

doctor-permissions = all required ones are there
doctor-permissions-all = all, as Administrator
    .fix = Remove Administrator from the bot's role: it needs only what README lists.
doctor-permissions-missing = missing { $missing }
    .fix = Enable them for the role { $role } (Server Settings → Roles).
doctor-channel = #{ $channel }
doctor-channel-lacks = missing { $missing } in #{ $channel }
    .fix = Enable them for { $us } in #{ $channel } (Edit Channel → Permissions).
doctor-staff-none = there's no text channel { $wanted }
    .fix = Create a text channel #{ $wanted }, or name another in [discord] staff_channel.
doctor-content-none = there's no such channel
    .fix = Create it, or remove its name from [activity] content_channels.
doctor-settings-changed = changed in Discord over settings.toml, whose values are in brackets: { $changed }
doctor-settings-unusable = stored, but no longer allowed, so settings.toml holds: { $names }
    .fix = Set them again with { COMMAND("staff settings") }.
doctor-role = { $role }, below { $ours }
doctor-role-opens-nothing = { $role } opens no channel that others can't see
    .fix = Let only { $role } see a channel (Edit Channel → Permissions), so that paying opens something. For a new plan, { COMMAND("plan add") } channels: does it.
doctor-role-gone = the role was deleted
    .fix = Give the plan another role: { COMMAND("plan edit") } { $plan }.
doctor-role-managed = { $role } belongs to an integration
    .fix = Give the plan a role created by hand: { COMMAND("plan edit") } { $plan }.
doctor-role-above = { $role } isn't below the bot's highest role, { $ours }
    .fix = Drag { $ours } above { $role } (Server Settings → Roles).

doctor-stripe-silent = unreachable: no response within { $seconds } seconds
    .fix = Check this machine's internet connection and [stripe] api_base, then try again.
doctor-stripe-unreachable = unreachable: { $error }
    .fix = Check this machine's internet connection and [stripe] api_base, then try again.
doctor-rights = valid, { $count } permissions checked
doctor-key-refused = refused: { $error }
    .fix = Copy a valid key (Developers → API keys) into STRIPE_API_KEY.
doctor-right = missing: { $error }
    .fix = Give the restricted key the permission { $right } (Developers → API keys → Edit).
doctor-refunds = the key may refund
doctor-refunds-no = the key may not refund, so the refund button of { COMMAND("catalogue refunds") } can't work
    .fix = Give the restricted key the permission Charges and Refunds: Write (Developers → API keys → Edit), or refund in the Stripe Dashboard.
doctor-endpoint = { $url }, { $count } events
doctor-endpoint-polled = not needed: events are polled
doctor-endpoint-none = no webhook endpoint points to { $url }
    .fix = Run python bot.py stripe-endpoint, or add it in Stripe (Developers → Webhooks) as README says.
doctor-endpoint-several = { $count } point to { $url }
    .fix = Delete all but one: each has its own secret, and every event arrives more than once.
doctor-endpoint-disabled = is disabled
    .fix = Run python bot.py stripe-endpoint, or enable it in Stripe (Developers → Webhooks → the endpoint).
doctor-endpoint-events = doesn't receive { $events }
    .fix = Run python bot.py stripe-endpoint, or add these events in Stripe (Developers → Webhooks → the endpoint → Edit).
doctor-endpoint-needless = works, but also receives { $events }, which Lyceum doesn't use
    .fix = Run python bot.py stripe-endpoint: it keeps only the events that Lyceum uses.
doctor-endpoint-version = uses API version { $found }, but Lyceum needs { $wanted }
    .fix = Run python bot.py stripe-endpoint: Stripe can't change an endpoint's version, so it creates a new endpoint with { $wanted } next to this one.
doctor-endpoint-unpinned = uses the account's default API version, which may change; Lyceum needs { $wanted }
    .fix = Run python bot.py stripe-endpoint: it creates a new endpoint with { $wanted } next to this one.
doctor-clock = in sync with Stripe
doctor-clock-off = { $seconds } seconds { $way ->
    [ahead] ahead of Stripe's
   *[behind] behind Stripe's
}
    .fix = Turn on time synchronization (timedatectl set-ntp true).

doctor-terms = Stripe asks payers to accept your terms of service
doctor-terms-missing = Stripe doesn't know the address of your terms of service, so checkout pages don't ask for them
    .fix = Enter it in the Stripe Dashboard (Settings → Business → Public details), or set [payments] ask_terms = false; a server may have its own value in { COMMAND("staff settings") }.
doctor-terms-unknown = can't be checked: { $error }
    .fix = Open a checkout page with a test key; staff are notified if it lacks the terms.
doctor-tax = Stripe Tax works out the tax
doctor-tax-managed = Stripe sells in its own name. Whether your account may do that is shown only in the Stripe Dashboard (Settings → Managed Payments)
doctor-tax-pending = Stripe Tax isn't set up: { $missing } missing
    .fix = Complete it in the Stripe Dashboard (Settings → Tax), or set [tax] mode = "off".
doctor-tax-unset = Stripe Tax works out the tax, but some prices don't say whether it's included: { $plans }
    .fix = Nothing to do: each gets [tax] behavior = "{ $behavior }" when it's next bought or switched to. After that it can't be changed.
doctor-tax-default = some prices don't say whether tax is included ({ $plans }), so Stripe takes your account's default “{ $default }” and not [tax] behavior = "{ $behavior }"
    .fix = Make both the same (Stripe Dashboard: Settings → Tax), or set each price's tax behavior under Product catalog.
doctor-tax-right = can't be checked: the key lacks a permission
    .fix = Give the restricted key “Tax Settings: Read”.
