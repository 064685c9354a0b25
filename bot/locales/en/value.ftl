# /membership value: what a membership was used for, what it costs, and the way out.

value-title = What you get out of it
value-none = You have no membership here at the moment, so there is nothing to weigh. See { COMMAND("plans") } for what there is.
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
    [one] one thing saved
   *[other] { $count } things saved
}
value-nothing = nothing that is counted here: posts, replies, reactions and recommendations. Reading is not counted.
value-costs = { $priced ->
    [yes] It costs { $price }, next on { $until }.
    [free] It renews on { $until }, and nothing will be charged.
   *[no] It renews on { $until }. What that costs is on Stripe's page: { COMMAND("membership manage") }.
}
value-unpaid = Its renewal{ $priced ->
    [yes] {" "}for { $price }
   *[no] {""}
} is not paid yet. Cancelling ends it at once, and nothing more will be charged.
value-ends = It ends on { $until } and costs nothing more.
value-free = It costs you nothing.
value-paid = It is paid for; nothing more will be charged.
value-button-cancel = Cancel { $plan }
value-how = Cancelling takes one press: you keep what you paid for until the end of the period, and can take it back any time before.
value-cancelled = Cancelled. You keep what you paid for until { $until }; it ends then, and nothing more will be charged.
value-cancelled-now = Cancelled. It has ended, as its renewal was not paid, and nothing more will be charged.
value-kept = All as before: it goes on, and renews on { $until }.
value-button-keep = Keep it
value-button-end = Cancel it
