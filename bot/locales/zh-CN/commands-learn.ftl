# 命令名称与说明。

cmd-learn = 学习
    .description = 课程和你的进度
cmd-learn-course = 课程
    .description = 打开课程：各节内容和你的进度
opt-learn-course-course = 课程
    .description = 哪门课程
cmd-learn-path = 路径
    .description = 查看你的下一步，每一步都有理由
cmd-learn-next = 继续
    .description = 从上次停下的地方继续
cmd-learn-done = 完成
    .description = 把当前这节课标记为已完成
cmd-learn-review = 复习
    .description = 在忘记之前再答一遍题目，每天三题
cmd-me-profile = 档案
    .description = 填写职业、技能、目标和每周时间
cmd-certificate = 证书
    .description = 管理证书
cmd-certificate-revoke = 失效
    .description = 让一张证书失效
opt-certificate-revoke-number = 编号
    .description = 证书上的编号
