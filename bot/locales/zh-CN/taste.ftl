# 推荐：/recommend 的回答、按钮，以及推荐理由。

taste-heading = ## 值得一看
taste-heading-topic = ## 值得一看：{ $topic }
taste-newcomer = -# 我还不了解你的喜好，先列出大家近期看重的内容。多回复、多点反应，这份推荐就会越来越合你心意。
taste-newcomer-hint = -# 也可以直接告诉我你关注什么：{ COMMAND("me interests") }
taste-newcomer-told = -# 在那之前，我也会参考你的 { COMMAND("me interests") }。
taste-entry = **{ $number }. { $link }**
    -# { $when } · { $why }
taste-entry-where = { $channel } · { $why }
taste-untitled = 一条消息

taste-why-liked = 喜欢「{ $item }」的成员也喜欢这条。
taste-why-similar = 与你在这里喜欢过的内容相似。
taste-why-channel = 来自你参与过的 { $channel }。
taste-why-often = 来自你常参与的 { $channel }。
taste-why-now = { $channel } 里正在热议，你常参与那里的讨论。
taste-why-popular = 近期在 { $channel } 很受欢迎。
taste-why-active = 在 { $channel } 获得了回应。
taste-why-new = { $channel } 的新内容。
taste-why-unseen = 来自 { $channel }，你还没看过。
taste-why-interest = { $channel } 在你的关注范围内。

taste-button-more = 多来点这类
taste-button-less = 不感兴趣
taste-button-save = 收藏
taste-locked = -# 🔒 **#{ $channel }** 里还有适合你的内容，升级「{ $plan }」即可查看：{ COMMAND("subscribe") }
taste-not-yours = 这份推荐是为别人准备的。使用 { COMMAND("recommend") } 获取你自己的推荐。

taste-empty-server = 暂时还没有可推荐的内容。我会从子区、论坛帖子、回复和反应中学习：发起一个子区，或给好消息加个反应，稍后再来问我。
taste-empty-loading = 我还在读取这里的讨论记录，请半分钟后再试。
taste-empty-seen = 目前适合你的内容你都看过了。有新的子区和帖子时，会出现在这里。
taste-empty-topic = 没有找到关于「{ $topic }」且你还没看过的内容。换个更短的词，或不填主题直接使用 { COMMAND("recommend") }。
