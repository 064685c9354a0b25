# 管理团队手动授予、收回会员资格，以及查询某人为何拥有某项权限时看到的文字。

grants-no-such-plan = 没有名为“{ $plan }”的方案。可用 { COMMAND("plan list") } 查看。
grants-nothing-to-revoke = { $member } 没有可以结束的 { $plan }。
grants-assigned = { $member } 已获得 **{ $plan }**，在该订阅付费期间有效。
grants-assign-unknown = Stripe 上没有订阅“{ $subscription }”。请从 Stripe 管理平台复制其编号（sub_…）。
grants-assign-not-sold = “{ $subscription }”所付的内容并未在此出售。请先用 { COMMAND("plan add") } 填写“价格编号”，将其价格上架。
grants-assign-taken = 该订阅已属于 { $member }。
grants-reason-empty = 请写明原因：原因会留存在记录中。
grants-bot = 机器人不能成为会员。
grants-role-gone = { $plan } 的身份组已不存在。请先用 { COMMAND("plan edit") } 换一个，再授予会员资格。
grants-kick-beyond = 失去 { $plan } 的成员会被移出服务器：撤销它需要“踢出成员”权限。

grants-given = { $member } 从现在起拥有 **{ $plan }**，直到你用 { COMMAND("grants revoke") } 结束它。
grants-given-until = { $member } 拥有 **{ $plan }**，到 { $until } 为止，届时自动结束。
grants-given-later = { $member } 已经拥有 **{ $plan }**。你授予的部分接在其后，从 { $begin } 开始，到 { $until } 为止。
grants-given-absent = 对方还不在本服务器：加入时会自动获得身份组。

grants-revoke-sure = 要结束 { $member } 的 **{ $plan }** 吗？以下内容会立即结束：
grants-revoke-subscription = • 订阅 `{ $id }`。同时会**在 Stripe 取消**，不再扣款。已付的款项**不会退还**。
grants-revoke-seats = { $count ->
   *[other]   另有 { $count } 位兑换了其席位的成员会一并失去权限。
}
grants-revoke-payment = • 付款 `{ $id }`。款项**不会退还**。
grants-revoke-comp = • 管理团队于 { $given } 授予的部分。
grants-revoke-code = • 于 { $given } 兑换的兑换码，仅对该成员：付款人保留其余部分，款项不退还。
grants-revoke-refund = 如需退款，请在 Stripe 管理平台操作。
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
grants-kind-comp = 管理团队授予
grants-kind-code = 兑换码

grants-explain-title = { $member } 为何拥有现在的权限
grants-explain-times = 每一行都注明所依据的记录编号，以及带来它的 Stripe 事件。
grants-chapter = { $plan } · { $kind } · { $state }
grants-chapter-gift = { $plan } · 为他人购买的礼品码
grants-explain-answer = 简要结论
grants-state-pending = 等待到账
grants-state-upcoming = 稍后开始
grants-state-active = 有效
grants-state-grace = 有效但未付款
grants-state-suspended = 暂时停用
grants-state-ended = 已结束

grants-source-subscription = 💳 订阅 `{ $id }`
grants-source-subscription-gift = 💳 订阅 `{ $id }`，由 { $payer } 作为礼物付款
grants-source-payment = 💳 一次性付款 `{ $id }`
grants-source-payment-gift = 💳 一次性付款 `{ $id }`，由 { $payer } 作为礼物付款
grants-source-comp = 🎁 管理团队授予，无需付款
grants-source-code = 🎟️ 礼品码，付款为 `{ $id }`
grants-source-seat = 🎟️ 他人订阅 `{ $id }` 的第 { $seat } 个席位

