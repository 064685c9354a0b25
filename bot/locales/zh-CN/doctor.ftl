# 自检结果：正文说明现状，`.fix` 说明如何处理。

doctor-topic-token = DISCORD_TOKEN
doctor-topic-key = STRIPE_API_KEY
doctor-topic-secret = STRIPE_WEBHOOK_SECRET
doctor-topic-address = [web] public_url
doctor-topic-join = 加入页面
doctor-topic-licences = LICENCE_SECRET
doctor-topic-client-secret = DISCORD_CLIENT_SECRET
doctor-topic-redirect = 登录回调地址
    .short = 回调地址
doctor-topic-invite = 把付款人加入 { $guild }
    .short = 加入付款人
doctor-topic-database = 数据库
doctor-topic-schema = 数据库结构
doctor-topic-discord = Discord
doctor-topic-login = Discord 令牌
    .short = 令牌
doctor-topic-intent = Server Members Intent
doctor-topic-public = Public Bot
doctor-topic-servers = Discord 服务器
doctor-topic-gateway = 与 Discord 的连接
    .short = 连接
doctor-topic-permissions = { $guild } 中的权限
    .short = 权限
doctor-topic-staff = { $guild } 的管理频道
    .short = 频道
doctor-topic-content = { $guild } 的内容频道 { $wanted }
    .short = { $wanted }
doctor-topic-settings = { $guild } 的设置
    .short = 设置
doctor-topic-role = { $guild } 中方案 { $plan } 的身份组
    .short = { $plan }
doctor-topic-roles = 各方案的身份组
doctor-topic-stripe = Stripe
doctor-topic-rights = Stripe 密钥
    .short = 密钥
doctor-topic-right = Stripe 权限 { $right }
    .short = { $right }
doctor-topic-refunds = 由管理团队退款
    .short = 退款
doctor-topic-endpoint = Stripe Webhook 端点
    .short = 端点
doctor-topic-mode = Stripe 模式
doctor-topic-on-sale = Stripe 上的方案
doctor-other-mode = { $days } 天内收到 { $count } 个另一种模式的事件，均已忽略
    .fix = 请移除另一种模式指向此处的端点，并从 STRIPE_WEBHOOK_SECRET 中删除其密钥。
doctor-plans-missing = { $plans }：用此密钥（{ $mode ->
    [live] 正式模式
    [test] 测试模式
   *[other] 模式未知
}）在 Stripe 上找不到
    .fix = 请对每个方案使用 { COMMAND("plan edit") } 重新出售，或用 { COMMAND("plan retire") } 停售。
doctor-plans = 在售 { $count } 个，均存在于 Stripe（{ $mode ->
    [live] 正式模式
    [test] 测试模式
   *[other] 模式未知
}）
doctor-topic-clock = 时钟
doctor-topic-terms = 服务条款
doctor-topic-tax = 税费
doctor-topic-library = 文件存储
doctor-topic-kernels = 推荐计算

doctor-set = 已设置
doctor-skipped = 已跳过：{ $because }
doctor-no-database = 无法打开数据库
doctor-no-token = 没有可用的 DISCORD_TOKEN
doctor-no-key = 没有可用的 STRIPE_API_KEY
doctor-no-login = 无法登录 Discord
doctor-no-plans = 无法读取数据库
doctor-no-rights = 密钥缺少权限或被拒绝
doctor-no-time = Stripe 的响应中没有时间
doctor-strange = 无法识别的响应（{ $error }）
    .fix = 请检查 [{ $section }] api_base：那里似乎是别的服务在响应。

doctor-token-missing = 缺失
    .fix = 请从 Developer Portal（你的应用 → Bot → Reset Token）复制到 .env。
doctor-token-unlikely = 含有空格、引号或非 ASCII 字符
    .fix = 请从 Developer Portal（你的应用 → Bot → Reset Token）重新复制到 .env。
doctor-placeholder = 仍是 .env.example 中的占位值
    .fix = 请在 .env 中填入真实的值；README 说明了在哪里可以找到。
doctor-key-missing = 缺失
    .fix = 请按 README 在 Stripe（Developers → API keys）创建受限密钥。
