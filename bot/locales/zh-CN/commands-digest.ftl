# 命令名称与说明。

cmd-digest = 精选
    .description = 定时推送的精选内容
cmd-digest-preview = 预览
    .description = 查看现在会发布什么，仅你可见
cmd-digest-schedule = 定时
    .description = 设置精选发布的频道和时间
opt-digest-schedule-channel = 频道
    .description = 发布到哪个频道
opt-digest-schedule-time = 时间
    .description = 24 小时制，例如 18:30
opt-digest-schedule-days = 星期
    .description = 每天、工作日、周末，或 mon,thu 这样的列表；不填则为每天
opt-digest-schedule-timezone = 时区
    .description = 按哪个时区计算，例如 Asia/Shanghai
cmd-digest-pause = 暂停
    .description = 暂停或恢复精选
cmd-digest-post = 发布
    .description = 立即在频道中发布精选

cmd-me = 我
    .description = 你自己的设置
cmd-me-digest = 精选
    .description = 通过私信接收专属精选，或停止接收
opt-me-digest-state = 状态
    .description = 开启或关闭；不填则只显示当前状态
choice-on = 开启
choice-off = 关闭