grants-story-begun = 已订阅，首笔付款尚未到账
grants-story-no-invoice = 已订阅；Stripe 尚未开出账单，目前无需付款：有效至 { $until }
grants-story-nothing-charged = 已订阅，没有扣费：有效至 { $until }
grants-story-trial = 免费试用开始，到 { $until } 为止
grants-story-trial-over = 试用结束，首笔付款到账：已付至 { $until }
grants-story-trial-over-unpaid = 试用结束：有效至 { $until }
grants-story-first-paid = 首笔付款到账：已付至 { $until }
grants-story-renewed = 续费成功：已付至 { $until }
grants-story-renewed-often = 连续 { $count } 次续费成功，此为最近一次：已付至 { $until }
grants-story-failed = 续费扣款失败，进入宽限期
grants-story-waived = 待付账单已免除，或无需付款即已结清：有效至 { $until }
grants-story-recovered = 失败的续费已补付：已付至 { $until }
grants-story-given-up = Stripe 已放弃扣款
grants-story-never-paid = 首笔付款始终未到账
grants-story-paused = 已在 Stripe 暂停
grants-story-resumed = 已恢复：已付至 { $until }
grants-story-canceled = 已在 Stripe 结束
grants-story-ended-here = 我们已在 Stripe 终止订阅，不再扣费
grants-story-status = Stripe 返回的状态为“{ $status }”
grants-story-switched = 换为 { $plan }
grants-story-seats = { $count ->
   *[other] 现为 { $count } 人使用
}
grants-story-holds = 已在 Stripe 暂停扣款
grants-story-collects = 已在 Stripe 恢复扣款
grants-story-will-end = 已取消：用到 { $until } 为止，不再续费
grants-story-stays = 已撤回取消
grants-story-paid = 已付 { $price }
grants-story-on-its-way = 应付 { $price }，款项仍在途中
grants-story-never-arrived = { $price } 付款失败
grants-story-expired = 付款页面已关闭，未付款
grants-story-refunded = 已全额退款：{ $price }（`{ $charge }`）
grants-story-refunded-part = 已部分退款：{ $whole } 中的 { $price }（`{ $charge }`）
grants-story-refund-failed = 退款失败，款项已退回商家（`{ $charge }`）
grants-story-disputed = { $price } 的付款在银行被提出争议（`{ $charge }`）
grants-story-disputed-part = { $whole } 的付款中，{ $price } 在银行被提出争议（`{ $charge }`）
grants-story-inquiry = 银行询问 { $price } 的付款（`{ $charge }`），款项未变动
grants-story-dispute-won = 争议胜诉，款项保留（`{ $charge }`）
grants-story-dispute-lost = 争议败诉，款项被收回（`{ $charge }`）
grants-story-dispute-other = 争议的状态为“{ $status }”（`{ $charge }`）
grants-story-redeemed = 兑换码已兑换
grants-story-given = 由 { $actor } 授予，直到收回为止：“{ $reason }”
grants-story-given-days = { $days ->
   *[other] 由 { $actor } 授予 { $days } 天：“{ $reason }”
}
grants-story-taken-back = 已由管理团队收回
grants-story-revoked = 由 { $actor } 结束：“{ $reason }”

grants-right-pending = 🎫 尚未生效：{ $why }。
grants-right-pending-until = 🎫 尚未生效：{ $why }。
grants-right-upcoming-until = 🎫 { $since } 开始，到 { $until } 为止：{ $why }。
grants-right-active = 🎫 自 { $since } 起有效：{ $why }。
grants-right-active-until = 🎫 自 { $since } 起有效，{ $until } 结束：{ $why }。
grants-right-active-renews = 🎫 自 { $since } 起有效，{ $until } 续费：{ $why }。
grants-right-grace-until = 🎫 仍然有效，但仅到 { $until } 为止：{ $why }。
grants-right-grace-unknown = 🎫 仍然有效：{ $why }。
grants-right-suspended = 🎫 暂时停用：{ $why }。
grants-right-suspended-until = 🎫 暂时停用：{ $why }。
grants-right-ended = 🎫 已结束：{ $why }。
grants-right-ended-until = 🎫 已于 { $until } 结束：{ $why }。
grants-right-gift = 🎫 不给予该成员任何权限：由兑换者获得。
grants-rule = 📐 方案规则：{ $rule }
grants-rule-earlier = 📐 退款针对更早的周期，因此不影响现在

