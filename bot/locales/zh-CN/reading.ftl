# 文章和课时，逐页阅读。

reading-open = 阅读
reading-next = 下一页
reading-back = 上一页
reading-to-lesson = 返回课时
reading-page = 第 { $page } / { $pages } 页
reading-no-text = 「{ $title }」没有正文。
reading-lost = 暂时找不到「{ $title }」的正文，请告知管理团队。
