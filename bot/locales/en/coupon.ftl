# Coupons: /coupon for staff, and the coupon option of /subscribe.

coupon-made = 🎟️ **{ $code }** is ready: { $discount }, for { $plans }. Members type it on the checkout page or in the { COMMAND("subscribe") } command.
coupon-link = A link that carries it, also for people outside the server: { $link }
coupon-retired = **{ $code }** can no longer be used. Members who used it keep its discount.
coupon-list-title = Coupons
coupon-list-none = There are no coupons yet. Make one with { COMMAND("coupon add") }.
coupon-line = { $discount } · { $used ->
    [one] used once
   *[other] used { $used } times
}
coupon-line-limit = { $discount } · used { $used } of { $limit } times
coupon-until = until { $until }
coupon-off-once = { $off } off the first payment
coupon-off-months = { $months ->
    [one] { $off } off for a month
   *[other] { $off } off for { $months } months
}
coupon-off-forever = { $off } off every payment
coupon-applied = 🎟️ **{ $code }** is applied: { $discount }.

coupon-code-invalid = “{ $code }” can't be a code. Use 3 to 40 letters and digits, e.g. SPRING26.
coupon-percent-or-amount = Give either a percentage or an amount with its currency.
coupon-currency = Give the currency of the amount, e.g. EUR.
coupon-months = Give the number of months if the discount lasts for some months, and only then.
coupon-taken = The code { $code } already exists at Stripe. Choose another one.
coupon-no-plans = Nothing is on sale yet. Add a plan first: { COMMAND("plan add") }
coupon-unknown = There's no coupon { $code }, or it has ended. Check the spelling.
coupon-other-plan = The coupon { $code } isn't for { $plan }.
coupon-other-currency = The coupon { $code } isn't for payments in { $currency }. Choose another price.
coupon-refused = The coupon { $code } can't be used for this purchase. Continue without it, or ask the staff.
