# 直播课：管理团队、成员与通知。

session-made = 已安排 **{ $title }**：{ $when }，{ $minutes } 分钟{ $repeats ->
    [daily] ，每天一次
    [weekly] ，每周一次
    [biweekly] ，每两周一次
    [monthly] ，每月一次
   *[never] {""}
}。Discord 活动稍后会自动创建。成员可用 { COMMAND("sessions") } 查看。
session-now = **{ $title }** 已改到 { $when }，正在通知所有关注的成员。
session-off = **{ $title }**（{ $when }）已取消，正在通知所有关注的成员。
session-warn-open = ⚠️ 所有人都能连接这个频道。如果只想让拥有该方案或商品的成员参加，请禁止 @everyone「连接」，再允许方案的身份组「连接」。
session-warn-permit = ⚠️ 我无法管理这个频道的权限，所以拥有课程、但没有对应身份组的成员进不来。请在该频道允许我「管理权限」。
session-lacks = 无法安排：我缺少权限 { $missing }。请授予我的身份组（以及在该频道中），然后重试。
session-bad-time = 看不懂时间「{ $typed }」，请写成 2026-12-01 18:00 这样。
session-past = 「{ $typed }」不是将来的时间。什么都没有改动。
session-far = 太远了：最多提前两年。
session-bad-link = 在 Discord 之外举行的直播课需要一个以 https:// 开头的链接，最多 500 个字符。要在 Discord 里举行，请选择频道。
session-no-title = 直播课需要一个标题。
session-no-plan = 没有在售的方案或商品「{ $plan }」。
session-no-zone = 没有时区「{ $typed }」，请从列表中选择。
session-gone = 没有这节直播课，请从列表中选择。
session-begun = 这节直播课已经开始或结束，不能改期。
session-over = 这节直播课已经结束或取消。
session-is-over = 这节直播课已结束。
session-button-recording = 录像
session-not-over = 这节直播课还没有结束。
session-list-title = 直播课
session-list-none = 还没有直播课。可用 { COMMAND("session add") } 安排一节。
session-entry = { $when } · { $minutes } 分钟{ $repeats ->
    [daily] {" "}· 每天
    [weekly] {" "}· 每周
    [biweekly] {" "}· 每两周
    [monthly] {" "}· 每月
   *[never] {""}
} · { $place }
    { $followers ->
        [0] 还没有人关注。
       *[other] { $followers } 位成员关注。
    }
session-entry-question = ▲ { $votes } · { $text }
session-attendance = 谁参加了 { $title }
session-attended = { $member }：{ $minutes } 分钟
session-nobody = 没有看到有人参加这节直播课。只有舞台频道和语音频道可以统计。
session-no-recording = 请先提供链接或笔记。
session-kept = 已为 **{ $title }** 保存。要做成文章吗？
session-button-article = 做成文章
session-article = 「{ $title }」已成为文章草稿。请用 { COMMAND("catalogue edit") } 发布，之后能参加直播课的成员也能阅读。
session-article-there = 这节直播课已经做成文章了。
session-staff-refused = ⚠️ 我无法为 **{ $title }** 创建或修改 Discord 活动，因为缺少权限：「创建活动」，使用频道时还需要「连接」，使用舞台时还需要「管理频道」「禁言成员」和「移动成员」。我会继续尝试。

session-coming = 直播课
session-none = 近期没有直播课。
session-more = 菜单里还有 { $count } 节。
session-line = { $state ->
    [live] 🔴 **{ $title }** 正在进行
    [locked] 🔒 **{ $title }** · { $when }（{ $distance }）
   *[open] **{ $title }** · { $when }（{ $distance }）
} · { $minutes } 分钟
session-facts = { $state ->
    [live] 🔴 正在进行
   *[open] { $when }（{ $distance }）
} · { $minutes } 分钟
session-followed = 🔔 开始前一天、一小时和十分钟会提醒你。
session-unfollowed = 不再提醒你这节直播课。
session-locked = 🔒 这节直播课还没有对你开放。可用 { COMMAND("plans") } 和 { COMMAND("shop") } 查看在售的方案和商品。
session-early = 开始前 15 分钟起可以进入，{ $when }开始。
session-no-channel = 找不到这节直播课的频道，请联系管理团队。
session-barred = 管理团队没有向你开放这个频道，请联系他们。
session-not-let-in = 我没有权限为你打开频道，请联系管理团队。
session-enter = 请进：{ $channel }
session-enter-link = 这是你的链接，请不要转给别人。
session-questions = **提问**
session-question = { $answered ->
    [yes] ✅
   *[no] ▲ { $votes } ·
} { $text }
session-no-question = 你的问题是空的。
session-many-questions = 每节直播课最多可提 { $most } 个问题。
session-asked = 谢谢，问题已收到。其他人能看到问题并投票，但看不到你的名字。
session-form-title = 提问
session-form-question = 你的问题
session-form-hint = 其他人看不到你的名字，管理团队可以查到提问者。
session-menu = 打开一节直播课
session-menu-vote = 为问题投票
session-button-join = 进入
session-button-follow = 提醒我
session-button-unfollow = 不再提醒
session-button-ask = 提问
session-button-link = 打开直播课
session-button-event = 查看活动
session-button-calendar-show = 我的日历
session-button-calendar-make = 新链接
session-button-calendar-revoke = 作废链接
session-calendar = 把这个链接加到你的日历应用里，就能看到对你开放的直播课。这个链接不需要密码，请不要外传。
    { $url }
session-calendar-there = 你在 { $when } 生成过日历链接。我没有保存它，所以无法再次显示。生成新链接后，旧链接就会失效。
session-calendar-gone-title = 日历链接已失效
session-calendar-gone = 这个链接已被更换或作废。请在服务器中打开直播课列表，点「我的日历」获取新链接。
session-calendar-revoked = 你的日历链接已失效。

session-remind = **{ $title }** { $distance }开始：{ $when }。
session-moved = **{ $title }** 改期了，现在是 { $when }（{ $distance }）。
session-cancelled = **{ $title }**（{ $when }）已取消。
