# /grants：管理团队授予、收回会员，以及说明某人的权限。

grants-no-such-plan = 没有名为「{ $plan }」的方案。可用 { COMMAND("plan list") } 查看。
grants-nothing-to-revoke = { $member } 没有可以收回的 { $plan }。
grants-assigned = { $member } 已获得 **{ $plan }**，在该笔购买的有效期内有效。
grants-assign-unknown = Stripe 上没有订阅或已付款的付款页面「{ $purchase }」。请从 Stripe 管理平台复制其编号（sub_… 或 cs_…）。
grants-assign-not-sold = 「{ $purchase }」所付的内容不在这里出售。请先用 { COMMAND("plan add") } 填写「价格编号」，出售该价格。
grants-assign-taken = 该笔购买已属于 { $member }。
grants-reason-empty = 请写明原因：原因会保留在操作记录中。
grants-bot = 机器人不能成为会员。
grants-role-gone = { $plan } 的身份组已不存在。请先用 { COMMAND("plan edit") } 换一个，再授予会员。
grants-kick-beyond = { $plan } 结束后会把成员移出服务器：收回它需要「踢出成员」权限。

grants-given = { $member } 现在拥有 **{ $plan }**，直到你用 { COMMAND("grants revoke") } 收回。
grants-given-until = { $member } 拥有 **{ $plan }**，有效期至 { $until }，届时自动结束。
grants-given-later = { $member } 已拥有 **{ $plan }**。你授予的部分接在其后，{ $begin } 生效，有效期至 { $until }。
grants-given-absent = 对方还不在本服务器：加入时会自动获得身份组。

grants-revoke-sure = 要结束 { $member } 的 **{ $plan }** 吗？以下内容会立即结束：
grants-revoke-subscription = • 订阅 `{ $id }`。同时会**在 Stripe 取消**，不再扣费。已付的款项**不会退还**。
grants-revoke-seats = { $count ->
   *[other]   另有 { $count } 位兑换了其席位的成员会一并失去权限。
}
grants-revoke-payment = • 付款 `{ $id }`。款项**不会退还**。
grants-revoke-comp = • 管理团队于 { $given } 免费授予的会员。
grants-revoke-code = • 于 { $given } 兑换的兑换码，仅对该成员：付款人保留其余部分，款项不退还。
grants-revoke-refund = 如需退款，请在 Stripe 管理平台操作。
grants-revoke-reason = 原因：{ $reason }
grants-revoke-button = 结束
grants-revoked = { $member } 的 **{ $plan }** 已结束。
grants-revoked-cancel = 正在 Stripe 取消该订阅。

grants-move-same = 请选择两个不同的账号。
grants-move-absent = { $member } 不在本服务器。对方加入后才能把会员转移过去。
grants-move-nothing = { $member } 没有可以转移的内容。
grants-move-held = { $member } 已拥有 { $plan }，不能再转入身份组相同的会员。请先用 { COMMAND("grants revoke") } 结束对方现有的会员。
grants-move-planned = { $member } 从 { $date } 起会同时拥有两份 { $plan }，因为届时有一项换购会生效。请先取消该换购，或结束另一份会员。
grants-move-busy = 其中一个账号还有一次转移尚未完成，请一分钟后再试。
grants-move-changed = 对方拥有的内容刚刚有变，因此没有转移。请重新执行命令查看。
grants-move-sure = 要把以下内容从 { $member } 转移到 { $other } 吗？
grants-move-subscription = • **{ $plan }**，订阅{ $time ->
    [renews] ，{ $until } 续费
    [until] ，有效期至 { $until }
   *[lasting] {""}
}。订阅照常继续：价格、日期和付款方式都不变。
grants-move-payment = • **{ $plan }**，一次性付款{ $time ->
   *[lasting] {""}
    [renews] {""}
    [until] ，有效期至 { $until }
}
grants-move-comp = • **{ $plan }**，管理团队授予{ $time ->
   *[lasting] {""}
    [renews] {""}
    [until] ，有效期至 { $until }
}
grants-move-code = • **{ $plan }**，兑换码{ $time ->
   *[lasting] {""}
    [renews] ，{ $until } 续费
    [until] ，有效期至 { $until }
}
grants-move-paid = • { $recipient } 的 **{ $plan }** 仍归对方所有，改由新账号付款。
grants-move-gift = • 一个尚未兑换的 **{ $plan }** 礼品码，转移后仍可兑换。
grants-move-seats = { $count ->
   *[other]   已兑换其席位的 { $count } 位成员不受影响。
}
grants-move-more = { $count ->
   *[other] • 另有 { $count } 项。
}
grants-move-roles = { $member } 失去 { $roles }，{ $other } 获得。不会有人被移出服务器。
grants-move-billing-goes = Stripe 页面（银行卡和账单）一并转移。不会扣费，也不会退款。
grants-move-billing-stays = { $member } 还在为其他内容付款，因此 Stripe 页面（银行卡和账单）仍归该账号。不会扣费，也不会退款。
grants-move-told = 两个账号都会收到通知。
grants-move-button = 转移
grants-moved = 已从 { $member } 转移到 { $other }，身份组随后更新。
grants-move-later = 从 { $member } 到 { $other } 的转移已记录，但暂时无法在 Stripe 修改。系统会自动继续，直到完成。

