# 命令名称与说明。

cmd-recommend = 推荐
    .description = 看看这里有什么值得你花时间，仅你可见
opt-recommend-topic = 主题
    .description = 只看与此相关的内容
opt-recommend-count = 数量
    .description = 想看几条，最多 7 条

cmd-me-interests = 关注
    .description = 说说你关注哪些频道和话题，推荐会更合你心意
