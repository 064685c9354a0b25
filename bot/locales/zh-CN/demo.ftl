# 演示：终端里显示的文字。

demo-title = Lyceum：从付款到身份组，从交流到推荐
demo-intro = 机器人是真的，用的也是 Discord 与 Stripe 的真实客户端库；只有 Discord、Stripe 和成员由本机模拟，无需联网。每一步都经过检查，任何一项不通过，演示立即结束。
demo-loading = 正在加载机器人和模拟器……
demo-opening = 正在创建数据库并启动机器人……
demo-waiting = 正在连接模拟的 Discord……
demo-interrupted = 已中断，一切都已正常关闭。
demo-checks-held = { $count } 项检查通过
demo-done = 全部检查通过。接下来可以：
    • python bot.py demo --locale zh-CN --verbose   逐项显示检查
    • python bot.py demo --locale zh-CN --serve     让两个模拟器继续运行，供你自己试验
    • README.md 的「Ten minutes to a test payment」一节
                                                    接入你自己的服务器和 Stripe 测试模式
demo-failed = 演示在上面这一步失败，日志见 { $log }。
demo-expected = 期望：{ $what }
demo-found = 实际：{ $what }
demo-in-time = 在限定时间内发生
demo-broken = 这一步顺利完成
demo-no-error = 没有错误

demo-only-you = 仅{ $name }可见
demo-by-dm = 发给{ $name }的私信
demo-in-channel = 在 #{ $channel }
demo-presses = 选择第 { $number } 条，点击「{ $label }」

demo-step-plan = { $name }开售会员方案
demo-step-subscribe = { $name }查看「{ $plan }」并订阅
demo-step-pay = { $name }在 Stripe 页面付款
demo-step-role = Webhook 到达，{ $name }获得身份组
demo-step-talk = 四天的交流
demo-step-recommend = { $name }请求推荐
demo-step-digest = { $name }安排定时精选，几天过去了
demo-step-publish = { $name } 从文件夹发布一门课程
demo-step-course = { $name } 购买课程并完成一节课
demo-step-refund = { $name } 购买并下载一个工具，然后拿到退款
demo-step-end = { $name }的订阅结束

demo-note-twice = 增加点难度：从现在起，Stripe 把每个事件都投递两次。
demo-note-latency = 从付款到获得身份组用时 { NUMBER($milliseconds, useGrouping: 0) } 毫秒
demo-note-interests = 各人的兴趣已预先设定：{ $names }。所有话题混在同样的论坛里，机器人事先一无所知。
demo-note-talk = 共产生 { $messages } 条消息、{ $reactions } 个反应
demo-note-known = { $name }参与过：{ $titles }
demo-note-newcomer = { $name }刚加入，还没说过一句话。
demo-note-days = 时钟跳到 { $now }。
demo-note-publish = 文件夹是 { $folder }；`bot.py publish` 的效果相同。
demo-note-link = 这一幕里 Discord 只接受很小的附件，所以文件通过链接发送。
demo-note-cancel = 在 Stripe 上，{ $subscription } 被取消。

demo-check-gateway = 机器人已连上 Discord 网关
demo-check-commands = 斜杠命令已注册
demo-check-ready = 机器人报告就绪，{ $members } 位成员全部加载
demo-check-told = 管理团队收到确认
demo-check-price = Stripe 上的价格完全一致
demo-check-offered = 方案正在出售
demo-check-link = 一个通往 Stripe 页面的链接，只有她能看到
demo-check-locked = { $name }看不到 #{ $channel }
demo-check-open = { $name }能看到 #{ $channel }
demo-check-paid = Stripe 已收款，并把浏览器带回机器人的页面
demo-check-page = 页面显示「{ $title }」
demo-check-role = { $name }有了 @{ $role }
demo-check-followup = { $name }在原来的频道里收到了回复
demo-check-welcome = 正是欢迎消息，而且只有她能看到
demo-check-staff = 管理频道里出现一行通知
demo-check-drained = 所有 Webhook 均被接收
demo-check-worked-off = 收件箱里没有遗留事件
demo-check-twice = 共 { $count } 次投递：每个事件都到了两次
demo-check-once = Discord 上只有一次授予、管理频道只有一行通知：重复投递没有造成任何改变
demo-check-signals = { $count } 个动作全部存为信号，不缺不重
demo-check-own-interest = 前三条都关于 { $interest }，{ $count } 条中共有 { $own } 条
demo-check-unseen = 没有一条是{ $name }自己写的或看过的
demo-check-paid-first = 全部来自她付费的 #{ $channel }，{ $interest } 排在最前
demo-check-hidden = 隐藏的 #{ $channel } 里确有这样的帖子，但即使用标题作主题也不会泄露
demo-check-pressed = 「{ $label }」按钮已显示为按下，并存为「{ $kind }」
demo-check-again = 再次请求，这两条都不再出现
demo-check-newcomer = 机器人说明还不了解这位新成员的喜好
demo-check-open-only = { $count } 条都在新成员能看到的地方
demo-check-no-faults = 所有文件都没有错误
demo-check-published-again = 再发布一次，什么都没有改变
demo-check-in-shop = 课程出现在商店里
demo-check-bought = Stripe 确认后 { $name } 立即拥有
demo-check-page-shown = 课时里的表格显示为对齐的文字
demo-check-lesson-done = 已完成一节课
demo-check-tool = 工具和它的第一个版本开售
demo-check-downloaded = 链接给出完整的文件
demo-check-evidence = 管理团队看到它被打开过一次
demo-check-refunded = 按一下，Stripe 就全额退款，只退一次
demo-check-link-dead = 同一个链接现在被拒绝
demo-check-closed = 库里也打不开它了
demo-check-scheduled = 给出了接下来几期的时间
demo-check-opted-in = { $name }开启了专属精选
demo-check-digest = 精选已出现在 #{ $channel }
demo-check-digest-open = 里面只有人人可见的内容
demo-check-digest-dm = { $name }收到了专属精选
demo-check-digest-once = 两者都没有重复出现
demo-check-digest-still = 直到最后，精选都没有重复发送
demo-check-role-gone = { $name }不再拥有 @{ $role }
demo-check-farewell = { $name }收到了通知
demo-check-status = 她自己查看会员状态，结果也一致
demo-check-others = 管理团队手动授予身份组的 { $count } 位讲师不受影响
demo-check-log = 机器人的日志里没有错误

demo-refund-reason = 我自己写了一个。

demo-figures = 数据小结
demo-count-members = 成员
demo-count-messages = 消息
demo-count-reactions = 反应
demo-count-signals = 存储的信号
demo-count-webhooks = 投递的 Webhook
demo-count-recommendations = 展示的推荐
demo-count-checks = 检查项
demo-count-seconds = 用时（秒）

demo-serve-discord = Discord 接口
demo-serve-gateway = Discord 网关
demo-serve-token = 机器人令牌
demo-serve-guild = 服务器
demo-serve-stripe = Stripe 接口
demo-serve-key = Stripe 密钥
demo-serve-webhook = Webhook 端点
demo-serve-secret = 签名密钥
demo-serve-bot = 机器人自己的页面
demo-serve-pay = 在浏览器中打开此链接，以{ $name }的身份付款，管理频道的通知会显示在这里：
demo-serve-how = 可以让你自己的程序连接这些地址，也可以随便看看：
demo-serve-stop = 一切持续运行，按 Ctrl-C 结束。
demo-stopped = 已停止，一切都已正常关闭。