grants-list-title = 会员列表
grants-list-none = 没有符合条件的会员。
grants-list-plan = { $plan } · { $count ->
   *[other] { $count } 位成员
}
grants-list-more = 仅显示最新的 { $shown } 条，共 { $count } 条。可用「方案」或「来源」筛选。
grants-list-renews = { $until } 续费
grants-list-ends = { $until } 到期
grants-list-life = 永久有效
grants-list-grace = 续费未付款，宽限至 { $until }
grants-kind-subscription = 订阅
grants-kind-payment = 一次性付款
grants-kind-comp = 管理团队授予
grants-kind-code = 兑换码

grants-explain-title = { $member } 的权限说明
grants-explain-times = 每一行都注明所依据的记录编号，以及带来它的 Stripe 事件。
grants-chapter = { $plan } · { $kind } · { $state }
grants-chapter-gift = { $plan } · 为他人购买的礼品码
grants-explain-answer = 结论
grants-state-pending = 付款处理中
grants-state-upcoming = 尚未生效
grants-state-active = 有效
grants-state-grace = 有效，续费未付款
grants-state-suspended = 已暂停
grants-state-ended = 已结束

grants-source-subscription = 💳 订阅 `{ $id }`
grants-source-subscription-gift = 💳 订阅 `{ $id }`，由 { $payer } 作为礼物付款
grants-source-payment = 💳 一次性付款 `{ $id }`
grants-source-payment-gift = 💳 一次性付款 `{ $id }`，由 { $payer } 作为礼物付款
grants-source-comp = 🎁 管理团队授予，没有付款
grants-source-code = 🎟️ 礼品码，对应付款 `{ $id }`
grants-source-seat = 🎟️ 他人订阅 `{ $id }` 的第 { $seat } 个席位