grants-why-active = Stripe 视为已付款
grants-why-trialing = 正在免费试用
grants-why-past-due = 续费未付
grants-why-renewal-unknown = 周期已过，而 Stripe 尚未告知续费结果
grants-why-unasked = 可能已到期，但此后尚未向 Stripe 查询，查询之前不会收回
grants-why-incomplete = 首笔付款未完成
grants-why-incomplete-expired = 首笔付款始终未到账
grants-why-first-payment = 首笔付款在途中
grants-why-paused = 已在 Stripe 暂停
grants-why-pausing = 正在 Stripe 暂停，用完已付的部分为止
grants-why-cancelling = 已取消，不再续费
grants-why-canceled = 已在 Stripe 结束
grants-why-other-product = 该订阅已改为支付其他商品
grants-why-restored = 我们结束它之后款项又退回商家，因此已付的部分继续有效
grants-why-unknown-status = Stripe 返回了 Lyceum 不认识的状态，不会因此取消任何人的权限
grants-why-unpaid = { $state ->
    [pending] 付款在途中
   *[other] 续费未付
}
grants-why-paid = 已付款
grants-why-failed = 付款失败
grants-why-expired = 付款页面已关闭，未付款
grants-why-refunded = 款项已退还
grants-why-disputed = 付款在银行被提出争议
grants-why-dispute-lost = 争议败诉
grants-why-granted = 由管理团队授予
grants-why-revoked = 由管理团队结束
grants-why-time-up = 天数已用完
grants-why-no-seat = 该订阅的席位减少了

grants-role-was-given = 🏷️ { $at } 授予 { $role }
grants-role-was-taken = 🏷️ { $at } 移除 { $role }
grants-role-has = ✅ 拥有 { $role }，自 { $since } 由我们授予。
grants-role-given-now = ✅ 拥有 { $role }，刚刚由我们授予。
grants-role-adopted = ✅ 拥有 { $role }，也有权拥有；今后由我们管理。
grants-role-waits = ⏳ 有权拥有 { $role }，加入服务器时自动获得。
grants-role-none = ⬜ 没有 { $role }，目前也无权拥有。
grants-role-by-hand = ✋ 拥有 { $role }，但没有任何依据：是有人手动授予的，我们不会移除。
grants-role-missing = ⚠️ 有权拥有 { $role }，却没有。
grants-role-too-much = ⚠️ 已无权拥有 { $role }，却仍然有。
grants-hindrance-none = 下次比对时会纠正；用 { COMMAND("grants reconcile") } 可立即纠正。
grants-hindrance-soon = 马上会纠正。
grants-hindrance-above = 阻碍：该身份组在我的身份组之上。请在 服务器设置 → 身份组 中把我的拖到它上面。
grants-hindrance-right = 阻碍：我没有“管理身份组”权限。
grants-hindrance-managed = 阻碍：该身份组由集成管理。请用 { COMMAND("plan edit") } 换一个。
grants-hindrance-gone = 阻碍：该身份组已不存在。请用 { COMMAND("plan edit") } 换一个。
grants-hindrance-refused = 阻碍：Discord 拒绝了操作。我每十分钟重试一次。
grants-hindrance-error = 阻碍：Discord 返回“{ $error }”。我会在 { $at } 重试。
grants-nothing-known = 没有关于该成员的付款、礼物或授予记录。如果对方确实付过款：是用这个 Discord 账号、通过 { COMMAND("subscribe") } 付的吗？若是，Stripe 管理平台中该付款的元数据里有 lyceum_member = { $id }。
grants-absent = 对方不在本服务器。
grants-page-open = 对方于 { $opened } 打开了 { $plan } 的付款页面，尚未完成（`{ $id }`）。
grants-page-expired = 对方于 { $opened } 打开了 { $plan } 的付款页面，始终没有完成（`{ $id }`）。

grants-rehearsal-title = 将会发生的变化
grants-rehearsal-plan-title = { $plan } 换身份组后将会发生的变化
grants-rehearsal-none = 一切正常：每位成员的身份组都与其权限完全一致。
grants-rehearsal-gain = { $count ->
   *[other] ➕ { $count } 位成员将获得
}
grants-rehearsal-lose = { $count ->
   *[other] ➖ { $count } 位成员将失去
}
grants-rehearsal-adopt = { $count ->
   *[other] ✋ { $count } 位成员手动获得了身份组，也有权拥有：今后由我们管理
}
grants-rehearsal-footer = 尚未做任何更改。手动授予的身份组绝不会被移除。
grants-rehearsal-button = 执行
grants-rehearsal-done = { $count ->
    [0] 已没有需要更改的内容。
   *[other] 正在处理 { $count } 位成员。如有阻碍，会在管理频道中说明。
}
