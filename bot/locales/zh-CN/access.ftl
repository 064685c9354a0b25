# /staff access：哪些身份组在没有「管理服务器」权限时可以做什么。

access-title = 身份组的管理权限
access-line = { $role }：{ $rights }
access-none = 还没有身份组获得权限。用 { COMMAND("staff access") } 选择一个。
access-nothing = 无
access-everything = 拥有「管理服务器」权限的成员可以做一切。修改设置和权限、停售方案、核对全体成员的身份组，始终需要这项权限。
access-open = 在你允许之前，Discord 不会向没有「管理服务器」权限的身份组显示我的管理命令：服务器设置 → 整合 → Lyceum → 选择命令 → 添加身份组。他们能做什么，由这里选择的权限决定。
access-open-line = { $right }：{ $commands }
access-menu = 选择此身份组可以做什么
access-money = 收款
access-money-what = 会员、方案、价格、优惠券、退款与收入
access-content = 内容
access-content-what = 商品目录、文件、直播课、许可证与推荐权重
access-insight = 数据
access-insight-what = 社区的各项数据
access-digest = 精选
access-digest-what = 安排、预览和发布精选
access-unfit = 只有由你们手动授予的身份组才能获得权限：不能是 @everyone，也不能是由 Discord 或应用管理的身份组。
access-sold = { $role } 由方案授予，付款的人都会成为管理团队。请选择其他身份组。
access-meanwhile = 刚刚有人修改了 { $role } 的权限，现在是：{ $rights }；没有覆盖任何内容。
