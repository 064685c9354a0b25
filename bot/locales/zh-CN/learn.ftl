# 课程、课时、测验、复习、证书、学习路径和 /me profile。

learn-comma = 、
learn-minutes = {" "}· { $minutes } 分钟

# 拒绝
learn-no-such-course = 这里没有这门课程，请从列表中选择。
learn-no-such-lesson = 这节课已不在课程中。
learn-not-owned = 需要先拥有「{ $course }」。可以在商店中查找，或询问管理团队。
learn-unmet = 请先学完「{ $first }」，「{ $course }」以它为基础。
learn-locked-after = 学完「{ $first }」后，「{ $lesson }」就会开放。
learn-attend = 参加这节直播课全程的 { $percent }% 后即为完成。
learn-locked-begin = 「{ $lesson }」在你开始课程几天后开放。
learn-locked-until = 「{ $lesson }」将于 { $at } 开放。
learn-nothing-next = 目前没有待学的内容。用 { COMMAND("learn course") } 打开课程，或查看 { COMMAND("learn path") }。
    .direct = 目前没有待学的内容。
learn-no-place = 还没有讨论的地方：请管理团队为课程在某个频道放一张卡片，并让我能在那里创建子区。

# 课程面板
learn-progress = 已学完 { $done } / { $total } 节
learn-progress-optional = 另有 { $count } 节选学。
learn-order-sequential = -# 学完一节，开放下一节。
learn-order-free = -# 各节可以按任意顺序学习。
learn-panel-not-owned = -# 试看内容对所有人开放，拥有课程后开放其余部分。
learn-panel-unmet = 请先学完：{ $contents }
learn-first = 建议先学：{ $contents }
learn-status-done = 已于 { $at } 学完
learn-status-open = 已开放
learn-status-optional = 已开放，选学
learn-status-preview = 试看
learn-status-not-owned = 拥有课程后开放
learn-status-unmet = 学完上述内容后开放
learn-status-after = 学完「{ $first }」后开放
learn-status-begin = 开始课程几天后开放
learn-status-until = 将于 { $at } 开放
learn-continue = 继续：{ $lesson }
learn-begin-first = 先学：{ $content }
learn-completed-note = 你已学完这门课程，真棒！可以在下方领取证书。

# 课时卡片
learn-lesson-of = 课程：{ $course }
learn-finished = **{ $content }** 已完成。
learn-session-done = ✅ 已完成
learn-unfinished = **{ $content }** 已撤销完成。
learn-rule-done = 学完后，点击「完成」。
learn-rule-quiz = 测验答对 { $percent }% 即为完成。
learn-rule-try = 做完测验即为完成。
learn-rule-attend = 参加全程的 { $percent }% 即为完成。
learn-rule-attended = 参加全程的 { $percent }% 即为完成。直播已结束：看完留下的内容后，点击「完成」。
learn-button-lesson = 打开
learn-button-course = 课程
learn-button-start = 打开课程
learn-button-next = 继续
learn-button-done = 完成
learn-button-undo = 撤销完成
learn-button-finish = 完成
learn-button-unfinish = 撤销完成
learn-button-quiz = 测验
learn-button-session = 直播课
learn-button-discuss = 讨论
learn-button-again = 再试一次
learn-button-back = 返回课时
learn-button-answer = 回答
learn-button-certificate = 证书
learn-discussion = 这节课的讨论在 { $thread }。
learn-discussion-opening = 关于「{ $lesson }」这节课的问题和想法，请在这里讨论。

# 测验
learn-quiz-first = 请先通过测验：答对 { $percent }% 即可。
learn-no-quiz = 这节课已没有测验。
learn-attempt-gone = 这次作答已不存在，请重新开始测验。
learn-quiz-changed = 测验在你开始后有改动，请从课时卡片重新开始。
learn-answer-number = 这不是数字。没有计入，请重新回答。
learn-answer-empty = 请填写答案。没有计入。
learn-answer-title = 你的答案
learn-answer-label = 答案
learn-choose-one = 选择一项
learn-choose-several = 选出所有正确的选项
learn-no-answer = 未作答
learn-quiz-title = 第 { $number } 题，共 { $total } 题
learn-quiz-note = 答对 { $percent }% 即可通过。全部答案在最后显示。
learn-quiz-result = 你的成绩
learn-quiz-passed = 已通过：{ $total } 题答对 { $right } 题（{ $percent }%）。
learn-quiz-failed = 还差一点：{ $total } 题答对 { $right } 题（{ $percent }%）。看看答案，再试一次。
learn-your-answer = 你的答案：{ $answer }
learn-right-answer = 正确答案：{ $answer }

