# /staff 命令的名称与说明。

cmd-staff = 管理
    .description = 机器人自身的设置
cmd-staff-setup = 设置
    .description = 查看全部设置、重新检查、发送测试事件
cmd-staff-doctor = 自检
    .description = 检查一切，指出每处问题及解决办法
cmd-staff-audit = 记录
    .description = 查看做过什么、谁做的、为什么
opt-staff-audit-member = 成员
    .description = 只看关于此人的；已离开的人也可以
