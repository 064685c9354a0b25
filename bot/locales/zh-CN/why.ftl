# 为什么推荐：构成分数的各个部分。绝不透露谁做了什么。

why-placeholder = 为什么推荐？选择编号
why-option = { $number }. { $title }
why-heading = ### 为什么推荐{ $link }
why-term = `{ $bar }` **{ $percent }%** { $term }
why-against = `{ $bar }` **−{ $percent }%** { $term }
why-term-taste = 你的喜好：与你喜欢过的内容有多接近
why-term-channel = 你的频道：你在 { $channel } 的参与程度
why-term-popular = 社区热度：近期得到的回应
why-term-interest = 你的关注：`/me interests` 和你的身份组中与 { $channel } 相符的部分
why-term-new = 给新内容的机会
why-term-other = 其他因素
why-recency = -# ⏳ 距最近一次活动已有一段时间，分数保留了 { $percent }%。
why-private = -# 仅你可见，且不会透露任何人做了什么。
why-gone = 这条内容已不存在，或你已无法查看。
