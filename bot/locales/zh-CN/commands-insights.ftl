# /insights 命令的名称与说明。

cmd-insights = 洞察
    .description = 了解社区的运行情况
cmd-insights-lift = 效果
    .description = 查看推荐是否优于最新优先
cmd-insights-weights = 权重
    .description = 查看推荐看重什么，以及我是怎么学到的
cmd-insights-revenue = 收入
    .description = 查看会员带来的收入，以及变化的原因
opt-insights-revenue-currency = 货币
    .description = 查看哪种货币；默认为付费成员最多的货币
