# 加入页面，给还不在服务器中的人。

join-title = 加入「{ $server }」
join-how = 选择方案，用 Discord 登录，然后在 Stripe 页面付款。付款成功后，会立即把你加入服务器。
join-nothing = 目前没有可购买的方案。
join-coupon = 付款时会使用优惠代码 { $coupon }。
join-all-plans = 查看全部方案
join-privacy = 登录后只会读取你的 Discord 名称和 ID。把你加入服务器的权限只在付款后使用一次。
join-opens = 包含的频道
join-more-channels = 以及另外 { $count } 个
join-which-price = 请选择价格
join-continue = 用 Discord 登录并继续
join-enter-again = 进入服务器
join-open-server = 在 Discord 中打开服务器
join-back = 返回方案列表
join-signed-in-as = 已登录：{ $name }
join-reference = 参考编号：{ $reference }

join-step-signed-in = 用 Discord 登录
join-step-paid = 付款
join-step-inside = 进入服务器

join-unpaid-title = 正在等待 Stripe 确认
join-unpaid-text = Stripe 通常几秒内就会确认付款。本页面会自动更新。
join-unpaid-text-late = Stripe 尚未确认你的付款。你可以关闭此页面：确认后，会自动把你加入「{ $server }」。
join-processing-title = 付款处理中
join-processing-text = 这种付款方式需要几天时间。款项到账后，会自动把你加入「{ $server }」。如果超过一周，请届时再打开此页面。
join-entering-title = 付款已确认
join-entering-text = 正在把你加入「{ $server }」，只需几秒钟。
join-entering-text-late = 这次比平时慢。你可以关闭此页面：会自动把你加入「{ $server }」。
join-sign-in-title = 付款已确认
join-sign-in-text = 只差一步：请再用 Discord 登录一次，即可进入「{ $server }」。不会重复扣款。
join-inside-title = 欢迎加入「{ $server }」！
join-inside-text = 你已获得「{ $plan }」。
join-refused-title = Discord 没有让你进入
join-refused-text-banned = 你的账号已被「{ $server }」封禁。管理团队已收到通知，可以为你退款。
join-refused-text-full = 你加入的服务器数量已达到 Discord 的上限。请先退出一个，再点下面的按钮，不会重复扣款。管理团队也已收到通知，可以为你退款。
join-refused-text-other = Discord 拒绝把你的账号加入「{ $server }」。可以再试一次，不会重复扣款。管理团队已收到通知，可以为你退款。
join-cancelled-title = 没有扣款
join-cancelled-text = 你离开了付款页面。仍然可以购买「{ $plan }」。

join-stopped = 操作未完成
join-plan-gone = 该方案不在售。请选择目前的方案。
join-no-server = 这个地址不是加入页面。请向给你链接的人索取最新链接。
join-state-unknown = 这次登录无效，没有扣款。请从方案列表重新开始。
join-state-used = 这次登录已经用过，没有扣款。请从方案列表重新开始。
join-state-late = 登录用时过长，没有扣款。请从方案列表重新开始。
join-other-browser = 这次登录是在另一个浏览器中开始的，没有扣款。请在当前浏览器中重新开始。
join-other-site = 这个表单来自其他网站，没有扣款。请从方案列表重新开始。
join-code-refused = Discord 不接受这次登录：它已经用过或已过期。没有扣款，请从方案列表重新开始。
join-declined = 你没有用 Discord 登录。没有扣款。
join-no-cookie = 浏览器没有发送本站的 Cookie。请允许 Cookie，并在同一浏览器中从方案列表重新开始。
join-banned = 该账号已被服务器封禁，无法购买会员。没有扣款。
join-too-many = 你的网络发来的请求过多。请等一分钟再试。
join-retry = 目前无法连接 Discord 或 Stripe，没有扣款。请几分钟后再试。
join-broken = 此页面目前设置有误，没有扣款。管理团队已收到通知。
