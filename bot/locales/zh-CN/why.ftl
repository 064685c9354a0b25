# 为什么推荐：构成分数的各个部分。绝不透露谁做了什么。

why-placeholder = 为什么推荐？选择编号
why-option = { $number }. { $title }
why-heading = ### 为什么推荐「{ $link }」
why-term = `{ $bar }` **{ $percent }%** { $term }
why-against = `{ $bar }` **−{ $percent }%** { $term }
why-term-taste = 与你的喜好有多接近
why-term-channel = 你在 { $channel } 的活跃程度
why-term-popular = 大家给它的回应
why-term-interest = 你的关注：{ COMMAND("me interests") } 和你的身份组
why-term-new = 每条内容都有的基础分
why-term-newest = 内容有多新：你的推荐按时间排序
why-term-other = 其他因素
why-private = -# 仅你可见，不会透露任何人做了什么。
why-gone = 这条内容已不在你的推荐中：你已经处理过它，或者它已被删除，或对你不再开放。