grants-timeline-begun = 已订阅，首笔付款正在处理中
grants-timeline-no-invoice = 已订阅；Stripe 尚未开出账单，目前无需付款：有效期至 { $until }
grants-timeline-nothing-charged = 已订阅，没有扣费：有效期至 { $until }
grants-timeline-trial = 免费试用开始，有效期至 { $until }
grants-timeline-trial-over = 试用结束，首笔付款成功：已付至 { $until }
grants-timeline-trial-over-unpaid = 试用结束：有效期至 { $until }
grants-timeline-first-paid = 首笔付款成功：已付至 { $until }
grants-timeline-renewed = 续费成功：已付至 { $until }
grants-timeline-renewed-often = 续费成功（连续 { $count } 次）：已付至 { $until }
grants-timeline-failed = 续费扣款失败，进入宽限期
grants-timeline-waived = 未付账单已免除，或无需付款即已结清：有效期至 { $until }
grants-timeline-recovered = 失败的续费已付款：已付至 { $until }
grants-timeline-given-up = Stripe 不再尝试扣款
grants-timeline-never-paid = 首笔付款始终未到账
grants-timeline-paused = 已在 Stripe 暂停
grants-timeline-resumed = 已恢复：已付至 { $until }
grants-timeline-canceled = 已在 Stripe 结束
grants-timeline-ended-here = Lyceum 已在 Stripe 结束该订阅，不再扣费
grants-timeline-status = Stripe 返回的状态为「{ $status }」
grants-timeline-switched = 更换为 { $plan }
grants-timeline-seats = { $count ->
   *[other] 现为 { $count } 人使用
}
grants-timeline-holds = 已在 Stripe 暂停扣款
grants-timeline-collects = 已在 Stripe 恢复扣款
grants-timeline-will-end = 已取消：有效期至 { $until }，不再续费
grants-timeline-stays = 已撤回取消
grants-timeline-paid = 已付 { $price }
grants-timeline-on-its-way = 已提交付款 { $price }，正在处理中
grants-timeline-never-arrived = { $price } 付款失败
grants-timeline-expired = 付款页面已过期，没有付款
grants-timeline-refunded = 已全额退款：{ $price }（`{ $charge }`）
grants-timeline-refunded-part = 已部分退款：{ $whole } 中的 { $price }（`{ $charge }`）
grants-timeline-refund-failed = 退款失败，款项已回到余额（`{ $charge }`）
grants-timeline-disputed = 付款人对 { $price } 的付款提出争议（`{ $charge }`）
grants-timeline-disputed-part = 付款人对 { $whole } 付款中的 { $price } 提出争议（`{ $charge }`）
grants-timeline-inquiry = 银行查询 { $price } 的付款（`{ $charge }`），款项未动
grants-timeline-dispute-won = 争议胜诉，款项保留（`{ $charge }`）
grants-timeline-dispute-lost = 争议败诉，款项已被扣回（`{ $charge }`）
grants-timeline-dispute-other = 争议的状态为「{ $status }」（`{ $charge }`）
grants-timeline-redeemed = 兑换码已兑换
grants-timeline-given = 由 { $actor } 授予，直到收回为止：「{ $reason }」
grants-timeline-given-days = { $days ->
   *[other] 由 { $actor } 授予 { $days } 天：「{ $reason }」
}
grants-timeline-taken-back = 已由管理团队收回
grants-timeline-revoked = 由 { $actor } 收回：「{ $reason }」
grants-timeline-moved = 由 { $actor } 从 { $from } 转移到 { $to }：「{ $reason }」

grants-right-pending = 🎫 尚未生效：{ $why }。
grants-right-pending-until = 🎫 尚未生效：{ $why }。
grants-right-upcoming-until = 🎫 { $since } 生效，有效期至 { $until }：{ $why }。
grants-right-active = 🎫 自 { $since } 起有效：{ $why }。
grants-right-active-until = 🎫 自 { $since } 起有效，{ $until } 到期：{ $why }。
grants-right-active-renews = 🎫 自 { $since } 起有效，{ $until } 续费：{ $why }。
grants-right-grace-until = 🎫 仍然有效，但只到 { $until }：{ $why }。
grants-right-grace-unknown = 🎫 仍然有效：{ $why }。
grants-right-suspended = 🎫 已暂停：{ $why }。
grants-right-suspended-until = 🎫 已暂停：{ $why }。
grants-right-ended = 🎫 已结束：{ $why }。
grants-right-ended-until = 🎫 已于 { $until } 结束：{ $why }。
grants-right-gift = 🎫 该成员不因此获得权限：权限属于兑换礼品码的人。
grants-rule = 📐 方案设置：{ $rule }
grants-rule-earlier = 📐 退款针对更早的周期，因此没有影响

grants-why-active = Stripe 显示已付款
grants-why-trialing = 正在免费试用
grants-why-past-due = 续费未付款
grants-why-renewal-unknown = 周期已结束，而 Stripe 尚未告知续费结果
grants-why-unasked = 可能已到期，但此后尚未向 Stripe 查询，查询之前不会收回
grants-why-incomplete = 首笔付款未完成
grants-why-incomplete-expired = 首笔付款始终未到账
grants-why-first-payment = 首笔付款正在处理中
grants-why-paused = 已在 Stripe 暂停
grants-why-pausing = 正在 Stripe 暂停，已付费的部分仍可用完
grants-why-cancelling = 已取消，不再续费
grants-why-canceled = 已在 Stripe 结束
grants-why-other-product = 订阅已换成其他产品
grants-why-restored = Lyceum 结束它之后款项又回到余额，因此已付费的部分继续有效
grants-why-unknown-status = Stripe 返回了 Lyceum 无法识别的状态，不会因此收回任何人的权限
grants-why-unpaid = { $state ->
    [pending] 付款正在处理中
   *[other] 续费未付款
}
grants-why-paid = 已付款
grants-why-failed = 付款失败
grants-why-expired = 付款页面已过期，没有付款
grants-why-refunded = 已退款
grants-why-disputed = 该笔付款有争议，等待银行裁定
grants-why-dispute-lost = 争议败诉
grants-why-granted = 由管理团队授予
grants-why-revoked = 由管理团队收回
grants-why-time-up = 已到期
grants-why-no-seat = 该订阅的席位减少了

