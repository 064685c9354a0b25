# 与 Stripe、本地记录和 Discord 核对之后，管理团队读到的文字。

nightly-found = 🔎 核对 Stripe、本地记录与 Discord 时发现了差异。能更正的已经更正，或正在更正。
    • 未收到通知而已变动的订阅：{ $subscription } { $subscription-ids }
    • 一次性付款：{ $payment } { $payment-ids }
    • 退款与争议：{ $charge } { $charge-ids }
    • 身份组与付费不符的成员：{ $member } { $member-ids }
    • 本地有而 Stripe 名单中没有的会员资格（无人因此失去权限；是否换了 Stripe 账户，或删除了测试数据？）：{ $missing } { $missing-ids }
    • 无法读取的对象（请到 Stripe 管理平台查看）：{ $unread } { $unread-ids }
nightly-gap = ⏰ Lyceum 自 { $since } 起没有收到 Stripe 的消息，这已超过 Stripe 保存事件的时间。现在改为与 Stripe 自己的名单逐一核对。
