# 会员发生变化时，发给会员和管理团队的消息。

turn-granted-paid = 欢迎！付款已确认，**{ $plan }** 已为你开通。
turn-granted-free = 欢迎！**{ $plan }** 已为你开通，没有扣费。
turn-granted-product-paid = 谢谢！付款已确认，**{ $plan }** 已归你所有。
turn-granted-product-free = **{ $plan }** 已归你所有，没有扣费。
turn-granted-trial = 欢迎！**{ $plan }** 的免费试用已开始，有效期至 { $until }。点击按钮可查看之后的安排。
turn-granted-comp = { $lasts ->
    [until] 管理团队赠送你 **{ $plan }**，有效期至 { $until }，无需付费。
   *[other] 管理团队赠送你 **{ $plan }**，无需付费。
}
turn-granted-gift = { $giver } 送你 **{ $plan }** 作为礼物，现已开通。点击按钮可查看有效期。
turn-welcome-channels = 现在可以进入：{ $channels }
turn-button-open = 前往 #{ $channel }
turn-button-receipt = 收据
turn-gift-arrived = 礼物已送达：{ $member } 已获得 **{ $plan }**。
turn-moved-here = 管理团队已把 **{ $plan }** 从 { $other } 转移到此账号。会员照常继续，已付的款项依然有效。
turn-moved-away = 管理团队已把 **{ $plan }** 从此账号转移到 { $other }。此账号不再拥有它，也不再为它付费。如有疑问，请联系管理团队。
turn-extended = **{ $plan }** 已延长，有效期至 { $until }。
turn-switched = 你的会员已变更为 **{ $plan }**。
turn-restored = **{ $plan }** 已恢复使用。
turn-recovered = 谢谢，款项已收到，**{ $plan }** 继续有效。
turn-waived = **{ $plan }** 没有待付款项了，会员继续有效。
turn-pending = **{ $plan }** 的付款正在处理中，到账后会自动开通。
turn-failed = **{ $plan }** 付款失败，因此没有开通。你可以随时重试。
turn-unpaid = **{ $plan }** 的款项 { $price } 扣款失败。权限保留至 { $until }。请在下方的 Stripe 页面付款，或点「管理」更换银行卡。
turn-confirm = 银行要求你确认 **{ $plan }** 的付款 { $price }。请在下方的 Stripe 页面确认，权限保留至 { $until }。
turn-button-unpaid = 立即付款
turn-button-confirm = 确认付款
turn-button-status = 我的会员
turn-button-subscribe = 购买 { $plan }

turn-suspended-disputed = **{ $plan }** 在付款争议期间暂停。争议撤回或被驳回后会自动恢复。
turn-suspended-paused = **{ $plan }** 已暂停，订阅恢复后会自动重新开通。
turn-ended-refunded = 你的 **{ $plan }** 已退款，因此结束，不再扣费。
turn-ended-dispute-lost = 银行已将有争议的付款扣回，你的 **{ $plan }** 因此结束，不再扣费。
turn-ended-revoked = 管理团队已收回你的 **{ $plan }**，不再扣费。如有疑问请联系他们。
turn-ended-time-up = 你的 **{ $plan }** 已到期，可随时再次购买。
turn-ended-no-seat = 付款人已收回你在 **{ $plan }** 中的席位。你可以随时自己购买。
turn-ended-cancelled = 你的 **{ $plan }** 此前已取消，现已结束，不再扣费。欢迎随时回来。
turn-ended-unpaid = 由于续费未付款，你的 **{ $plan }** 已结束。{ $over ->
    [yes] 请不要再支付旧账单：现在付款也不会重新开通。欢迎随时回来。
   *[no] 欢迎随时回来：支付未付的账单，或重新订阅。
}
turn-late-payment = 你为 **{ $plan }** 支付的 { $price } 已到账，但会员此前已经结束，所以没有开通权限。管理团队已收到通知，会退款或为你开通；如有疑问请联系他们（编号：{ $invoice }）。
turn-double = { $gift ->
    [yes] 你为 { $member } 支付的 **{ $plan }** 已到账，但在你付款时，对方的会员已经付过款了。
   *[no] 你为 **{ $plan }** 付了两次款：这笔付款（`{ $source }`）到账时，你已经拥有它了。
}管理团队已收到通知，可以为你退款。如果这是订阅，取消之前会继续扣费。
turn-ended-trial = **{ $plan }** 的免费试用已结束，没有扣费。喜欢的话可以随时订阅。
turn-ended-other = 你的 **{ $plan }** 已结束。欢迎随时回来。