doctor-key-unlikely = 既不以 rk_ 也不以 sk_ 开头
    .fix = 请按 README 在 Stripe（Developers → API keys）创建受限密钥。
doctor-key-mighty = 已设置（{ $mode ->
    [live] 正式模式
    [test] 测试模式
   *[other] 模式未知
}），但这是拥有全部权限的密钥
    .fix = 请按 README 在 Stripe（Developers → API keys）创建受限密钥。
doctor-key-restricted = 已设置（{ $mode ->
    [live] 正式模式
    [test] 测试模式
   *[other] 模式未知
}，受限）
doctor-secret-missing = 缺失
    .fix = 请运行 python bot.py stripe-endpoint，或从 Stripe（Developers → Webhooks → 你的端点 → Signing secret）复制到 .env。
doctor-secret-unlikely = 不以 whsec_ 开头
    .fix = 请从 Stripe（Developers → Webhooks → 你的端点 → Signing secret）复制到 .env。
doctor-address = { $url }
doctor-address-unreachable = { $url } 是本机地址，Stripe 无法访问
    .fix = 事件只能靠转发工具送达，否则会延迟。请设为你的代理或隧道的 https:// 地址，或设置 [stripe] delivery = "poll"，这样无需公网地址。

doctor-join-off = 未启用
    .fix = 如需向还不在服务器中的人出售会员，请按 README（Join page）设置。
doctor-join = 地址：{ $url }
doctor-join-address = 登录需要 https:// 地址，而 [web] public_url 是 { $url }
    .fix = 请设为你的代理或隧道的 https:// 地址，或删除 DISCORD_CLIENT_SECRET。
doctor-licences-off = 未设置：工具没有许可证密钥
    .fix = 如需出售带许可证密钥的工具，请按 docs/licences.md 设置。
doctor-licences-short = 少于 { $least } 个字符，许可证密钥可能被猜到
    .fix = 请在 .env 中换成更长的随机文本。买家随后会得到新密钥。
doctor-client-secret = Discord 已接受
doctor-client-secret-refused = 被 Discord 拒绝
    .fix = 请从 Developer Portal（你的应用 → OAuth2 → Client Secret）重新复制到 .env。
doctor-redirect = { $url }
doctor-redirect-missing = { $url } 没有登记，因此没有人能登录
    .fix = 请在 Developer Portal（你的应用 → OAuth2 → Redirects）添加这个地址，须完全一致。
doctor-invite = { $role } 有「创建邀请」权限
doctor-invite-missing = { $role } 缺少「创建邀请」权限，因此无法把付款人加入服务器
    .fix = 请在 Discord 打开「服务器设置 → 身份组 → { $role } → 权限」，开启「创建邀请」。

doctor-database = { $kind ->
    [postgresql] PostgreSQL
   *[other] SQLite
}，可以访问
doctor-library = { $count ->
    [0] 还没有文件
   *[other] 最新的 { $count } 个文件都在存储中
}
doctor-library-damaged = 存储中缺少 { $count } 个文件，或者它们被改动过：{ $files }
    .fix = 请从文件存储的备份恢复，或者上传新版本。
doctor-library-silent = 没有响应（{ $error }）
    .fix = 请检查 settings.toml 中的 [library] store；使用存储桶时还要检查 AWS_… 环境变量。
doctor-kernels = { $kind ->
    [numba] 信号达到一百万个后，由 numba 编译执行
   *[numpy] 由 numpy 计算，足以应付 50,000 名成员；服务器更大时，安装 requirements-large.txt 可更快生成精选
}
doctor-database-absent = { $file } 尚不存在，首次运行时会创建
doctor-database-unwritable = 无法在 { $folder } 中创建 { $file }
    .fix = 请允许运行机器人的用户在那里写入，或把 [database] url 设到别处。
doctor-database-unreachable = { $error }
    .fix = 请检查 settings.toml 中的 [database] url，以及数据库服务是否在运行并允许登录。
doctor-database-silent = { $seconds } 秒内没有响应
    .fix = 请检查 settings.toml 中的 [database] url，以及数据库服务是否在运行并允许登录。
