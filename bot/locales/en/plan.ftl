# /plan: answers to staff.

plan-added = **{ $plan }** is now on sale.
plan-edited = **{ $plan }** has been updated.
plan-retire-sure = Stop selling **{ $plan }**? Members who have it keep it for as long as they pay.
plan-retire-button = Stop selling it
plan-retired = **{ $plan }** is no longer on sale. Its members keep it.
plan-retired-adopted = **{ $plan }** is no longer on sale here. Its members keep it. You created its price at Stripe yourself, so it stays on sale anywhere else you use it.
plan-edited-adopted = You created the old price at Stripe yourself, so it stays on sale anywhere else you use it.
plan-price-added = The prices of **{ $plan }** have been updated.
plan-price-retired = **{ $plan }** is no longer sold at that price. Members who pay it keep it.
plan-price-twice = Someone else has just added that price to “{ $plan }”. See { COMMAND("plan list") }.
plan-price-last = That's the only price of “{ $plan }”. Add another one first, or stop selling the plan with { COMMAND("plan retire") }.
plan-prices-full = “{ $plan }” has { $most } prices already. Retire one first with { COMMAND("plan price retire") }.
plan-amount-which = “{ $plan }” has several prices. Change the amount of one with { COMMAND("plan price add") }, with the same interval and currency.
plan-none = There are no plans yet. Create one with { COMMAND("plan add") }.
plan-list-title = Plans
plan-list-join = People who aren't in the server yet can buy here: { $url }
plan-state-active = on sale
plan-state-pending = incomplete: Stripe didn't answer; run { COMMAND("plan add") } again
plan-state-retired = retired
plan-holders = { $count ->
    [0] No members yet.
    [one] One member.
   *[other] { $count } members.
}
plan-days-once = Only a one-time payment can be limited to a number of days. Choose interval once.
plan-days-range = A pass lasts 1 to { $days } days.
plan-grace-own = { $days ->
    [0] no grace if a renewal fails
    [one] 1 day of grace if a renewal fails
   *[other] { $days } days of grace if a renewal fails
}
plan-grace-default = { $days ->
    [0] no grace if a renewal fails (default)
    [one] 1 day of grace if a renewal fails (default)
   *[other] { $days } days of grace if a renewal fails (default)
}
plan-on-refund-revoke = ends on a full refund
plan-on-refund-keep = kept after a full refund
plan-on-partial-refund-keep = kept after a partial refund
plan-on-partial-refund-revoke = ends on a partial refund
plan-on-dispute-suspend = paused during a dispute
plan-on-dispute-keep = kept during a dispute
plan-on-end-keep = members stay in the server when it ends
plan-on-switch-now = switches to more are paid at once
plan-on-switch-renewal = switches wait for the next renewal
plan-on-end-kick = members are removed from the server when it ends
plan-name-empty = The plan needs a name.
plan-name-long = The name has { $length } characters. The maximum is { $most }.
plan-name-unfit = Leave out mentions, links and line breaks: the text is shown to members and on invoices.
plan-name-taken = There's already a plan called “{ $plan }”. Choose another name, or change it with { COMMAND("plan edit") }.
plan-description-long = The description has { $length } characters. The maximum is { $most }.
plan-currency-needed = Choose a currency, such as EUR: there's no earlier plan to copy it from.
plan-interval-unknown = “{ $interval }” isn't a valid interval. Choose month, quarter, half-year, year, week or once.
plan-trial-range = A trial lasts 0 to { $days } days.
plan-trial-once = A one-time payment can't have a trial.
plan-price-unknown = Stripe has no active, fixed price “{ $price }”. Copy its ID (price_…) from the Stripe Dashboard.
plan-price-differs = The price { $price } at Stripe has a different amount, currency or interval. Enter exactly what Stripe shows; for one every few months choose month, for one every few weeks choose week.
plan-price-taken = The price { $price } already belongs to another plan.
plan-role-managed = { $role } can't be given to members: Discord or an integration manages it. Choose a regular role.
plan-role-staff = { $role } is in the list of { COMMAND("staff access") }, so everyone who pays would become staff. Choose another role, or clear its entry first.
plan-role-administrator = { $role } has the Administrator permission. Selling it would sell the whole server; choose another role.
plan-needs-manage-roles = I don't have the Manage Roles permission. Give it to my role under Server Settings → Roles, then try again.
plan-role-above = { $role } is above my own role { $ours }. Drag mine above it under Server Settings → Roles, then try again.
plan-role-beyond = { $role } is above your own highest role. You can only sell a role that you could give by hand.
plan-seller-needs-manage-roles = You need the Manage Roles permission to give, sell or remove { $role } through me.
plan-kick-beyond = You need the Kick Members permission to let a plan remove members.
plan-kick-left-out = ⚠️ Members stay in the server when this plan ends: only someone with the Kick Members permission can change that, with { COMMAND("plan edit") } on_end:kick.

plan-panel-posted = The plans are now shown in { $channel }. I'll keep the message up to date.
plan-panel-no-permission = I can't post in { $channel }. Give my role View Channel and Send Messages there, then try again.
plan-panel-gone = 🗑️ The message with the plans in { $channel } was deleted, so I no longer update it.
    Post a new one with { COMMAND("plan panel") }.
plan-panel-refused = ⚠️ Discord doesn't let me update the message with the plans in { $channel }: { $error }
    Check my permissions there; I keep trying.
plan-welcome-long = The welcome has { $length } characters. The maximum is { $most }.
plan-welcome-set = From now on, new members of **{ $plan }** read this after paying:
plan-welcome-removed = New members of **{ $plan }** no longer get first steps of yours.
plan-opens-nothing = ⚠️ { $role } opens no channel that others can't see, so paying changes nothing yet. Let only { $role } see a channel (Edit Channel → Permissions).
plan-channels-closed = Only members with { $role } and administrators can see { $channels } now.
plan-channels-unknown = Mention channels of this server, such as #courses.
plan-channels-beyond = You need the Manage Permissions permission in { $channel } to restrict it.
plan-channels-no-permission = I need the permissions View Channel and Manage Permissions in { $channel } to restrict it.
