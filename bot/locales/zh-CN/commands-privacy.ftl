# /privacy 命令的名称与说明。

cmd-privacy = 隐私
    .description = 这里对你有哪些了解
cmd-privacy-erase = 清除
    .description = 清除我对你喜好的了解：立即，或在你离开时
opt-privacy-erase-when = 何时
    .description = 立即、离开时或从不；不填则显示当前选择
choice-now = 立即
choice-leave = 离开时
