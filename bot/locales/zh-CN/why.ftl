# 为什么推荐：构成分数的各个部分。绝不透露谁做了什么。

why-placeholder = 评价某条内容，或查看推荐理由
why-option = { $number }. { $title }
why-heading = ### 为什么推荐「{ $link }」
why-term = `{ $bar }` **{ $percent }%** { $term }
why-against = `{ $bar }` **−{ $percent }%** { $term }
why-term-taste = 喜好与你相近的成员有多投入
why-term-similar = 与你喜欢的内容有多相似
why-term-channel = 你在 { $channel } 的活跃程度
why-term-author = 你对作者其他内容的喜欢程度
why-term-interest = 你的关注：{ COMMAND("me interests") } 和你的身份组
why-term-popular-newcomer = 热门程度（对你了解不多时更看重）
why-term-popular = 近期的热门程度
why-term-participants = 参与人数的多少
why-term-active = 最近一次活动距今多久
why-term-new = 发布时间的早晚
why-term-traffic = { $channel } 是热闹还是安静
why-term-newest = 内容有多新：你的推荐按时间排序
why-term-other = 其他因素
why-even = 目前它与其他内容没有明显差别。
why-private = -# 仅你可见，不会透露任何人做了什么。
why-gone = 这条内容已不在你的推荐中：你已经处理过它，或者它已被删除，或对你不再开放。
