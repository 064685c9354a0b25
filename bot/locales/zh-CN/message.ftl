# 管理团队把消息变成商品，以及作者的同意。

message-title = { $author } 的消息
message-empty = 这条消息没有文字也没有文件，没有可以出售的内容。
message-not-a-person = 这条消息由机器人或 Webhook 发出。只有成员的消息可以变成商品。
message-author-left = 消息的作者已不在服务器中，无法征求同意。什么都没有保存。
message-asked = 已向作者征求同意。作者同意之前不能发布或出售；如果作者拒绝，或 { $days } 天内没有答复，草稿会被删除。
message-not-asked = { $author } 不接收私信，我也无法在消息下方回复。什么都没有保存。
message-left-out = 有 { $count } 个文件没有保存：最多 10 个文件，每个不超过 8 MB。
message-question-title = 可以出售你的消息吗？
message-question = { $author }，**{ $server }** 的管理团队想把你的这条消息作为文章提供给成员：{ $message }
    目前他们保存了文字和文件的副本。只有你同意才会发布；{ $days } 天内没有答复，副本会被删除。
message-button-yes = 同意
message-button-no = 拒绝
message-agreed = 谢谢。管理团队现在可以发布 **{ $title }**。
message-declined = 好的。你的消息的副本已删除。
message-consent-gone = 这个问题已经有了结果：副本已删除，或者你已经答复过。
message-consent-waits = { $author } 还没有同意出售这条消息。设为草稿时已经向作者征求同意。
message-staff-agreed = { $author } 同意 { $staff } 提供「{ $title }」。现在可以设定价格并发布。
message-staff-declined = { $author } 拒绝出售 { $staff } 变成草稿的消息。草稿已删除。
message-staff-lapsed = { $author } 没有答复是否可以出售 { $staff } 变成草稿的消息。草稿已删除。
