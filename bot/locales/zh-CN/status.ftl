# /membership status 与 manage：会员拥有什么、到何时、接下来如何。

status-title = 你的会员
status-none = 你在这里还没有会员，可用 { COMMAND("plans") } 查看方案。
    .direct = 你在那个服务器还没有会员。
status-name-open = 🟢 { $plan }
status-name-waiting = 🟡 { $plan }
status-name-held = ⏸️ { $plan }

status-renews = 有效，将于 { $until } 续费{ $priced ->
    [yes] {" "}{ $price }
    [free] ，不会扣费
   *[no] {""}
}。
status-trial = 免费试用中。{ $priced ->
    [yes] 若不取消，将于 { $until } 首次扣费 { $price }。
    [free] 试用至 { $until }，之后继续有效，不会扣费。
   *[no] 若不取消，将于 { $until } 首次扣费。
}
status-trial-cardless = 免费试用至 { $until }。不绑卡到期就自动结束；想继续使用，请点「管理」绑卡。
status-cancelling = 已取消续费，有效期至 { $until }，不再扣费。
status-pausing = 有效期至 { $until }，之后暂停。
status-open = 有效。
status-life = 永久有效，不再扣费。
status-until = 有效期至 { $until }，不会自动续费。想继续使用，可用 { COMMAND("subscribe") } 再次购买，剩余天数会累加。
    .direct = 有效期至 { $until }，不会自动续费。想继续使用，请再次购买，剩余天数会累加。
status-comp = 管理团队赠送{ $lasts ->
    [until] ，有效期至 { $until }
   *[other] {""}
}，无需付费。
status-seat = 有效。你的席位由他人付费，对方续费期间一直有效。
status-seat-ends = 有效期至 { $until }。你的席位由他人付费。
status-grace = 扣款失败。权限保留至 { $until }，请付款或更换银行卡以免失效。
status-grace-unknown = 有效。Stripe 尚未确认续费，得知结果之前权限不变。
status-grace-theirs = 付款人的续费尚未付款。若一直不付，将于 { $until } 到期。
status-upcoming = 已付款，{ $begin } 生效，有效期至 { $until }。
status-disputed = 付款争议期间暂停。争议撤回或被驳回后会自动恢复。
status-paused = 已暂停，订阅恢复后会自动重新开通。
status-pending = 付款正在处理中，到账后自动开通。
status-pending-confirm = 尚未开通：已发起付款但没有完成。
status-gift-from = 🎁 { $giver } 赠送。
status-passes = 由 { $count } 张通行证依次接续。
status-seats = { $left ->
    [0] { $total } 个席位已全部使用（含你自己）。
   *[other] 共 { $total } 个席位，已使用 { $used } 个（含你自己）。
}
status-gifts = 🎁 你为他人付费的会员
status-gift = { $member }：**{ $plan }**{ $how ->
    [renews] ，{ $until } 续费
    [until] ，有效期至 { $until }
   *[other] {""}
}
status-past = 以往的会员
status-ended = **{ $plan }** 于 { $until } 结束：{ $why ->
    [refunded] 已退款
    [dispute-lost] 争议败诉
    [revoked] 管理团队收回
    [time-up] 已到期
    [no-seat] 席位已收回
    [cancelling] 已取消
    [canceled] 已取消
    [unpaid] 未付款
    [past-due] 未付款
    [trial-over] 试用已结束
    [other-product] 订阅已换成其他产品
   *[other] 已到期
}。
status-reminders-on = 提醒已开启：到期前会私信通知你。
status-reminders-off = 提醒已关闭：到期前不会私信通知你。

status-button-manage = 管理
status-button-switch = 更换方案
status-button-keep = 保留 { $plan }
status-button-pay = 支付 { $plan }
status-manage = 更换银行卡、查看账单、取消续费或更换方案，都在 Stripe 页面上办理。此链接仅供你本人使用，几分钟内有效。
status-manage-button = 打开 Stripe 页面
status-no-customer = 没有可管理的内容：你还没有在这里付过款。可用 { COMMAND("plans") } 查看方案。
    .direct = 没有可管理的内容：你还没有在那里付过款。
status-over = 该会员已结束。可用 { COMMAND("membership status") } 查看你现有的会员。
    .direct = 该会员已结束。
status-cancel-by-manage = 这个订阅在 Stripe 上设有分阶段的价格安排，无法用此按钮取消。请用 { COMMAND("membership manage") } 取消，或请管理团队代为结束，编号 { $id }。
    .direct = 这个订阅在 Stripe 上设有分阶段的价格安排，无法用此按钮取消。请管理团队代为结束，编号 { $id }。
status-not-yours = 该会员由他人付费，只有付款人可以更改。
