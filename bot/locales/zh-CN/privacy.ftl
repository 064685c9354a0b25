# /privacy：清除对成员喜好的了解。

privacy-keep = 我对你喜好的了解会保留，你离开服务器后也一样。使用 `/privacy erase when:now` 可立即清除。
privacy-leave = 你离开服务器时，我对你喜好的了解会被清除。
privacy-sure = 要清除我在这里了解到的你的全部喜好吗？包括你参与、回复、回应、收藏、点开过的内容，以及“多来点”和“不感兴趣”。清除后无法恢复；此后的活动会重新计入。
privacy-stays = -# 我从不保存大家写的内容。付款记录依法保留。
privacy-button = 清除
privacy-done = { $count ->
    [0] 完成，没有需要清除的内容。
   *[other] 完成，已清除 { $count } 次活动。
}
