# 服务器的推荐权重：/insights weights 与 /staff weights。

weights-title = 推荐看重什么
weights-now = 你的服务器
weights-default = 推荐使用默认权重。
weights-learned = 根据成员在这里的活动学习得出：第 { $version } 版，自 { $since } 起使用。
weights-more = ▲ **比默认更看重：**{ $terms }
weights-less = ▼ **没有默认那么看重：**{ $terms }
weights-off = ✖️ **这里不计入：**{ $terms }
weights-against = ⊖ **会降低排名：**{ $terms }
weights-same = ＝ **与默认相同：**{ $terms }
weights-and = 、
weights-factor = { $term }（×{ $factor }）
weights-frozen = 🔒 自 { $since } 起锁定，不会再变动。要恢复学习，请使用 { COMMAND("staff weights") }。
weights-none = 还没有学到什么
weights-none-why = 我每周检验一次：换一组权重，能不能把服务器过去的内容排得更好。这需要几周的活动记录，在那之前使用默认权重。
weights-footer = 最新的在前。只有在没有参与拟合的日子里表现更好，新权重才会被采用。

weights-term-taste = 喜好相近的成员
weights-term-similar = 与成员喜欢的内容的相似度
weights-term-channel = 成员常去的频道
weights-term-author = 成员喜欢过的作者
weights-term-interest = 成员设定的关注
weights-term-popular-newcomer = 热门程度（针对新成员）
weights-term-popular = 热门程度
weights-term-participants = 参与人数
weights-term-active = 近期活动
weights-term-new = 新内容
weights-term-traffic = 频道的热闹程度

weights-decision-adopted = ✅ 采用新权重：第 { $version } 版
weights-decision-refused = ➖ 权重不变
weights-decision-reset = ↩️ 恢复为默认权重
weights-reason-better = 在之后的日子里表现更好。
weights-reason-no-better = 其他权重在之后的日子里没有更好。
weights-reason-uncertain = 其他权重在之后的日子里略好，但可能只是偶然。
weights-reason-worse-for-newcomers = 其他权重在之后的日子里更好，但对新成员更差。
weights-reason-unchanged = 目前使用的权重已经是最好的。
weights-reason-staff = 由管理团队操作。
weights-gain = 之后日子里的推荐列表：**{ $gain }**（95% 置信区间：{ $low } 至 { $high }）。
weights-segments = 分组：{ $list }
weights-segment-newcomers = 新成员 { $gain }
weights-segment-regulars = 老成员 { $gain }
weights-segment-new-channels = 成员没去过的频道 { $gain }
weights-segment-known-channels = 成员去过的频道 { $gain }
weights-segment-quiet = 冷清的内容 { $gain }
weights-segment-busy = 热闹的内容 { $gain }
weights-basis = -# 拟合所用：{ $days } 天、{ $members } 位成员的 { $lists } 份列表。

weights-sure = 要恢复默认权重吗？在这里学到的将不再使用。之后我仍会每周学习一次，除非你锁定权重。
weights-reset-button = 恢复默认
weights-done-freeze = 已锁定：权重将保持现状。
weights-done-unfreeze = 从现在起，我每周会重新学习一次这里看重什么。
weights-done-reset = 推荐已恢复使用默认权重。
weights-are-default = 这里的推荐已经在使用默认权重。
weights-are-frozen = 权重已经锁定。
weights-not-frozen = 权重没有锁定。
