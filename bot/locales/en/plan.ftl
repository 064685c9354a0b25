# What staff read of plans: answers to /plan, and refusals.

plan-added = **{ $plan }** is on sale.
plan-edited = **{ $plan }** is changed.
plan-retire-sure = Stop selling **{ $plan }**? Members who have it keep it for as long as they pay.
plan-retire-button = Stop selling it
plan-retired = **{ $plan }** is off sale. Its members keep it.
plan-retired-adopted = **{ $plan }** is off sale here. Its members keep it. The price at Stripe is your own, so it stays on sale wherever else you use it.
plan-edited-adopted = The former price at Stripe is your own, so it stays on sale wherever else you use it.
plan-none = There are no plans yet. Make one with { COMMAND("plan add") }.
plan-list-title = Plans
plan-state-active = on sale
plan-state-pending = unfinished: Stripe did not answer; repeat { COMMAND("plan add") }
plan-state-retired = retired
plan-holders = { $count ->
    [0] Nobody holds it.
    [one] One member holds it.
   *[other] { $count } members hold it.
}
plan-days-once = Only what is paid once can last a number of days. Choose interval once.
plan-days-range = A pass lasts 1 to { $days } days.
plan-grace-own = { $days ->
    [0] no grace after a failed renewal
    [one] one day of grace after a failed renewal
   *[other] { $days } days of grace after a failed renewal
}
plan-grace-default = the usual grace after a failed renewal
plan-on-refund-revoke = a refund ends it
plan-on-refund-keep = a refund leaves it
plan-on-partial-refund-keep = a refund in part leaves it
plan-on-partial-refund-revoke = a refund in part ends it
plan-on-dispute-suspend = a dispute holds it back
plan-on-dispute-keep = a dispute leaves it
plan-on-end-keep = who loses it stays on the server
plan-on-end-kick = who loses it leaves the server
plan-name-empty = The plan needs a name.
plan-name-long = The name has { $length } characters; at most { $most } fit.
plan-name-unfit = Please leave mentions, links and line breaks out: the text is shown to members and on invoices.
plan-name-taken = There is a plan called “{ $plan }” already. Choose another name, or change it with { COMMAND("plan edit") }.
plan-description-long = The description has { $length } characters; at most { $most } fit.
plan-currency-needed = Choose a currency, such as EUR: there is no plan yet whose currency could be taken.
plan-interval-unknown = “{ $interval }” is no interval. Choose month, year, week or once.
plan-trial-range = A trial has 0 to { $days } days.
plan-trial-once = A one-time price can't have a trial.
plan-price-unknown = Stripe has no active, fixed price “{ $price }”. Copy its id (price_…) from Stripe's dashboard.
plan-price-differs = The price { $price } at Stripe has another amount, currency or interval than you gave. Give exactly what Stripe shows; for a quarter choose interval month, for several weeks week.
plan-price-taken = The price { $price } belongs to another plan already.
plan-role-managed = { $role } can't be given to members: Discord or an integration manages it. Choose an ordinary role.
plan-role-administrator = { $role } has the Administrator permission. Selling it would sell the whole server; choose another role.
plan-needs-manage-roles = I lack the permission Manage Roles. Give it to my role under Server Settings → Roles, then try again.
plan-role-above = { $role } stands above my own role { $ours }. Drag mine above it under Server Settings → Roles, then try again.
plan-role-beyond = { $role } stands above your own highest role. Only who could give a role by hand may sell it.
plan-seller-needs-manage-roles = You need the permission Manage Roles to give, sell or take { $role } through me.
plan-kick-beyond = You need the permission Kick Members to let a plan remove members.
plan-kick-left-out = ⚠️ Members stay in the server when it ends: only somebody with the permission Kick Members can choose otherwise, with { COMMAND("plan edit") } on_end:kick.
