# 回读历史：管理团队看到的说明。

history-backfill-going = 📖 正在读取我加入之前的内容：已完成 { $share }%，已读 { $messages } 条消息，{ $minutes ->
    [-1] 暂时无法估计还需多久
   *[other] 大约还需 { $minutes } 分钟
}。
history-backfill-done = 📖 我加入之前的内容已读完：{ $channels } 个频道，{ $messages } 条消息，记录了 { $added } 个信号。{ $unreadable ->
    [0] {""}
   *[other] 有 { $unreadable } 个频道无法读取。
}
history-missed-going = 📖 { $since } 之后我曾离线，正在补读：已完成 { $share }%，已读 { $messages } 条消息，{ $minutes ->
    [-1] 暂时无法估计还需多久
   *[other] 大约还需 { $minutes } 分钟
}。
history-missed-done = 📖 { $since } 之后我曾离线一段时间，现已补读完：{ $channels } 个频道，{ $messages } 条消息。记录信号 { $added } 个，撤销 { $undone } 个；已删除的消息、子区和频道共 { $gone } 个。{ $unreadable ->
    [0] {""}
   *[other] 有 { $unreadable } 个频道无法读取。
}