# 间隔复习
learn-review-title = 复习
learn-review-offer = 要我在你快要忘记时，再问一遍测验中的题目吗？每天最多 { $count } 题，只在这里，由你决定。
learn-review-on = 好的
learn-review-off = 停止复习
learn-review-next = 下一题
learn-review-left = 今天还有 { $count } 题
learn-review-none = 还没有题目。题目来自你做过的测验。
learn-review-later = 现在没有要复习的题目。下一题的时间是 { $at }。
learn-review-right = ✅ 正确。
learn-review-wrong = ❌ 不对。
learn-review-again = 将于 { $at } 再次复习。
learn-review-gone = 这道题已经回答过，或有改动。请重新打开 { COMMAND("learn review") }。
    .direct = 这道题已经回答过，或有改动。

# 证书
learn-not-complete = 请先学完「{ $course }」。
learn-certificate-name = 请填写姓名，1 到 { $most } 个字符，不含特殊符号。
learn-certificate-revoked = 管理团队已让这张证书失效。
learn-certificate-unknown = 本服务器没有这个编号的有效证书。
learn-certificate-title = 证书
learn-certificate-label = 证书上的姓名
learn-certificate-hint = 别人看到的姓名，以后可以修改。
learn-certificate-heading = 结业证书
learn-certificate-sentence = 已学完课程
learn-certificate-alt = 结业证书：{ $name }已学完课程「{ $course }」。编号 { $number }。
learn-certificate-done =
    编号：**{ $number }**
    任何人都可以在 { $address } 查验
learn-certificate-invalid = 这张证书已失效。
learn-verify-valid-title = 证书有效
learn-verify-invalid-title = 不是有效的证书
learn-verify-invalid-text = 没有这个编号的有效证书，请检查是否输入有误。
learn-verify-name = 姓名：{ $name }
learn-verify-course = 课程：{ $course }
learn-verify-server = 社区：{ $server }
learn-verify-date = 完成日期：{ $date }
learn-verify-number = 编号：{ $number }

# 学习路径
learn-path-title = 你的下一步
learn-path-none = 暂时没有可推荐的内容：开放的内容你都学完了，或者这里还没有课程。可用 { COMMAND("shop") } 看看还有什么。
learn-path-by-order = 这里学完课程的成员不足 { $count } 人，还无从借鉴，所以按你的目标和课程顺序排列。
learn-path-begin = 开始
learn-path-offer = 你还没有这门课程
learn-path-then = 完成上一步后开放
learn-why-goal = 通向你的目标
learn-why-tag = 与你想学的内容有关
learn-why-continue = 接着你正在学的课程
learn-why-went-on = 学完同样课程的成员接着学了它
learn-why-taste = 与你爱看的内容相近
learn-why-order = 按课程顺序轮到它

# /me profile
learn-profile-title = 你的学习档案
learn-profile-text = 这里的选择会影响你的学习路径，全部可以不填。
learn-profile-note = 仅你可见。我不会询问你的年龄和性别，也不会猜测。
learn-profile-profession = 职业
learn-profile-skills = 已经掌握的
learn-profile-goals = 想学的
learn-profile-courses = 想学完的课程
learn-profile-minutes = 每周时间
learn-profile-week =
    { $minutes ->
        [30] 每周半小时
       *[other] 每周 { $hours } 小时
    }
learn-profile-profession-Developer = 开发者
learn-profile-profession-Designer = 设计师
learn-profile-profession-Student = 学生
learn-profile-profession-Teacher = 教师
learn-profile-profession-Other = 其他
learn-profile-clear = 全部清除

# 专属精选中
learn-stalled = 📚 **{ $course }** 学到一半：已学完 { $done } / { $total } 节。下一节：{ $lesson }
