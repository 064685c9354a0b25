# /membership value：用了什么、花多少钱、如何退出。

value-title = 你的会员收获
value-none = 你目前在这里没有会员，暂时没有数据。可用 { COMMAND("plans") } 查看方案。
value-since = 自 { $since } 以来：
value-posts = 发帖 { $count } 篇
value-replies = 在 { $items } 个讨论中回复 { $count } 次
value-reactions = 添加反应 { $count } 次
value-opened = 打开推荐 { $count } 次
value-saved = 收藏 { $count } 项
value-nothing = 还没有发帖、回复、反应或推荐的记录。（阅读不计入统计。）
value-costs = { $priced ->
    [yes] 费用 { $price }，下次扣费 { $until }。
    [free] 将于 { $until } 续费，不会扣费。
   *[no] 将于 { $until } 续费，金额请在 Stripe 页面查看：{ COMMAND("membership manage") }。
}
value-unpaid = 续费{ $priced ->
    [yes] {" "}{ $price }
   *[no] {""}
} 尚未付款。现在取消会立即结束会员，不再扣费。
value-ends = 将于 { $until } 结束，不再扣费。
value-free = 无需付费。
value-paid = 已付清，不再扣费。
value-button-cancel = 取消 { $plan }
value-how = 随时可以一键取消：已付费的部分可用到本期结束，在此之前都能撤回取消。
value-cancelled = 已取消续费。已付费的部分可用到 { $until }，之后结束，不再扣费。
value-cancelled-now = 已取消。由于续费未付款，会员已结束，不再扣费。
value-kept = 会员照常有效，将于 { $until } 续费。
value-button-keep = 保留会员
value-button-end = 取消会员
