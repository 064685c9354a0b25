# 许可证的命令名称与说明。

cmd-licences = 许可证
    .description = 查看你的许可证密钥，释放设备
opt-licences-tool = 工具
    .description = 只看这个工具的密钥
cmd-licence = 许可证管理
    .description = 管理许可证
cmd-licence-show = 查看
    .description = 查看并修改一位买家的许可证
opt-licence-show-member = 成员
    .description = 买家
opt-licence-show-tool = 工具
    .description = 哪个工具
cmd-licence-find = 查找
    .description = 按收到的密钥查找许可证
opt-licence-find-key = 密钥
    .description = 密钥
cmd-licence-import = 导入
    .description = 导入在别处售出的密钥
opt-licence-import-tool = 工具
    .description = 用于哪个工具
opt-licence-import-file = 文件
    .description = 含 key 列的 CSV 文件；还可以有 discord_id、devices、ends
