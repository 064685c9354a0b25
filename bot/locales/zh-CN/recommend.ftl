# 推荐：/recommend 的回答、按钮，以及推荐理由。

recommend-heading = ## 值得一看
recommend-heading-topic = ## 值得一看：{ $topic }
recommend-newcomer = -# 我还不了解你的喜好，先列出大家近期看重的内容。多回复、多点反应，这份推荐就会越来越合你心意。
recommend-newcomer-hint = -# 也可以直接告诉我你关注什么：{ COMMAND("me interests") }
recommend-newcomer-told = -# 在那之前，我也会参考你的 { COMMAND("me interests") }。
recommend-entry = **{ $number }. { $link }**
    -# { $when } · { $why }
recommend-entry-content = **{ $number }. { $link }**
    -# { $what } · { $why }
recommend-entry-where = { $channel } · { $why }
recommend-untitled = 一条消息

recommend-why-liked = 喜欢「{ $item }」的成员也喜欢这条。
recommend-why-similar = 符合你在这里的喜好。
recommend-why-channel = 来自你参与过的 { $channel }。
recommend-why-often = 来自你常参与的 { $channel }。
recommend-why-now = { $channel } 里正在热议，你常参与那里的讨论。
recommend-why-popular = 近期在 { $channel } 很受欢迎。
recommend-why-active = 在 { $channel } 获得了回应。
recommend-why-new = { $channel } 的新内容。
recommend-why-unseen = 来自 { $channel }，你还没看过。
recommend-why-interest = { $channel } 在你的关注范围内。
recommend-why-author = 你喜欢过这位作者的其他内容。
recommend-why-joined = 来自 { $channel }，参与的人较多。
recommend-why-few = 来自 { $channel }，参与的人还不多。
recommend-why-recent = 来自 { $channel }，最近活跃于{ $active }。
recommend-why-newer = 来自 { $channel } 的较新内容。
recommend-why-lasting = 来自 { $channel } 的较早内容。
recommend-why-busy = 来自较活跃的频道 { $channel }。
recommend-why-quiet = 来自较安静的频道 { $channel }。

recommend-button-more = 多来点这类
recommend-button-less = 不感兴趣
recommend-button-save = 收藏
recommend-locked = -# 🔒 **#{ $channel }** 里还有适合你的内容，开通「{ $plan }」即可查看：{ COMMAND("subscribe") }
recommend-not-yours = 这份推荐是为别人准备的。使用 { COMMAND("recommend") } 获取你自己的推荐。

recommend-empty-server = 暂时还没有可推荐的内容。我会从子区、论坛帖子、回复和反应中学习：发起一个子区，或给好消息加个反应，稍后再来问我。
recommend-empty-loading = 我还在读取这里的讨论记录，请半分钟后再试。
recommend-empty-seen = 目前适合你的内容你都看过了。有新的子区和帖子时，会出现在这里。
recommend-empty-topic = 没有找到关于「{ $topic }」且你还没看过的内容。换个更短的词，或不填主题直接使用 { COMMAND("recommend") }。