doctor-schema = 已是最新（{ $found }）
doctor-schema-none = 尚未创建，首次运行时会创建
doctor-schema-newer = 当前为 { $found }，这个版本的 Lyceum 无法识别
    .fix = 请重新安装较新的版本，或恢复由这个版本创建的备份。
doctor-schema-other = 当前为 { $found }，而本程序需要 { $wanted }
    .fix = 请运行 python bot.py migrate。

doctor-discord-silent = 无法连接：{ $seconds } 秒内没有响应
    .fix = 请检查本机网络和 [discord] api_base，然后重试。
doctor-discord-unreachable = 无法连接：{ $error }
    .fix = 请检查本机网络和 [discord] api_base，然后重试。
doctor-login = 有效，机器人账号：{ $name }
doctor-login-refused = 被 Discord 拒绝
    .fix = 请从 Developer Portal（你的应用 → Bot → Reset Token）重新复制令牌。
doctor-intent = 已开启
doctor-public-on = 已开启，任何人都可以邀请此机器人；不在服务范围内的服务器，它会自动退出
    .fix = 请在 Developer Portal（你的应用 → Bot）关闭 Public Bot，以免他人邀请。
doctor-public-off = 已关闭，只有你能邀请此机器人
doctor-intent-off = 未开启
    .fix = 请在 Developer Portal（你的应用 → Bot → Privileged Gateway Intents）开启。
doctor-servers = { $names }
doctor-servers-none = 机器人还没有加入任何服务器
    .fix = 请邀请机器人：{ $link }
doctor-servers-absent = 机器人不在服务器 { $server } 中（[discord] guild_id）
    .fix = 请邀请机器人：{ $link }
doctor-gateway-fresh = 已连接
doctor-gateway = 已连接，延迟 { $milliseconds } 毫秒
doctor-gateway-slow = 已连接，但延迟达 { $milliseconds } 毫秒
    .fix = 回复可能来不及送达 Discord，请查看本机的负载和网络。

doctor-permissions = 所需权限齐全
doctor-permissions-all = 拥有全部权限（管理员）
    .fix = 请去掉机器人身份组的管理员权限：它只需要 README 列出的权限。
doctor-permissions-missing = 缺少权限：{ $missing }
    .fix = 请在「服务器设置 → 身份组」中为 { $role } 开启。
doctor-channel = #{ $channel }
doctor-channel-lacks = 在 #{ $channel } 中缺少权限：{ $missing }
    .fix = 请在 #{ $channel } 的「编辑频道 → 权限」中为 { $us } 开启。
doctor-staff-none = 没有文字频道 { $wanted }
    .fix = 请创建文字频道 #{ $wanted }，或在 [discord] staff_channel 中指定其他频道。
doctor-content-none = 没有这个频道
    .fix = 请创建该频道，或从 [activity] content_channels 中去掉它。
doctor-settings-changed = 已在 Discord 中修改，与 settings.toml 不同（括号内为文件中的值）：{ $changed }
doctor-settings-unusable = 已保存但不再允许的值，因此以 settings.toml 为准：{ $names }
    .fix = 请用 { COMMAND("staff settings") } 重新设置。
doctor-role = { $role }，位于 { $ours } 之下
doctor-role-opens-nothing = { $role } 没有开放任何其他人看不到的频道
    .fix = 请让某个频道只对 { $role } 可见（编辑频道 → 权限），这样付费才有意义。新方案可在 { COMMAND("plan add") } 的「频道」选项中直接设置。
doctor-role-gone = 身份组已被删除
    .fix = 请为方案选择其他身份组：{ COMMAND("plan edit") } { $plan }。
doctor-role-managed = { $role } 由某个集成管理
    .fix = 请为方案选择手动创建的身份组：{ COMMAND("plan edit") } { $plan }。
doctor-role-above = { $role } 不低于机器人最高的身份组 { $ours }
    .fix = 请在「服务器设置 → 身份组」中把 { $ours } 拖到 { $role } 之上。

doctor-stripe-silent = 无法连接：{ $seconds } 秒内没有响应
    .fix = 请检查本机网络和 [stripe] api_base，然后重试。
doctor-stripe-unreachable = 无法连接：{ $error }
    .fix = 请检查本机网络和 [stripe] api_base，然后重试。
