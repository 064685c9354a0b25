# 管理人员手动授予、收回会员资格，以及查询某人为何拥有某项权限时看到的文字。

grants-no-such-plan = 没有名为“{ $plan }”的方案。可用 /plan list 查看。
grants-nothing-to-revoke = { $member } 没有可以结束的 { $plan }。
grants-reason-empty = 请写明原因：原因会留存在记录中。
grants-bot = 机器人不能成为会员。
grants-role-gone = { $plan } 的身份组已不存在。请先用 /plan edit 换一个，再授予会员资格。

grants-given = { $member } 从现在起拥有 **{ $plan }**，直到你用 /grants revoke 结束它。
grants-given-until = { $member } 拥有 **{ $plan }**，到 { $until } 为止，届时自动结束。
grants-given-later = { $member } 已经拥有 **{ $plan }**。你授予的部分接在其后，从 { $begin } 开始，到 { $until } 为止。
grants-given-absent = 对方还不在本服务器：加入时会自动获得身份组。

grants-revoke-sure = 要结束 { $member } 的 **{ $plan }** 吗？以下内容会立即结束：
grants-revoke-subscription = • 订阅 `{ $id }`。同时会**在 Stripe 取消**，不再扣款。已付的款项**不会退还**。
grants-revoke-seats = { $count ->
   *[other]   另有 { $count } 位兑换了其名额的成员会一并失去权限。
}
grants-revoke-payment = • 付款 `{ $id }`。款项**不会退还**。
grants-revoke-comp = • 管理人员于 { $given } 授予的部分。
grants-revoke-code = • 于 { $given } 兑换的兑换码，仅对该成员：付款人保留其余部分，款项不退还。
grants-revoke-refund = 如需退款，请在 Stripe 后台操作。
grants-revoke-reason = 原因：{ $reason }
grants-revoke-button = 结束
grants-revoked = { $member } 的 **{ $plan }** 已结束。
grants-revoked-cancel = 正在 Stripe 取消该订阅。

grants-list-title = 谁拥有什么
grants-list-none = 没有人拥有这类会员资格。
grants-list-plan = { $plan } · { $count ->
   *[other] { $count } 位成员
}
grants-list-more = 仅显示最新的 { $shown } 条，共 { $count } 条。可用 plan: 或 kind: 缩小范围。
grants-list-renews = { $until } 续费
grants-list-ends = 到 { $until } 为止
grants-list-life = 长期有效
grants-list-grace = 未付款，宽限至 { $until }
grants-kind-subscription = 订阅
grants-kind-payment = 一次性付款
grants-kind-comp = 管理人员授予
grants-kind-code = 兑换码
