# Switching a membership: answers to the member who pays.

switch-seats = { $seats } seats, { $price }
switch-now = You have **{ $held }**.
switch-choose = What would you like to switch to? You'll see what it costs before anything changes.
switch-nothing-else = There's nothing else to switch to.
switch-is-planned = It changes to **{ $after }** on { $at }.
switch-from-to = **{ $before }** → **{ $after }**
switch-costs-now = You pay **{ $due }** now, for the rest of the time you've already started; then { $recurring } from { $next }. It changes as soon as the payment goes through.
switch-costs-free = Nothing is charged now; you pay { $recurring } from { $next }. It changes right away.
switch-costs-credit = Nothing is charged now, and { $due } is credited to your next invoices; you pay { $recurring } from { $next }. It changes right away.
switch-costs-later = Nothing is charged now. It changes on { $next }; from then on you pay { $recurring }. Until then you keep what you have.
switch-tax = That includes { $tax } of tax each time.
switch-seats-lost = { $count ->
    [one] ⚠️ One person who uses a seat will lose it.
   *[other] ⚠️ { $count } people who use a seat will lose it.
}
switch-button-now = Switch now
switch-button-later = Switch at the renewal
switch-button-stay = Keep it as it is
switch-button-pay = Pay
switch-outcome-done = You now have **{ $after }**.
switch-outcome-planned = It changes to **{ $after }** on { $at }.
switch-outcome-unpaid = Your bank hasn't accepted the payment yet, so nothing has changed. Pay within a day to get **{ $after }**; otherwise you keep what you have.
switch-stayed = It stays as it is, and renews at the same price.
switch-none = You aren't paying for a membership here that could be switched. See { COMMAND("plans") } for what's available.
    .direct = You aren't paying for a membership there that could be switched.
switch-in-trial = You're in a free trial. You can switch after it, once the first payment went through.
switch-unpaid = A payment is still open. Pay it first: see { COMMAND("membership status") }.
    .direct = A payment is still open. Pay it first.
switch-ending = This membership is cancelled. Keep it first: see { COMMAND("membership status") }.
    .direct = This membership is cancelled. Keep it first.
switch-planned = A switch is planned already. Drop it first, with { COMMAND("membership switch") }.
    .direct = A switch is planned already. Drop it first.
switch-by-staff = This membership can't be switched from here. Ask the staff of the server.
switch-changed = Your membership has changed in the meantime, so nothing was done. Please choose again.
switch-not-offered = You can't switch to that. See what you can choose with { COMMAND("membership switch") }.
    .direct = You can't switch to that.
switch-not-from-old-price = Your price is no longer sold, and Stripe can't plan a change from it. Cancel at the end of the period, and subscribe again when it has ended.
switch-old-price = Your price is no longer sold, so the number of seats can't be lowered at it. Switch to one of the current prices.
switch-untaxed = Stripe can't work out the tax of that price yet, so nothing was changed. The staff have been told; please try again once they've fixed it.
switch-same = That's what you have already: { $plan }.