doctor-rights = 有效，已检查 { $count } 项权限
doctor-key-refused = 被拒绝：{ $error }
    .fix = 请把有效的密钥（Developers → API keys）复制到 STRIPE_API_KEY。
doctor-right = 缺失：{ $error }
    .fix = 请为受限密钥开启权限 { $right }（Developers → API keys → Edit）。
doctor-refunds = 密钥可以退款
doctor-refunds-no = 密钥不能退款，{ COMMAND("catalogue refunds") } 的退款按钮用不了
    .fix = 请为受限密钥开启权限 Charges and Refunds: Write（Developers → API keys → Edit），或在 Stripe 管理平台退款。
doctor-endpoint = { $url } · { $count } 种事件
doctor-endpoint-polled = 不需要：通过轮询获取事件
doctor-endpoint-none = 没有指向 { $url } 的端点
    .fix = 请运行 python bot.py stripe-endpoint，或按 README 在 Stripe（Developers → Webhooks）添加。
doctor-endpoint-several = 有 { $count } 个端点指向 { $url }
    .fix = 请只保留一个：每个端点都有自己的密钥，而且每个事件会送达多次。
doctor-endpoint-disabled = 已停用
    .fix = 请运行 python bot.py stripe-endpoint，或在 Stripe（Developers → Webhooks → 该端点）启用。
doctor-endpoint-events = 没有订阅 { $events }
    .fix = 请运行 python bot.py stripe-endpoint，或在 Stripe（Developers → Webhooks → 该端点 → Edit）添加这些事件。
doctor-endpoint-needless = 可用，但多订阅了 Lyceum 用不到的 { $events }
    .fix = 请运行 python bot.py stripe-endpoint，它只保留 Lyceum 使用的事件。
doctor-endpoint-version = 使用 API 版本 { $found }，而 Lyceum 使用 { $wanted }
    .fix = 请运行 python bot.py stripe-endpoint：Stripe 不会更改端点的版本，因此它会另建一个 { $wanted } 版本的端点。
doctor-endpoint-unpinned = 使用账号的默认 API 版本，随时可能变化；Lyceum 使用 { $wanted }
    .fix = 请运行 python bot.py stripe-endpoint：它会另建一个 { $wanted } 版本的端点。
doctor-clock = 与 Stripe 一致
doctor-clock-off = 比 Stripe { $way ->
    [ahead] 快
   *[behind] 慢
} { $seconds } 秒
    .fix = 请开启时间同步（timedatectl set-ntp true）。

doctor-terms = Stripe 会请付款人同意你的服务条款
doctor-terms-missing = Stripe 没有你的服务条款网址，付款页面因此不会要求同意
    .fix = 请在 Stripe 管理平台填写（设置 → 业务 → 公开信息），或设置 [payments] ask_terms = false；服务器可在 { COMMAND("staff settings") } 中有自己的值。
doctor-terms-unknown = 无法检查：{ $error }
    .fix = 请用测试密钥打开一个付款页面；如果缺少条款，管理团队会收到通知。
doctor-tax = 由 Stripe Tax 计算税费
doctor-tax-managed = 由 Stripe 以其名义销售。你的 Stripe 账号是否可以这样做，只能在 Stripe 管理平台中查看（设置 → Managed Payments）
doctor-tax-pending = Stripe Tax 尚未设置完成：缺少 { $missing }
    .fix = 请在 Stripe 管理平台中完成（设置 → 税务），或设置 [tax] mode = "off"。
doctor-tax-unset = 由 Stripe Tax 计算税费，但有些价格没有说明是否含税：{ $plans }
    .fix = 无需处理：下次有人购买或更换到这个价格时，会按 [tax] 的 behavior 设为 { $behavior }，之后不能再改。
doctor-tax-default = 有些价格没有说明是否含税（{ $plans }），Stripe 会采用账号默认值「{ $default }」，而不是 [tax] 的 behavior（{ $behavior }）
    .fix = 请让两者一致（Stripe 管理平台：设置 → 税务），或在产品目录中为每个价格设置税费方式。
doctor-tax-right = 无法检查：密钥缺少一项权限
    .fix = 请为受限密钥开启「Tax Settings：读取」。
