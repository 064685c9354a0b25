# 精选：频道帖子、私信及相关命令。

digest-channel-heading =
    ## 不容错过
    -# 最近 { $days } 天的 { $count } 条精选
digest-own-heading =
    ## 为你精选
    -# 「{ $guild }」里你还没看过的 { $count } 条内容
digest-entry = **{ $number }.** { $link }
    -# { $why }
digest-entry-where = { $channel } · { $why }

digest-why-times = 反响是 { $channel } 平时的 { $times } 倍。
digest-why-more = 反响比 { $channel } 平时更热烈。

digest-post-title = 不容错过：{ $day }
digest-preview-heading =
    ## { $member } 会收到的精选
    -# 共 { $count } 条，不含你自己看不到的内容
digest-preview-why = 为该成员挑选。
digest-preview-left = 该成员已离开。
digest-preview-nothing = { $member } 现在不会收到精选：值得看的新内容还不够。
digest-saved = 已收藏，今后为你推荐时会参考；用 { COMMAND("me saved") } 查看你的收藏。
    .direct = 已收藏，今后为你推荐时会参考。

digest-button-on = 私信给我专属精选
digest-button-off = 不再接收

digest-own-on = 你的专属精选已开启：以私信发送，每周最多 { $count } 期（{ $zone } 时间）。下一期：{ $next }，新内容不够时不发送。可用 { COMMAND("me digest") } 调整时间、星期和时区。
    .direct = 你的专属精选已开启：以私信发送，每周最多 { $count } 期（{ $zone } 时间）。下一期：{ $next }，新内容不够时不发送。
digest-own-on-paused = 你的专属精选已开启。管理团队恢复精选后，就会以私信发给你。
digest-own-closed = 连续几次都没能私信你：你关闭了来自本服务器的私信。请在隐私设置中允许私信，然后点击按钮。
digest-own-on-unscheduled = 你的专属精选已开启。管理团队设定精选的时间后，就会以私信发给你。不想等的话，可用 { COMMAND("me digest") } 自己选个时间。
    .direct = 你的专属精选已开启。管理团队设定精选的时间后，就会以私信发给你。
digest-own-off = 你的专属精选已关闭。

digest-scheduled =
    精选将发布到 { $channel }（{ $zone } 时间）。接下来几期：
    { $times }
digest-paused = { $channel } 的精选已暂停。再次使用该命令即可恢复。
digest-posted = 已发布到 { $channel }。
digest-confirm = 上一期精选发布于 { $ago }。现在还要再发一期吗？
digest-confirm-button = 再发一期

digest-not-scheduled = 这里还没有设置精选。请先使用 { COMMAND("digest schedule") }。
digest-nothing = 目前新内容不够，因此不会发布精选。
digest-try-later = Discord 暂时没有接收这期精选，请过几分钟再试。
digest-bad-time = 无法识别时间「{ $text }」。请用 24 小时制填写，例如 18:30。
digest-bad-days = 无法识别星期「{ $text }」。可填 daily（每天）、weekdays（工作日）、weekend（周末），或 mon,thu 这样的列表。
digest-bad-zone = 没有名为「{ $text }」的时区。请从列表中选择，例如 Asia/Shanghai。
digest-bad-zone-near = 没有名为「{ $text }」的时区。你要找的是 { $near } 吗？
digest-missing-permission = 我无法在 { $channel } 发言，缺少权限：{ $missing }。请在频道设置中授予，然后重试。
digest-place-beyond = 你自己不能在 { $channel } 发言，请选择你可以发言的频道。
digest-place-unseen = 我看不到 { $channel }。请给我权限，然后重试。
digest-needs-create-posts = 创建帖子
digest-needs-send-messages-in-threads = 在子区内发送消息
digest-needs-view-channel = 查看频道
digest-needs-send-messages = 发送消息

digest-notice-channel-gone = 精选发布失败：频道 { $channel } 已不存在。
    请用 { COMMAND("digest schedule") } 另选一个频道。
digest-notice-forbidden = 精选无法发布到 { $channel }：我在那里需要「查看频道」和「发送消息」权限。

digest-notice-dms-refused = Discord 目前拒收我的所有私信，专属精选暂停发送。
    我会在 { $hours } 小时内继续尝试。如果一直如此，请到 Developer Portal 查看 Discord 是否限制了机器人。

digest-days-daily = 每天
digest-days-weekdays = 周一至周五
digest-days-weekend = 周六和周日
digest-days-mon = 每周一
digest-days-tue = 每周二
digest-days-wed = 每周三
digest-days-thu = 每周四
digest-days-fri = 每周五
digest-days-sat = 每周六
digest-days-sun = 每周日

digest-round-going = 专属精选：{ $total } 位成员中已完成 { $done } 位，预计还需 { $minutes } 分钟。
digest-round-over = 专属精选已发完：{ $minutes } 分钟内发出 { $sent } 份。
    -# 新内容不够：{ $quiet } · 本周已满：{ $enough } · 私信已关闭：{ $closed } · 已离开：{ $left } · 已过时：{ $late } · 失败：{ $failed }
