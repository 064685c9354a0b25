# Members' requests for their money back.

refund-asked = Your request for **{ $product }** is with the staff. You'll get their answer by direct message.
refund-reason-empty = Say in a few words why you want to return it.
refund-not-bought = You haven't bought “{ $product }” yourself, or it has ended. Gifts are refunded to the person who paid.
refund-no-such-case = There's no such request.
refund-decided = This request was decided already.
refund-nothing-paid = Nothing was paid for this, so there is nothing to refund. You can decline the request.
refund-none = No requests for refunds are waiting.
refund-title = Refund request { $number }
refund-bought = { $member } bought **{ $product }** on { $at } and paid { $price }.
refund-opened = { $count ->
    [0] It was never opened.
    [one] It was opened once.
   *[other] It was opened { $count } times.
}
refund-terms = They accepted your terms of service on { $at }.
refund-terms-unasked = They weren't asked to accept terms of service.
refund-source = Stripe: `{ $source }`
refund-amount-unknown = an unknown amount
refund-waiting = { $count } requests are waiting; this is the oldest.
refund-state-open = Refunding returns all that was paid last and ends their access, as the product's terms say.
refund-state-refunded = ✅ Refunded.
refund-state-declined = Declined.
refund-button-show = Decide
refund-button-grant = Refund
refund-button-decline = Decline
refund-case = ↩️ { $member } asks for their money back for **{ $plan }**.
refund-refunded = Your payment for **{ $plan }** is being refunded. It can take some days to arrive.
refund-declined = The staff have declined your request for a refund of **{ $plan }**. Contact them if you have questions.
