# /insights lift：推荐是否优于「最新优先」。

lift-title = ## 推荐有效吗？
lift-verdict-better = **有效：个性化推荐优于最新优先。**
lift-verdict-worse = **无效：个性化推荐不如最新优先。**查明原因之前，可在设置中调大 `control_share`，让更多成员看到最新优先的列表。
lift-verdict-open = **尚无定论：看不出哪种更好。**两组的差别没有超出偶然的范围。
lift-verdict-thin = **数据还不够：**最新优先组里参与互动的成员太少。
lift-group-taste = 🟢 **个性化：**成员参与了所看到内容的 { $rate }（{ $members } 位成员，{ $shown } 项内容）
lift-group-control = 🟧 **最新优先：**{ $rate }（{ $members } 位成员，{ $shown } 项内容）
lift-ratio = ◆ 个性化推荐的参与率是最新优先的 **{ $ratio } 倍**（95% 置信区间：{ $low } 至 { $high } 倍）。
lift-few = **数据还不够。**每组至少要有 { $least } 位成员看到过推荐，才能比较。
    🟢 **个性化：**{ $taste } 位成员，还差 { $taste-missing } 位
    🟧 **最新优先：**{ $control } 位成员，还差 { $control-missing } 位
lift-needed = 对照组占成员的 { $share }，因此共需约 { $needed } 位使用推荐的成员。
lift-off = 目前没有人看到最新优先的列表：设置中的 `control_share` 为 0。
lift-alt-taste = 绿色圆点，个性化：{ $rate }，区间 { $low } 至 { $high }。
lift-alt-control = 橙色方块，最新优先：{ $rate }，区间 { $low } 至 { $high }。
lift-alt-ratio = 深色菱形，个性化为最新优先的 { $ratio } 倍，区间 { $low } 至 { $high } 倍。

lift-counted = -# 统计 { $since } 至 { $until } 展示的内容；成员 { $days } 天内在那里发帖、回复、添加反应或收藏，即计为参与。无论看到多少，每位成员只计一次。
lift-pressed = -# 按钮点击率（个性化 / 最新优先）：{ $list }
lift-press-more = 多来点这类 { $taste } / { $control }
lift-press-less = 不感兴趣 { $taste } / { $control }
lift-press-save = 收藏 { $taste } / { $control }
lift-press-why = 为什么推荐 { $taste } / { $control }
lift-press-join = 加入子区 { $taste } / { $control }
lift-next = -# 下次更新：{ $next }。在此之前数字保持不变，以免频繁查看时把偶然当成效果。本期目前已有：个性化 { $taste } 位成员，最新优先 { $control } 位成员。
