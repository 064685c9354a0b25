# 权限，用 Discord 设置中的名称。

permission-manage-channels = 「管理频道」
permission-read-messages = 「查看频道」
permission-send-messages = 「发送消息」
permission-embed-links = 「嵌入链接」
permission-read-message-history = 「阅读消息历史」
permission-connect = 「连接」
permission-mute-members = 「禁言成员」
permission-move-members = 「移动成员」
permission-manage-roles = 「管理身份组」
permission-create-public-threads = 「创建公共子区」
permission-send-messages-in-threads = 「在子区内发送消息」
permission-create-events = 「创建活动」
