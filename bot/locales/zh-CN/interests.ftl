# 成员关注的内容：/me interests 的面板。

interests-heading = ## 你关注的内容
interests-channels = 频道：{ $channels }
interests-words = 关键词：{ $words }
interests-none = 暂无
interests-comma = 、
interests-effect = -# 从下一次 { COMMAND("recommend") } 起，这些频道以及与关键词相符的频道里的内容会更靠前。仅你可见。
interests-channels-placeholder = 选择频道
interests-button-words = 关键词
interests-button-clear = 全部清除
interests-form-title = 你关注的关键词
interests-form-label = 关键词和话题
interests-form-hint = 用逗号或顿号分隔，最多 { $most } 个；留空则全部删除
interests-form-example = Rust、嵌入式、求职
interests-too-many = 关键词超过了 { $most } 个，请只留下最重要的。未做任何更改。
interests-too-long = 「{ $word }」超过了 { $most } 个字符，请用逗号分隔各个关键词。未做任何更改。
interests-not-yours = 这个面板属于别人。使用 { COMMAND("me interests") } 打开你自己的。
