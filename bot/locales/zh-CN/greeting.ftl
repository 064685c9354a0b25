# 新服务器没有管理频道时，发给服务器所有者的私信。

greeting-title = 你好，感谢邀请
greeting-text = 我已加入 **{ $guild }**，但没有找到管理频道。付款和问题都会在那里通知管理团队。请点按钮：我会创建一个仅管理团队可见的频道，并在那里继续。
greeting-button = 创建管理频道
greeting-continue = 准备好了。接下来要做什么，我已写在那个频道里。
greeting-not-staff = 只有拥有「管理服务器」权限的人才能设置我。
