# /membership value: use, cost and cancelling.

value-title = Your membership so far
value-none = You have no membership here right now. See { COMMAND("plans") } for what's available.
value-since = Since { $since }:
value-posts = { $count ->
    [one] one post
   *[other] { $count } posts
}
value-replies = { $count ->
    [one] one reply
   *[other] { $count } replies
} in { $items ->
    [one] one conversation
   *[other] { $items } conversations
}
value-reactions = { $count ->
    [one] one reaction given
   *[other] { $count } reactions given
}
value-opened = { $count ->
    [one] one recommendation opened
   *[other] { $count } recommendations opened
}
value-saved = { $count ->
    [one] one item saved
   *[other] { $count } items saved
}
value-nothing = no posts, replies, reactions or recommendations yet. (Reading isn't tracked.)
value-costs = { $priced ->
    [yes] Costs { $price }, next charge on { $until }.
    [free] Renews on { $until } at no charge.
   *[no] Renews on { $until }. See the price on Stripe's page: { COMMAND("membership manage") }.
}
value-unpaid = The renewal{ $priced ->
    [yes] {" "}for { $price }
   *[no] {""}
} hasn't been paid. Cancelling ends the membership immediately, and nothing more will be charged.
value-ends = Ends on { $until }; nothing more will be charged.
value-free = Costs you nothing.
value-paid = Paid; nothing more will be charged.
value-button-cancel = Cancel { $plan }
value-how = Cancel any time with one click: you keep what you paid for until the end of the period, and you can undo it until then.
value-cancelled = Cancelled. You keep what you paid for until { $until }; then it ends, and nothing more will be charged.
value-cancelled-now = Cancelled. The membership has ended because its renewal wasn't paid, and nothing more will be charged.
value-kept = Your membership continues and renews on { $until }.
value-button-keep = Keep it
value-button-end = Cancel it
