# Gifts, gift codes and seats: for the giver and the person who redeems a code.

gift-pay-member = **{ $plan }** for { $member }: { $price }. Check out securely with Stripe. { $member } gets access as soon as the payment goes through, and both of you are notified. This link is personal and expires { $until }.
gift-pay-member-renews = **{ $plan }** for { $member }: { $price }. Check out securely with Stripe. { $member } gets access as soon as the payment goes through, and both of you are notified. **It renews from your card until you cancel** ({ COMMAND("membership manage") }). This link is personal and expires { $until }.
gift-pay-code = **{ $plan }** as a gift code: { $price }. Check out securely with Stripe. You then get a button that shows your code, and the person who redeems it here gets the membership. This link is personal and expires { $until }.

gift-not-to-yourself = For yourself, use { COMMAND("subscribe") }. To give a gift, choose someone else, or nobody for a gift code.
gift-not-to-bots = Bots can't have a membership. Choose a person.
gift-not-here = { $member } isn't in this server. Ask them to join first, or leave the member out to get a gift code for them.

gift-told-code = Your gift of **{ $plan }** is paid. Show the code whenever you like and pass it on. It's valid for one person.
gift-told-unpaid = Your payment for the gift of **{ $plan }** is processing. You'll get the code once it arrives.
gift-told-failed = Your payment for the gift of **{ $plan }** failed, so there's no code. You weren't charged and can try again any time.
gift-told-seats = { $codes ->
    [one] Your **{ $plan }** has { $seats } seats: yours and one more. Show its code and pass it on; the person who redeems it takes the seat.
   *[other] Your **{ $plan }** has { $seats } seats: yours and { $codes } more. Show their codes and pass them on; each person who redeems one takes a seat.
}
gift-told-redeemed = Your gift of **{ $plan }** has been redeemed. We don't say by whom; they may tell you.
gift-told-seat-taken = Someone has taken a seat of your **{ $plan }**: { $used } of { $total } are now in use.

gift-button = Show my codes
gift-button-stock = Codes of { $plan } ({ $used } of { $total } used)
gift-codes-gift = { $fresh ->
    [0] Your gift of **{ $plan }** has been redeemed. There's no code left to pass on.
   *[other] Your gift code for **{ $plan }**. It's valid for one person, who redeems it with { COMMAND("membership redeem") }. We don't store it; if you lose it, press the button for a new one. **Earlier codes for this gift no longer work.**
}
    .direct = { $fresh ->
        [0] Your gift of **{ $plan }** has been redeemed. There's no code left to pass on.
       *[other] Your gift code for **{ $plan }**. It's valid for one person, who types / in the server and chooses “membership redeem”. We don't store it; if you lose it, press the button for a new one. **Earlier codes for this gift no longer work.**
    }
gift-codes-seats = { $fresh ->
    [0] Your **{ $plan }**: { $used } of { $total } extra seats are taken. There's no code left to pass on.
   *[other] Your codes for **{ $plan }**: { $used } of { $total } extra seats are taken. Each code is valid for one person, who redeems it with { COMMAND("membership redeem") }. We don't store them; if you lose them, press the button for new ones. **Earlier unused codes no longer work.**
}
    .direct = { $fresh ->
        [0] Your **{ $plan }**: { $used } of { $total } extra seats are taken. There's no code left to pass on.
       *[other] Your codes for **{ $plan }**: { $used } of { $total } extra seats are taken. Each code is valid for one person, who types / in the server and chooses “membership redeem”. We don't store them; if you lose them, press the button for new ones. **Earlier unused codes no longer work.**
    }
gift-not-yours = These codes belong to someone else.
gift-codes-closed = No codes are available right now: what you paid for has ended, was refunded or is paused.

gift-code-mistyped = That code is incomplete or mistyped. Check for missing or extra characters. A code looks like ABCDE-12345-FGHJK-67890.
gift-code-unknown = There's no such code in this server. Check with the person who gave it to you.
gift-code-used = That code has already been used. Each code works once, for one person.
gift-code-used-by-you = You've already used that code. See { COMMAND("membership status") }.
gift-code-replaced = That code was replaced by a newer one and no longer works. Ask the person who gave it to you for the new one.
gift-code-closed = That code can't be used right now: the membership behind it has ended, was refunded or is paused. Check with the person who gave it to you.
gift-no-seat-left = All seats of this { $plan } are taken. Check with the person who gave you the code.
gift-seat-already = You've already redeemed a code for this { $plan }. Leave this one for someone else.
gift-nothing-to-gain = You already have { $plan }, and it's for life or renews by itself, so this code would be wasted. It stays valid: pass it on, or keep it until your own membership ends.
gift-too-many-tries = Too many wrong codes. Try again { $again }.

gift-redeemed-life = Code redeemed: **{ $plan }** is yours for life. You'll have access in a moment. The giver is notified that it was redeemed, but not by whom.
gift-redeemed-until = Code redeemed: **{ $plan }** is yours until { $until }. You'll have access in a moment. The giver is notified that it was redeemed, but not by whom.
gift-redeemed-later = Code redeemed: **{ $plan }** continues after your current membership. It starts on { $begin } and lasts until { $until }. The giver is notified that it was redeemed, but not by whom.
gift-redeemed-seat = Code redeemed: you have a seat of **{ $plan }** for as long as the payer keeps it. You'll have access in a moment. The payer is notified that a seat was taken, but not by whom.
