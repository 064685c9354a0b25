# 命令名称与说明。

cmd-recommend = 推荐
    .description = 获取为你推荐的内容，仅你可见
opt-recommend-topic = 主题
    .description = 只看与此相关的内容
opt-recommend-count = 数量
    .description = 想看几条，最多 7 条

cmd-me-interests = 关注
    .description = 选择你关注的频道和话题
