# 成员购买的文件：下载链接与上传链接的页面，以及 /library 和 /files。

files-title = 没有成功
files-link-unknown = 链接不完整。请回到 Discord 重新获取。
files-link-ended = 链接已失效，每个链接只在几分钟内有效。请回到 Discord 重新获取。
files-link-gone = 这个文件已经不再提供。请在 Discord 里查看当前版本。
files-link-closed = 这个文件现在没有向你开放，无法下载。
files-too-many = 请求太频繁了。请等半分钟再试。
files-missing = 找不到这个文件，请联系服务器的管理团队重新上传。
files-store-failed = 暂时无法连接存储。请过几分钟再试。

files-upload-title = 上传文件
files-upload-text = 请选择一个不超过 { $limit } 的文件。文件会原样保存，压缩包不会被解压。链接只能用一次。
files-upload-choose = 文件：
files-upload-send = 上传
files-upload-ended = 上传链接已失效。请回到 Discord 重新获取。
files-upload-forbidden = 你已没有权限在这个服务器添加文件。什么都没有保存。
files-upload-unchecked = 暂时连不上 Discord，无法确认你是否有权添加文件。什么都没有保存，请过几分钟再试。
files-upload-used = 上传链接已经用过了，每个链接只能用一次。请回到 Discord 重新获取。
files-uploaded-title = 已保存
files-uploaded = { $name }（{ $size }）已保存为第 { $version } 版。可以关闭此页面了。
files-too-large = 文件太大：这里的上限是 { $limit }。没有保存任何内容。
files-empty = 没有收到文件，或者文件是空的。没有保存任何内容。
files-cut-off = 上传中断，没有保存任何内容。可以用同一个链接重试。
files-other-site = 这个表单来自别的网站，已忽略。

files-staff-many-places = { $member } 在一天内从 { $count } 个不同的地点下载，最近一次下载的是「{ $file }」。链接可能被转给了别人。

files-line = **第 { $version } 版** · { $name } · { $size } · { $at }
files-withdrawn = 已撤下
files-none = 还没有文件。
files-here = **{ $name }**（第 { $version } 版，{ $size }）
files-by-link = 文件太大，Discord 放不下。链接只供你本人使用，{ $minutes } 分钟内有效；下载中断后可以继续。需要新链接时，再点一次下载按钮。
files-copy-marked = 你的副本里写有你的 Discord 账号。
files-button-download = { $name }（第 { $version } 版）
files-button-link = 下载
files-added = **{ $name }**（{ $size }）已成为 **{ $title }** 的第 { $version } 版。
files-upload-link = 打开页面上传一个不超过 { $limit } 的文件。链接只供你本人使用一次，{ $minutes } 分钟内有效。
files-now-withdrawn = **{ $name }**（第 { $version } 版）已撤下，指向它的链接已失效。
files-now-offered = **{ $name }**（第 { $version } 版）已重新提供。
files-choose-from-list = 请从输入时出现的列表中选择。

files-new-version = 「{ $title }」有新版本：第 { $version } 版。
files-new-version-notes = 「{ $title }」有新版本：第 { $version } 版。
    { $notes }
files-button-versions-on = 有新版本时通知我
files-button-versions-off = 不再通知
files-versions-on = 你在这里拥有的文件或工具有新版本时，你会收到私信。
files-versions-off = 这里有新版本时不会再通知你。