turn-gone = { $gift ->
    [yes] { $member } 已不在服务器中，但你为对方付费的 **{ $plan }** 仍在继续。
   *[no] 你已不在服务器中，但你的 **{ $plan }** 订阅仍在继续。回来后权限会自动恢复。
}如果不想继续付费，请点按钮：本期结束后不再扣费。
turn-kicked = 你在 { $guild } 的 **{ $plan }** 已结束，按该方案的设置，你即将被移出服务器。不再扣费。凭新的邀请可以再次加入。

turn-staff-given = ✅ { $member } 已获得 { $role }（{ $plan }{ $why ->
    [trialing] ，免费试用
   *[other] {""}
}）。
turn-staff-taken = ⬜ { $member } 已不再拥有 { $role }（{ $plan }：{ $why ->
    [refunded] 已退款
    [disputed] 付款有争议，暂停权限
    [dispute-lost] 争议败诉
    [paused] 已暂停
    [revoked] 管理团队收回
    [time-up] 已到期
    [no-seat] 席位已收回
    [cancelling] 已取消
    [canceled] 已取消
    [unpaid] 未付款
    [past-due] 未付款
    [trial-over] 试用已结束
    [other-product] 订阅已换成其他产品
   *[other] 已结束
}）。
turn-staff-sold = 📦 { $member } 已获得 **{ $plan }**。
turn-staff-unsold = 📦 { $member } 不再拥有 **{ $plan }**。
turn-staff-unpaid = ⚠️ { $member } 的「{ $plan }」款项 { $price } 扣款失败。权限保留至 { $until }，已请对方付款。
turn-staff-untold = 📪 无法私信 { $member }：对方还不知道「{ $plan }」的款项 { $price } 扣款失败，权限将于 { $until } 结束。
    请提醒对方使用 { COMMAND("membership status") }。
turn-staff-cancelling = 👋 { $member } 已取消「{ $plan }」的续费，有效期至 { $until }。
turn-staff-trial-over = 🌱 { $member } 对「{ $plan }」的试用已结束，现在开始扣费；若扣款失败会另行通知。
turn-staff-weekly = 📅 **{ $since } 以来的会员情况**
    { $lines }
    -# 详情见 { COMMAND("insights revenue") }；可在 { COMMAND("staff settings") } 中更改或关闭。
