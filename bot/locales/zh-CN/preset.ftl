# /staff setup preset：新服务器开卖课程、博客或工具所需的一切。

preset-title = 预设：{ $preset }
preset-name-course = 课程
preset-name-blog = 博客
preset-name-tools = 工具
preset-state-dry = 下面是我会在这里创建的内容，目前什么都还没建。
preset-state-begun = 已经建好一部分，点「开始创建」会补上剩下的。
preset-state-whole = 全部就绪。
preset-state-undone = 已撤销：我在这里建的都删掉了。
preset-state-kept = 已撤销，但下面这些有人在用，保留了：
preset-note = 这些不会给任何人开放权限。方案没有价格，在你定价之前 Stripe 上也没有它；商品只是草稿。
preset-part-role = 身份组 **{ $name }**，本身不带任何权限
preset-part-category = 类别 **{ $name }**
preset-part-text = { $readers ->
    [role] 频道 **#{ $name }**：只有「{ $role }」看得到
   *[everyone] 频道 **#{ $name }**：所有人可读，只有我能发
}
preset-part-forum = { $readers ->
    [role] 论坛 **#{ $name }**：只有「{ $role }」看得到；标签：{ $tags }
   *[everyone] 论坛 **#{ $name }**：展示你的商品，只有我能发帖
}
preset-part-shop = 设置项：{ $name }
preset-part-plan = { $sold ->
    [yes] 示例方案 **{ $name }**：给予「{ $role }」，已定价
   *[no] 示例方案 **{ $name }**：给予「{ $role }」，没有价格
}
preset-part-product = 示例商品 **{ $name }**：先存为草稿
preset-made = 已创建
preset-found = 已经有了，保持原样
preset-next-plan = → 给方案定价后才会开售。
preset-next-product = → 用 { COMMAND("catalogue edit") } 填写草稿、定价并发布。方案定价后会包含它。
preset-lacks-ours = 我缺少权限：{ $missing }。请在「服务器设置 → 身份组」里给我的身份组，建完后可以收回。
preset-lacks-yours = 你自己也需要这些权限才能让我创建：{ $missing }。
preset-lacks-role = { $role } 不在我的身份组下面。请在「服务器设置 → 身份组」里把我的身份组拖到它上面。
preset-button-build = 开始创建
preset-button-show = 重新检查
preset-button-price = 给方案定价
preset-button-undo = 撤销未使用的部分
preset-price-title = 示例方案的价格
preset-undo-sure = 要删掉我为这个预设创建的内容吗？有人在用的会保留：有成员或方案的身份组、有消息的频道、你改过或卖过的商品。
preset-busy = 有人正在创建这个预设。请一分钟后点「重新检查」。
preset-hindered = 还有障碍。点「重新检查」看看是什么。
preset-refused = Discord 拒绝了「{ $name }」：{ $error }。之前建好的会保留；请点「重新检查」，然后继续。
preset-no-plan = 方案已经有价格，或者它的身份组不见了。请点「重新检查」。
preset-kept-product = **{ $name }** 保留：你改过或卖过它。
preset-kept-plan = **{ $name }** 保留：有方案在卖或卖过它。
preset-kept-shop = 「{ $name }」保留，直到它的频道被删除。
preset-kept-members = **{ $name }** 保留：有成员拥有这个身份组。
preset-kept-channels = **{ $name }** 保留：里面还有频道。
preset-kept-cards = **#{ $name }** 保留：你的商品展示在那里。
preset-kept-messages = **#{ $name }** 保留：里面有消息。

# 所创建内容的名称，用服务器的语言。
preset-course-role = 课程学员
preset-course-category = 课程
preset-course-news = 课程公告
preset-course-shop = 商店
preset-course-questions = 课程答疑
preset-course-talk = 学员交流
preset-course-shop-setting = 商品展示在商店频道
preset-course-plan = 课程通行
preset-course-product = 我的第一门课程
preset-blog-role = 订阅读者
preset-blog-category = 博客
preset-blog-news = 博客公告
preset-blog-shop = 文章
preset-blog-discussion = 读者讨论
preset-blog-shop-setting = 商品展示在文章频道
preset-blog-plan = 读者会员
preset-blog-product = 我的第一篇文章
preset-tools-role = 工具用户
preset-tools-category = 工具
preset-tools-releases = 版本发布
preset-tools-shop = 工具商店
preset-tools-support = 工具支持
preset-tools-shop-setting = 商品展示在商店频道
preset-tools-plan = 工具会员
preset-tools-product = 我的第一个工具
preset-tag-question = 提问
preset-tag-solved = 已解决
preset-tag-idea = 建议
preset-tag-opinion = 观点
preset-tag-bug = 缺陷