grants-role-was-given = 🏷️ { $at } 授予 { $role }
grants-role-was-taken = 🏷️ { $at } 收回 { $role }
grants-role-has = ✅ 拥有 { $role }，由 Lyceum 于 { $since } 授予。
grants-role-given-now = ✅ 拥有 { $role }，刚刚由 Lyceum 授予。
grants-role-adopted = ✅ 拥有 { $role }，也符合条件；今后由 Lyceum 管理。
grants-role-waits = ⏳ 符合 { $role } 的条件，加入服务器时自动获得。
grants-role-none = ⬜ 没有 { $role }，目前也不符合条件。
grants-role-by-hand = ✋ 拥有 { $role }，但不符合条件：是手动授予的，Lyceum 不会收回。
grants-role-missing = ⚠️ 符合 { $role } 的条件，却没有这个身份组。
grants-role-too-much = ⚠️ 已不符合 { $role } 的条件，却仍有这个身份组。
grants-hindrance-none = 下次身份组核对时会修正；用 { COMMAND("grants reconcile") } 可立即修正。
grants-hindrance-soon = 马上会修正。
grants-hindrance-above = 受阻：该身份组的位置高于我的身份组。请在「服务器设置 → 身份组」中把我的身份组拖到它上面。
grants-hindrance-right = 受阻：我没有「管理身份组」权限。
grants-hindrance-managed = 受阻：该身份组由某个集成管理。请用 { COMMAND("plan edit") } 换一个。
grants-hindrance-gone = 受阻：该身份组已不存在。请用 { COMMAND("plan edit") } 换一个。
grants-hindrance-refused = 受阻：Discord 拒绝了操作。我每十分钟重试一次。
grants-hindrance-error = 受阻：Discord 返回「{ $error }」。下次重试：{ $at }。
grants-nothing-known = 没有该成员的付款、礼物或免费授予记录。如果对方确实付过款：是用这个 Discord 账号、通过 { COMMAND("subscribe") } 付的吗？若是，Stripe 管理平台中该付款的元数据里有 lyceum_member = { $id }。
grants-absent = 对方不在本服务器。
grants-moved-away = 🔀 **{ $plan }** 已于 { $at } 转移到 { $to }。
grants-page-open = 对方于 { $opened } 打开了 { $plan } 的付款页面，尚未完成（`{ $id }`）。
grants-page-expired = 对方于 { $opened } 打开了 { $plan } 的付款页面，始终没有完成（`{ $id }`）。

grants-rehearsal-title = 变更预览
grants-rehearsal-plan-title = 变更预览：{ $plan } 的新身份组
grants-rehearsal-none = 没有需要更改的内容：每位成员的身份组都符合条件。
grants-rehearsal-gain = { $count ->
   *[other] ➕ { $count } 位成员将获得身份组
}
grants-rehearsal-lose = { $count ->
   *[other] ➖ { $count } 位成员将失去身份组
}
grants-rehearsal-adopt = { $count ->
   *[other] ✋ { $count } 位成员手动获得了身份组，也符合条件：今后由 Lyceum 管理
}
grants-rehearsal-footer = 尚未做任何更改。手动授予的身份组绝不会收回。
grants-rehearsal-button = 执行
grants-rehearsal-done = { $count ->
    [0] 已没有需要更改的内容。
   *[other] 正在更新 { $count } 位成员。如果受阻，会在管理频道中说明。
}

grants-export = 以下 CSV 文件列出了全部会员。内含个人数据，请勿分享给无关的人。
grants-export-more = 第 { $part } 部分。