turn-staff-gift = 🎁 { $giver } 为 { $member } 购买了「{ $plan }」作为礼物。
turn-staff-gift-code = 🎁 { $giver } 购买了「{ $plan }」的礼品码。
turn-staff-refunded = ↩️ { $member } 为「{ $plan }」支付的 { $price } 已全额退款（{ $charge }）。{ $keeps ->
    [open] 权限保留：方案如此设置，或这笔款项只付了其中一部分或更早的周期。
    [held] 权限仍处于暂停状态。
    [unclaimed] 对应的礼品码已失效。
   *[over] 权限随之结束，不再扣费。
}
turn-staff-refunded-part = ↩️ { $member } 为「{ $plan }」支付的 { $price } 中，{ $refunded_price } 已退款（{ $charge }）。{ $keeps ->
    [open] 权限保留。
    [held] 权限仍处于暂停状态。
    [unclaimed] 对应的礼品码按方案设置处理。
   *[over] 权限已结束。
}
turn-staff-refund-failed = ⚠️ 向 { $member } 退还「{ $plan }」的 { $price } 失败（{ $charge }）：款项已回到你的 Stripe 余额。{ $keeps ->
    [open] 对方拥有权限。
    [held] 对方的权限处于暂停状态。
    [unclaimed] 对应的礼品码可再次兑换。
   *[over] 对方没有权限：会员已结束。
}请用其他方式退款，或请对方提供另一张银行卡。
turn-staff-disputed = ⚠️ { $member } 对「{ $plan }」的付款 { $price } { $part ->
    [yes] 中的 { $disputed_price } {""}
   *[no] {""}
}提出争议（{ $charge }）。{ $keeps ->
    [open] 在此期间权限保留。
    [held] 权限暂停，直到有结果。
    [unclaimed] 对应的礼品码暂停，直到有结果。
   *[over] 权限此前已结束。
}请在 Stripe 管理平台的「付款 → 争议」中回应{ $by ->
    [none] 。
   *[other] ，截止 { $due }；逾期未回应，款项将被银行扣回。
}
turn-staff-inquiry = ℹ️ 银行查询 { $member } 为「{ $plan }」支付的 { $price }（{ $charge }）。款项未动，权限不受影响。请在 Stripe 管理平台的「付款 → 争议」中回应{ $by ->
    [none] 。
   *[other] ，截止 { $due }，以免升级为争议。
}
turn-staff-dispute-won = ✅ { $member } 为「{ $plan }」支付的 { $price } { $part ->
    [yes] 中 { $disputed_price } {""}
   *[no] {""}
}的争议已胜诉（{ $charge }）：款项保留。{ $keeps ->
    [open] 权限保留。
    [held] 权限仍处于暂停状态。
    [unclaimed] 对应的礼品码恢复有效。
   *[over] 权限此前已结束。
}
turn-staff-dispute-prevented = ↩️ { $member } 为「{ $plan }」支付的 { $price } 的一项争议在发起前已被化解（{ $charge }）：{ $part ->
    [yes] 其中 { $disputed_price } 已退回
   *[no] 款项已退回
}。{ $keeps ->
    [open] 对方目前仍保有权限；如果你不希望这样，请用 { COMMAND("grants revoke") } 收回。
    [held] 权限处于暂停状态。
    [unclaimed] 对应的礼品码仍可兑换。
   *[over] 权限已结束。
}
turn-staff-dispute-lost = ❌ { $member } 为「{ $plan }」支付的 { $price } { $part ->
    [yes] 中 { $disputed_price } {""}
   *[no] {""}
}的争议已败诉（{ $charge }）。{ $keeps ->
    [open] 按方案设置，权限保留。
    [held] 权限仍处于暂停状态。
    [unclaimed] 对应的礼品码已失效。
   *[over] 权限随之结束，不再扣费。
}
turn-staff-gone = 👻 { $member } 已不在服务器中（离开、被移出或被封禁），但{ $gift ->
    [yes] { $payer } 为对方付费的「{ $plan }」订阅
   *[no] 对方的「{ $plan }」订阅
}仍在继续{ $next ->
    [known] ，下次扣费在 { $until }
   *[other] {""}
}（{ $subscription }）。
    如要结束：{ COMMAND("grants revoke") }，成员 { $id }，方案「{ $plan }」。
    如要退款：请到 Stripe 管理平台。
    对方回来后会自动重新获得身份组。
turn-staff-join-refused = 🚪 { $name }（{ $member }，ID { $id }）在加入页面购买了「{ $plan }」，但 Discord 没有让对方进入：{ $why ->
    [banned] 对方已被服务器封禁。解除封禁后，对方可以从该页面进入
    [full] 对方加入的服务器数量已达到 Discord 的上限。退出一个后，对方可以从该页面进入
   *[other] Discord 拒绝把该账号加入服务器。对方可以从该页面重试
}。
    也可以在 Stripe 管理平台退款，并用 { COMMAND("grants revoke") } 结束会员。
    参考编号：{ $reference }
turn-staff-join-absent = 🚪 { $name }（{ $member }，ID { $id }）在加入页面购买了「{ $plan }」，但一天后仍不在服务器中。
    对方仍可在该页面登录后进入。
    如果对方不想加入，请在 Stripe 管理平台退款，并用 { COMMAND("grants revoke") } 结束会员。
