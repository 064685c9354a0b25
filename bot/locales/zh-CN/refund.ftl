# 成员的退款申请。

refund-asked = 你对 **{ $product }** 的退款申请已提交给管理团队，结果会以私信通知你。
refund-reason-empty = 请简单说明退款原因。
refund-not-bought = 你没有自己购买「{ $product }」，或它已结束。礼物会退款给付款人。
refund-no-such-case = 没有这个申请。
refund-decided = 该申请已处理。
refund-nothing-paid = 没有付过款，因此无款可退。你可以拒绝该申请。
refund-none = 没有待处理的退款申请。
refund-title = 退款申请 { $number }
refund-bought = { $member } 于 { $at } 购买 **{ $product }**，支付 { $price }。
refund-opened = { $count ->
    [0] 从未打开过。
   *[other] 打开过 { $count } 次。
}
refund-terms = 对方于 { $at } 同意了你的服务条款。
refund-terms-unasked = 付款时没有要求同意服务条款。
refund-source = Stripe：`{ $source }`
refund-amount-unknown = 金额未知
refund-waiting = 共有 { $count } 个申请待处理，这是最早的一个。
refund-state-open = 退款会退回最近一次付款的全部金额，并按商品规则结束对方的权限。
refund-state-refunded = ✅ 已退款。
refund-state-declined = 已拒绝。
refund-button-show = 处理
refund-button-grant = 退款
refund-button-decline = 拒绝
refund-case = ↩️ { $member } 申请退款：**{ $plan }**。
refund-refunded = **{ $plan }** 的款项正在退回，可能需要几天到账。
refund-declined = 管理团队拒绝了你对 **{ $plan }** 的退款申请。如有疑问，请联系他们。
