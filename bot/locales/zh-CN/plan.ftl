# /plan：给管理团队的回复。

plan-added = **{ $plan }** 已开售。
plan-edited = **{ $plan }** 已修改。
plan-retire-sure = 确定停售 **{ $plan }** 吗？现有会员在继续付款期间仍可保留。
plan-retire-button = 停售
plan-retired = **{ $plan }** 已停售，现有会员不受影响。
plan-retired-adopted = **{ $plan }** 已在这里停售，现有会员不受影响。它在 Stripe 上的价格由你自己创建，因此在其他地方仍可继续出售。
plan-edited-adopted = 原来的 Stripe 价格由你自己创建，因此在其他地方仍可继续出售。
plan-price-added = **{ $plan }** 的价格已更新。
plan-price-retired = **{ $plan }** 不再以该价格出售，按该价格付款的会员不受影响。
plan-price-twice = 刚刚有人为「{ $plan }」添加了这个价格，可用 { COMMAND("plan list") } 查看。
plan-price-last = 这是「{ $plan }」唯一的价格。请先添加另一个价格，或用 { COMMAND("plan retire") } 停售该方案。
plan-prices-full = 「{ $plan }」已有 { $most } 个价格，请先用 { COMMAND("plan price retire") } 停售一个。
plan-amount-which = 「{ $plan }」有多个价格。请用 { COMMAND("plan price add") } 并选择相同的周期和货币来修改金额。
plan-none = 还没有方案，可用 { COMMAND("plan add") } 创建。
plan-list-title = 方案
plan-list-join = 还不在服务器里的人可以在这里购买：{ $url }
plan-state-active = 在售
plan-state-pending = 未完成：Stripe 没有响应，请重新执行 { COMMAND("plan add") }
plan-state-retired = 已停售
plan-holders = { $count ->
    [0] 暂无会员。
   *[other] { $count } 位会员。
}
plan-days-once = 只有一次性付款的方案才能限定天数，请将「周期」设为「一次性」。
plan-days-range = 通行证的有效期须为 1 到 { $days } 天。
plan-grace-own = { $days ->
    [0] 续费失败后不宽限
   *[other] 续费失败后宽限 { $days } 天
}
plan-grace-default = { $days ->
    [0] 续费失败后不宽限（默认）
   *[other] 续费失败后宽限 { $days } 天（默认）
}
plan-on-refund-revoke = 全额退款后收回
plan-on-refund-keep = 全额退款后保留
plan-on-partial-refund-keep = 部分退款后保留
plan-on-partial-refund-revoke = 部分退款后收回
plan-on-dispute-suspend = 争议期间暂停权限
plan-on-dispute-keep = 争议期间保留权限
plan-on-end-keep = 结束后保留在服务器内
plan-on-switch-now = 升级立即付款生效
plan-on-switch-renewal = 更换方案在下次续费时生效
plan-on-end-kick = 结束后移出服务器
plan-name-empty = 方案需要一个名称。
plan-name-long = 名称有 { $length } 个字符，最多 { $most } 个。
plan-name-unfit = 请去掉提及、链接和换行：这些文字会显示给会员，也会出现在账单上。
plan-name-taken = 已有名为「{ $plan }」的方案。请换个名称，或用 { COMMAND("plan edit") } 修改它。
plan-description-long = 说明有 { $length } 个字符，最多 { $most } 个。
plan-currency-needed = 请选择货币（例如 CNY）：还没有可供参照的方案。
plan-interval-unknown = 「{ $interval }」不是有效的周期，请选择「每月」「每季度」「每半年」「每年」「每周」或「一次性」。
plan-trial-range = 试用期须为 0 到 { $days } 天。
plan-trial-once = 一次性付款不能设置试用期。
plan-price-unknown = Stripe 上没有启用的固定价格「{ $price }」。请从 Stripe 管理平台复制其编号（price_…）。
plan-price-differs = Stripe 上的价格 { $price } 与你填写的金额、货币或周期不一致，请完全按 Stripe 显示的填写；每几个月收费选「每月」，每几周收费选「每周」。
plan-price-taken = 价格 { $price } 已属于另一个方案。
plan-role-managed = 无法授予 { $role }：它由 Discord 或某个集成管理，请选择普通身份组。
plan-role-staff = { $role } 在 { COMMAND("staff access") } 中获得了授权，付款的人都会成为管理团队。请选择其他身份组，或先收回它的授权。
plan-role-administrator = { $role } 拥有管理员权限。出售它等于出售整个服务器，请选择其他身份组。
plan-needs-manage-roles = 我缺少「管理身份组」权限。请在「服务器设置 → 身份组」中为我的身份组开启，然后重试。
plan-role-above = { $role } 的位置高于我的身份组 { $ours }。请在「服务器设置 → 身份组」中把我的身份组拖到它上面，然后重试。
plan-role-beyond = { $role } 的位置高于你自己的最高身份组。你只能出售自己可以手动授予的身份组。
plan-seller-needs-manage-roles = 要通过我授予、出售或收回 { $role }，你需要「管理身份组」权限。
plan-kick-beyond = 要让方案移出成员，你需要「踢出成员」权限。
plan-kick-left-out = ⚠️ 该方案结束后，成员仍留在服务器内：只有拥有「踢出成员」权限的人才能用 { COMMAND("plan edit") } 改变这一点。

plan-panel-posted = 方案现已显示在 { $channel }，我会自动更新这条消息。
plan-panel-no-permission = 我无法在 { $channel } 发消息。请在该频道为我的身份组开启「查看频道」和「发送消息」，然后重试。
plan-panel-gone = 🗑️ { $channel } 中展示方案的消息已被删除，我不再更新它。
    可用 { COMMAND("plan panel") } 重新发布。
plan-panel-refused = ⚠️ Discord 不允许我更新 { $channel } 中展示方案的消息：{ $error }
    请检查我在该频道的权限，我会继续重试。
plan-welcome-long = 欢迎语有 { $length } 个字符，最多 { $most } 个。
plan-welcome-set = 今后 **{ $plan }** 的新会员付款后会看到：
plan-welcome-removed = **{ $plan }** 的新会员不再看到你写的欢迎语。
plan-opens-nothing = ⚠️ { $role } 没有开放任何其他人看不到的频道，付费后不会有变化。请让某个频道只对 { $role } 可见（编辑频道 → 权限）。
plan-channels-closed = 现在只有拥有 { $role } 或管理员权限的成员可以看到 { $channels }。
plan-channels-unknown = 请提及本服务器的频道，例如 #课程。
plan-channels-beyond = 要限制 { $channel }，你在该频道需要「管理权限」权限。
plan-channels-no-permission = 要限制 { $channel }，我在该频道需要「查看频道」和「管理权限」权限。
