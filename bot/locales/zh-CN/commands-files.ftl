# 命令名称与说明。

cmd-files = 文件
    .description = 管理成员购买的文件
cmd-files-add = 添加
    .description = 为在售内容添加一个文件，作为下一个版本
opt-files-add-content = 内容
    .description = 哪一项内容
opt-files-add-file = 文件
    .description = 要添加的文件；不填则打开上传页面，可上传更大的文件
opt-files-add-notes = 说明
    .description = 这个版本有什么新内容
cmd-files-list = 列表
    .description = 查看在售内容的所有版本
opt-files-list-content = 内容
    .description = 哪一项内容
cmd-files-withdraw = 撤下
    .description = 不再提供某个文件；指向它的链接立即失效
opt-files-withdraw-file = 文件
    .description = 哪一个文件
cmd-files-offer = 恢复
    .description = 重新提供已撤下的文件
opt-files-offer-file = 文件
    .description = 哪一个文件