turn-staff-join-permission = 🔒 我无法把在加入页面付款的人加入服务器：我的身份组在 { $guild } 中缺少「创建邀请」权限。
    把该权限给我的身份组后，我会自动把他们加入。
turn-staff-join-secret = 🔑 没有人能在加入页面登录，因为 Discord 不接受 DISCORD_CLIENT_SECRET。
    请从 Developer Portal（你的应用 → OAuth2 → Client Secret）复制到 .env，然后重启。
turn-staff-still-payable = 🧾 { $member } 的「{ $plan }」订阅已结束，但账单 { $invoice }（{ $price }）仍可在 Stripe 页面上支付。{ $tried ->
    [yes] 我未能将其作废：有一笔付款正在处理、账单已被核销，或我的密钥缺少 Invoices: Write 权限。
   *[no] 订阅不是由我结束的，所以我没有动它。
}
    付款也不会开通权限；除非你在等这笔款项，否则请点下方按钮将其作废。
turn-staff-late-payment = 💶 { $member } 在「{ $plan }」的订阅结束后支付了 { $price }（{ $invoice }）。{ $has ->
    [yes] 对方已通过另一笔付款拥有「{ $plan }」，请退还这一笔。
   *[no] 这笔付款没有开通权限。请退款，或用 { COMMAND("grants give") } 补上所付的时间。
}
turn-staff-double = ⚠️ { $member } 正在为「{ $plan }」重复付费：`{ $first }` 和 `{ $second }`。
    请在 Stripe 管理平台取消其中一笔并退款；全额退款后，这里对应的会员会结束，另一笔不受影响。
turn-staff-comp-beside = ℹ️ { $member } 既在为「{ $plan }」付费，又由管理团队免费授予：`{ $first }` 和 `{ $second }`。
    扣费仍会继续；如非本意，请用 { COMMAND("grants revoke") } 结束其中一个。
turn-staff-move-stuck = ⚠️ 从 { $member } 到 { $other } 的会员转移无法继续，因为 Stripe 拒绝了修改：{ $error }
    请在 Stripe 管理平台解决，之后会自动继续。
turn-staff-cancelled = 🛑 我已在 Stripe 取消 { $member } 的「{ $plan }」订阅（{ $subscription }），以免为已不再拥有的权限继续扣费：{ $why ->
    [refunded] 付款已退还。
    [dispute-lost] 争议败诉。
    [revoked] 管理团队收回。
   *[other] 会员已在这里结束。
}
turn-staff-not-cancelled = ⚠️ Stripe 不允许我取消 { $member } 的「{ $plan }」订阅（{ $subscription }），对方仍会为已不再拥有的权限被扣费：{ $error }
    请在 Stripe 管理平台中取消。
turn-staff-kicked = 🚪 { $member } 已按「{ $plan }」的设置被移出服务器：对方最后一项会员已结束。
turn-staff-kick-right = ⚠️「{ $plan }」设置为结束后移出服务器，但我没有「踢出成员」权限。
    { $member } 已失去身份组，但仍在服务器中，请手动移出。
    请在「服务器设置 → 身份组」中为我的身份组开启「踢出成员」，或用 { COMMAND("plan edit") } 将「会员结束时」改为保留。
turn-staff-kick-two-factor = ⚠️「{ $plan }」设置为结束后移出服务器，但 Discord 拒绝了：本服务器要求管理操作启用双重认证，而拥有此机器人的账号没有启用。
    { $member } 已失去身份组，但仍在服务器中，请手动移出。
    请为该账号启用双重认证，或用 { COMMAND("plan edit") } 将「会员结束时」改为保留。
turn-staff-kick-refused = ⚠️「{ $plan }」设置为结束后移出服务器，但 Discord 不允许我移出成员：{ $error }。
    { $member } 已失去身份组，但仍在服务器中，请手动移出，或用 { COMMAND("plan edit") } 将「会员结束时」改为保留。
