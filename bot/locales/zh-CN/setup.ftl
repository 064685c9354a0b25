# /staff setup 的设置面板、测试事件，以及 /staff doctor 的标题。

setup-title = ## { $guild } 的设置
setup-good = 一切正常
setup-faults = 有 { $count } 项需要处理
setup-checked = 检查时间 { $when }
setup-section-rights = 连接与权限
setup-section-staff = 管理频道
setup-section-content = 内容频道
setup-section-plans = 方案及其身份组
setup-section-stripe = Stripe 密钥
setup-section-webhook = Stripe 事件
setup-section-machine = 主机与数据库
setup-none-rights = 无法查看 Discord。
setup-none-staff = 无法查看频道。
setup-none-content = 未指定频道。子区、论坛帖子和受欢迎的消息仍会被推荐；在 [activity] content_channels 中列出的频道，其每条消息都会计入。
setup-none-plans = 还没有方案。请用 { COMMAND("plan add") } 添加一个。
setup-none-stripe = 无法查看 Stripe。
setup-none-webhook = 无法查看 Stripe。
setup-none-machine = 没有可显示的内容。
setup-arrival = 最近的事件：{ $when }
setup-arrival-none = 还没有收到任何事件。请发送测试事件。
setup-line = { $what }：{ $how }
setup-more = ……另有 { $count } 项，请看 { COMMAND("staff doctor") }
setup-button-check = 重新检查
setup-button-staff = 创建管理频道
setup-staff-created = { $channel } 已创建，目前只有你、我和拥有管理员权限的成员可以看到。请在「编辑频道 → 权限」中添加管理团队的其他成员。
setup-staff-beyond = 要让我创建频道，你需要「管理频道」权限。
setup-staff-no-permission = 创建频道需要「管理频道」和「管理身份组」权限。请在「服务器设置 → 身份组」中为我的身份组开启，或自己创建频道。
setup-button-test = 发送测试事件
setup-test-arrived = ✅ 测试事件已在 { $seconds } 秒后到达：先发到 Stripe，再由 Stripe 经 { $url } 进入收件箱。真实付款走的也是这条线路。
setup-test-polled = ✅ 测试事件已在 Stripe 的事件列表和收件箱中。我每 { $every } 秒查询一次新事件。
setup-test-lost = ❌ 测试事件在 { $seconds } 秒内没有到达。Stripe 已将它发往 { $url } 。请在 Stripe 查看返回结果（Developers → Webhooks → 该端点 → Event deliveries）：
    - 没有响应或超时：请检查地址、代理和防火墙；
    - 400：该端点的签名密钥不在 STRIPE_WEBHOOK_SECRET 中；
    - 404：代理指向了别处；
    - 完全没有投递：请运行 `python bot.py stripe-endpoint`。
    在此期间不会丢失付款：Stripe 会连续重试三天，我也会每小时向 Stripe 查询遗漏的事件。
setup-test-unlisted = ❌ 测试事件在 { $seconds } 秒内没有出现在 Stripe 的事件列表中。请一分钟后重试；如果仍然没有，请用 { COMMAND("staff doctor") } 检查密钥能否读取事件。
setup-test-no-plan = 测试事件会在 Stripe 打开某个方案的付款页面并立即关闭，因此需要一个在售方案。请先用 { COMMAND("plan add") } 添加。
setup-doctor-title = 自检结果
setup-doctor-fine = { $count } 项正常
