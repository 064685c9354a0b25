# Gifts, gift codes and seats: what givers and takers read.

gift-pay-member = **{ $plan }** for { $member }, { $price }. Pay on Stripe's page; it opens for { $member } as soon as Stripe confirms, and you are both told. The link is good for you alone and ends { $until }.
gift-pay-member-renews = **{ $plan }** for { $member }, { $price }. Pay on Stripe's page; it opens for { $member } as soon as Stripe confirms, and you are both told. **Your card renews it until you cancel** ({ COMMAND("membership manage") }). The link is good for you alone and ends { $until }.
gift-pay-code = **{ $plan }** as a gift code, { $price }. Pay on Stripe's page; then you get a button that shows your code. Whoever redeems it here has the membership. The link is good for you alone and ends { $until }.

gift-not-to-yourself = For yourself, use { COMMAND("subscribe") }. To give a gift, choose somebody else, or nobody for a gift code.
gift-not-to-bots = Bots can't be members of a plan. Choose a person.
gift-not-here = { $member } is not on this server. Ask them to join first, or leave the member out to get a gift code for them.

gift-told-code = Your gift of **{ $plan }** is paid. Show your code whenever you like and pass it on; it is good for one person.
gift-told-unpaid = Your payment for the gift of **{ $plan }** is on its way. You get its code once it has arrived.
gift-told-failed = Your payment for the gift of **{ $plan }** did not arrive, so there is no code. Nothing was charged; you may try again any time.
gift-told-seats = { $codes ->
    [one] Your **{ $plan }** has { $seats } seats: yours and one more. Show its code and pass it on; whoever redeems it takes the seat.
   *[other] Your **{ $plan }** has { $seats } seats: yours and { $codes } more. Show their codes and pass them on; each person who redeems one takes a seat.
}
gift-told-redeemed = Your gift of **{ $plan }** has been redeemed. We don't say by whom; they may tell you.
gift-told-seat-taken = A seat of your **{ $plan }** has been taken: { $used } of { $total } are in use now.

gift-button = Show my codes
gift-button-stock = Codes of { $plan } ({ $used } of { $total } used)
gift-codes-gift = { $fresh ->
    [0] Your gift of **{ $plan }** has been redeemed. There is no code left to pass on.
   *[other] Your gift code for **{ $plan }**. It is good for one person: { COMMAND("membership redeem") }. We keep no copy; if you lose it, press the button again. **Earlier codes for this gift no longer work.**
}
    .direct = { $fresh ->
        [0] Your gift of **{ $plan }** has been redeemed. There is no code left to pass on.
       *[other] Your gift code for **{ $plan }**. It is good for one person, who types / on the server and chooses “membership redeem”. We keep no copy; if you lose it, press the button again. **Earlier codes for this gift no longer work.**
    }
gift-codes-seats = { $fresh ->
    [0] Your **{ $plan }**: { $used } of { $total } further seats are taken. There is no code left to pass on.
   *[other] Your codes for **{ $plan }**: { $used } of { $total } further seats are taken. Each code is good for one person: { COMMAND("membership redeem") }. We keep no copy; if you lose them, press the button again. **Earlier codes that nobody used no longer work.**
}
    .direct = { $fresh ->
        [0] Your **{ $plan }**: { $used } of { $total } further seats are taken. There is no code left to pass on.
       *[other] Your codes for **{ $plan }**: { $used } of { $total } further seats are taken. Each code is good for one person, who types / on the server and chooses “membership redeem”. We keep no copy; if you lose them, press the button again. **Earlier codes that nobody used no longer work.**
    }
gift-not-yours = These codes belong to somebody else.
gift-codes-closed = There are no codes at the moment: what was paid for them has ended, was refunded or is held back.

gift-code-mistyped = That is not a whole code: a sign is missing, too many or mistyped. A code looks like ABCDE-12345-FGHJK-67890.
gift-code-unknown = There is no such code on this server. Ask whoever gave it to you.
gift-code-used = That code has been used. Each code is good for one person, once.
gift-code-used-by-you = That code has been used, by yourself. See { COMMAND("membership status") }.
gift-code-replaced = That code no longer works: newer ones took its place. Ask whoever gave it to you for a fresh one.
gift-code-closed = That code gives nothing at the moment: what was paid for it has ended, was refunded or is held back. Ask whoever gave it to you.
gift-no-seat-left = All seats of this { $plan } are taken. Ask whoever gave you the code.
gift-seat-already = You have redeemed a code of this { $plan } before. Leave this one to somebody else.
gift-nothing-to-gain = You have { $plan } already, for good or renewing by itself, so the code would be wasted. It stays good: pass it on, or keep it until your own has ended.
gift-too-many-tries = Too many wrong codes. You can try again { $again }.

gift-redeemed-life = The code is good: **{ $plan }** is yours for good. Your access opens in a moment. The giver is told that it was redeemed, not by whom.
gift-redeemed-until = The code is good: **{ $plan }** is yours until { $until }. Your access opens in a moment. The giver is told that it was redeemed, not by whom.
gift-redeemed-later = The code is good: **{ $plan }** follows what you have. It begins on { $begin } and lasts until { $until }. The giver is told that it was redeemed, not by whom.
gift-redeemed-seat = The code is good: you have a seat of **{ $plan }** for as long as whoever pays keeps it. Your access opens in a moment. They are told that a seat was taken, not by whom.
