# /privacy 命令的名称与说明。

cmd-privacy = 隐私
    .description = 我保存了你的哪些数据
cmd-privacy-erase = 清除
    .description = 清除我对你喜好的了解：立即，或在你离开时
opt-privacy-erase-when = 何时
    .description = 立即、离开时或保留；不填则显示当前设置
choice-now = 立即
choice-leave = 离开时

cmd-help = 帮助
    .description = 查看你在这里可以做什么
cmd-privacy-export = 导出
    .description = 获取一个文件，包含这里存储的关于你的全部数据
