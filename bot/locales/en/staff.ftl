# What staff read: answers to /plan, notices in the staff channel, and refusals.

plan-added = **{ $plan }** is on sale.
plan-edited = **{ $plan }** is changed.
plan-retire-sure = Stop selling **{ $plan }**? Members who have it keep it for as long as they pay.
plan-retire-button = Stop selling it
plan-retired = **{ $plan }** is off sale. Its members keep it.
plan-none = There are no plans yet. Make one with /plan add.
plan-list-title = Plans
plan-state-active = on sale
plan-state-pending = unfinished: Stripe did not answer; repeat /plan add
plan-state-retired = retired
plan-holders = { $count ->
    [0] Nobody holds it.
    [one] One member holds it.
   *[other] { $count } members hold it.
}
plan-name-empty = The plan needs a name.
plan-name-long = The name has { $length } characters; at most { $most } fit.
plan-name-unfit = Please leave mentions, links and line breaks out: the text is shown to members and on invoices.
plan-name-taken = There is a plan called “{ $plan }” already. Choose another name, or change it with /plan edit.
plan-description-long = The description has { $length } characters; at most { $most } fit.
plan-interval-unknown = “{ $interval }” is no interval. Choose month, year, week or once.
plan-trial-range = A trial has 0 to { $days } days.
plan-trial-once = A one-time price can't have a trial.
plan-price-unknown = Stripe has no active, fixed price “{ $price }”. Copy its id (price_…) from Stripe's dashboard.
plan-price-differs = The price { $price } at Stripe has another amount, currency or interval than you gave. Give exactly what Stripe shows.
plan-price-taken = The price { $price } belongs to another plan already.
plan-role-managed = { $role } can't be given to members: Discord or an integration manages it. Choose an ordinary role.
plan-role-administrator = { $role } has the Administrator permission. Selling it would sell the whole server; choose another role.
plan-needs-manage-roles = I lack the permission Manage Roles. Give it to my role under Server Settings → Roles, then try again.
plan-role-above = { $role } stands above my own role { $ours }. Drag mine above it under Server Settings → Roles, then try again.

staff-role-above = ⚠️ I can't give or take { $role }: it stands above my role { $ours }. Drag mine above it under Server Settings → Roles; I then go on by myself.
staff-role-right = ⚠️ I can't give or take { $role }: I lack the permission Manage Roles. Give it to my role; I then go on by myself.
staff-role-managed = ⚠️ I can't give or take { $role }: an integration manages it. Choose another role with /plan edit.
staff-role-gone = ⚠️ Members have paid for a role that no longer exists (id { $role }). Choose another one with /plan edit.
staff-stripe-key = ⚠️ Stripe refuses our key, so payments can't be looked up: { $error } Check STRIPE_API_KEY and its rights with `python bot.py doctor`. Nothing is lost; I try again.
staff-event-stuck = ⚠️ The Stripe event { $event } can't be processed: { $error } It is kept and tried again every hour; the others go on.
staff-api-version = ⚠️ A webhook came in API version { $found }; Lyceum reads { $wanted }. Set the endpoint's version in Stripe's dashboard.
staff-unknown-status = ⚠️ Stripe reports the status “{ $status }” for { $subscription }, which Lyceum does not know. The member keeps access; please look and tell Lyceum's makers.
