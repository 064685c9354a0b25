# 每晚核对 Stripe、本地记录与 Discord：发给管理团队的消息。

nightly-found = 🔎 每晚核对 Stripe、本地记录与 Discord 时发现了差异。
    能修正的已经修正，或正在修正。
    • 没有收到事件而已变动的订阅：{ $subscription } { $subscription-ids }
    • 一次性付款：{ $payment } { $payment-ids }
    • 退款与争议：{ $charge } { $charge-ids }
    • 身份组与付款不符的成员：{ $member } { $member-ids }
    • 本地有而 Stripe 列表中没有的会员（没有人因此失去权限；是否换了 Stripe 账号，或删除了测试数据？）：{ $missing } { $missing-ids }
    • 无法读取的对象（请到 Stripe 管理平台查看）：{ $unread } { $unread-ids }
nightly-gap = ⏰ Lyceum 自 { $since } 起没有收到 Stripe 的任何消息，这已超过 Stripe 保存事件的时间。
    现在改为与 Stripe 的列表逐一核对。
