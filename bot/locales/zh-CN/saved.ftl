# 成员的收藏：`/me saved`。

saved-heading = ## 我的收藏
saved-entry = **{ $number }.** { $link } · { $channel }
saved-none = 你还没有收藏。点击推荐下方或精选旁边的「收藏」按钮即可。
