# /staff 命令的名称与说明。

cmd-staff = 管理
    .description = 管理机器人本身
cmd-staff-setup = 设置
    .description = 检查全部设置，并发送测试事件
cmd-staff-doctor = 自检
    .description = 检查一切，并说明每个问题的解决办法
cmd-staff-audit = 记录
    .description = 查看谁做了什么、为什么
opt-staff-audit-member = 成员
    .description = 只看关于此人的记录，可以是已离开的人
