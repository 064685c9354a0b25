# 管理频道中的通知。

staff-role-above = ⚠️ 我无法授予或收回 { $role }：它的位置高于我的身份组 { $ours }。
    请在「服务器设置 → 身份组」中把我的身份组拖到它上面，之后我会自动继续。
staff-role-right = ⚠️ 我无法授予或收回 { $role }：我没有「管理身份组」权限。
    请为我的身份组开启，之后我会自动继续。
staff-role-managed = ⚠️ 我无法授予或收回 { $role }：它由某个集成管理。
    请用 { COMMAND("plan edit") } 选择其他身份组。
staff-role-gone = ⚠️ 会员付款对应的身份组已不存在（ID { $role }）。
    请用 { COMMAND("plan edit") } 选择其他身份组。
staff-stripe-key = ⚠️ Stripe 拒绝了密钥，无法查询付款：{ $error }
    请用 `python bot.py doctor` 检查 STRIPE_API_KEY 及其权限。
    数据不会丢失，我会继续重试。
staff-left-server = 🚪 有人邀请我加入 { $server }（ID { $id }）。它不在我的服务范围内，我已退出。
    如果是你的服务器，请在 settings.toml 的 [discord] guild_ids 中加入其 ID，再重新邀请我。
    在 Developer Portal 关闭 Public Bot，其他人就无法邀请我了。
staff-event-stuck = ⚠️ 无法处理 Stripe 事件 { $event }：{ $error }
    事件已保留，每小时重试一次，其他事件不受影响。
staff-api-version = ⚠️ 收到的 Webhook 使用 API 版本 { $found }，而 Lyceum 需要 { $wanted }。
    请在 Stripe 管理平台设置端点版本。
staff-other-mode = ⚠️ 这里收到了 Stripe { $mode ->
    [live] 正式
   *[test] 测试
}模式的事件，而密钥属于另一种模式，因此这些事件已被忽略。
    请移除该模式指向此处的 Webhook 端点，或从 STRIPE_WEBHOOK_SECRET 中删除其密钥。
staff-unproven = ⚠️ Stripe 报告了 `{ $object }`，标记为 { $member } 的 { $plan }，但其中没有任何在这里出售的内容，因此没有开通权限。
    如应计入，请用 { COMMAND("plan add") } 填写「价格编号」，出售该价格，或用 { COMMAND("grants give") } 授予会员。
staff-other-product = ⚠️ { $member } 的订阅 `{ $object }`（原为 { $plan }）在 Stripe 已换成其他产品，因此不再提供权限。
    如应保留，请用 { COMMAND("plan add") } 填写「价格编号」，出售该价格，或在 Stripe 管理平台改回。
staff-unowned = 🔎 Stripe 上的 `{ $object }` 正在为 { $plan } 付费，但不是在这里购买的（来自付款链接或管理平台），因此没有人因它获得权限。
    请用 { COMMAND("grants assign") } 指定其所属成员。
staff-webhooks-missing = ⚠️ 有 { $count } 个 Stripe 事件靠每小时的查询才补上：Webhook 没有送达，付款后最多要等一小时才会获得身份组。
    请用 { COMMAND("staff doctor") } 检查端点。
staff-clock-off = ⚠️ 本机时钟比 Stripe { $way ->
    [ahead] 快
   *[behind] 慢
} { $minutes } 分钟。
    我以 Stripe 的时间为准，不会因此收回任何人的权限，但 Webhook 可能因过期而被拒收。
    请校准时钟（NTP），再用 { COMMAND("staff doctor") } 检查。
staff-brake = 🛑 在 { $holders } 位由我授予身份组的会员中，有 { $losing } 位即将失去身份组。
    人数异常，因此在你们确认之前，我不会收回任何身份组，不会移出任何人，也不会通知会员。
    请先用 { COMMAND("staff doctor") } 查找原因，例如时钟错误或产品在 Stripe 被误删。
    如果确实应该如此，请点「继续」。
    在此之前，他们都保留身份组；想让某人长期保留，可用 { COMMAND("grants give") } 授予。
staff-brake-continue = 继续
staff-brake-going = 已继续：这些会员的身份组正在收回。
staff-brake-over = 这个问题已经处理过了。
staff-unasked = ⚠️ 有 { $count } 位会员可能已经到期（最早自 { $since } 起），但无法向 Stripe 查询，因此会员的权限暂时保留。
    请用 { COMMAND("staff doctor") } 查明原因。
    如果在 Stripe 确已不复存在，可用 { COMMAND("grants revoke") } 收回。
staff-unrenewed = ⚠️ 有 { $count } 位会员早该续费（宽限期最早于 { $since } 结束），但 Stripe 仍显示订阅有效，且没有新的周期。会员的权限暂时保留。
    请在 Stripe 管理平台查看这些订阅；确已结束的，可用 { COMMAND("grants revoke") } 收回。
staff-unknown-status = ⚠️ Stripe 报告 { $object } 的状态为「{ $status }」，Lyceum 无法识别。
    会员的权限暂时保留，请查看并告知 Lyceum 的开发者。
staff-role-refused = ⚠️ Discord 拒绝我授予或收回 { $role }：{ $error }
    我每十分钟重试一次。
staff-portal-refused = ⚠️ Stripe 拒绝了我提供的客户门户配置，会员只能使用账号的默认门户，可能无法更换方案：{ $error }
staff-untaxed = ⚠️ 有成员无法更换到 { $plan }：Stripe 会计算其订阅的税费，但这个价格没有说明是否含税：{ $error }
    请在 Stripe 管理平台为该价格设置税费方式（产品目录），或为所有价格设置默认值（设置 → 税务）。
staff-terms-address = ⚠️ 按设置，付款人须同意你的服务条款，但 Stripe 还没有条款网址。在填好之前，付款页面不会要求同意，以免有人付不了款。
    请在 Stripe 管理平台填写网址（设置 → 业务 → 公开信息），或在 { COMMAND("staff settings") } 中关闭「服务条款」。
staff-stripe-refused-inactive = ⚠️ 有在售方案的价格或产品在 Stripe 已停用：{ $error }
    请在 Stripe 管理平台的「产品目录」中重新启用，或用 { COMMAND("plan retire") } 停售该方案。
staff-stripe-refused-missing = ⚠️ 方案所需的对象在 Stripe 已不存在：{ $error }
    请用 { COMMAND("staff doctor") } 查看是哪个方案：用 { COMMAND("plan edit") } 可在 Stripe 重新创建，用 { COMMAND("plan retire") } 可停售。
staff-stripe-refused-amount = ⚠️ Stripe 不接受这个金额：{ $error }
    请用 { COMMAND("plan edit") } 修改价格。
staff-stripe-refused-account = ⚠️ 你的 Stripe 账号还不能收款：{ $error }
    请在 Stripe 管理平台完成账号激活。
staff-stripe-refused-other = ⚠️ Stripe 拒绝了一个请求：{ $error }
    可凭请求编号在 Stripe 管理平台的「开发者 → 日志」中查看详情。
staff-unknown-plan = ⚠️ Stripe 报告了方案编号 { $plan } 的付款（{ $object }），但这里没有该方案的记录。
    如果你恢复了旧备份，请手动为该成员授予会员；如果另一个 Lyceum 使用同一个 Stripe 账号，则无需处理。
staff-hello = 👋 你好，我已加入。我通过 Stripe 出售会员方案，自动授予和收回身份组，还会推荐值得看的内容。
    请点「开始设置」：我会检查全部设置，能做的直接做好，并告诉你接下来做什么。
staff-button-stripe = 在 Stripe 打开
staff-hello-button = 开始设置
