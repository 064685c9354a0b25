# 会员看到的方案、付款与状态文字。

payments-no-plans = 这里暂时还没有在售的会员方案。
payments-plans-title = 会员方案
payments-plans-how = 在 Stripe 的安全付款页面付款，付款成功后立即开通。
payments-plans-opens = 可进入 { $channels }{ $more ->
    [0] {""}
   *[other] {" "}等另外 { $more } 个频道
}
payments-plans-button = 开通
payments-plans-try = 免费试用
payments-plans-all = 全部方案
payments-test-mode-staff = 🧪 测试模式：Stripe 密钥是测试密钥，不会有真实收款。
payments-test-mode = 🧪 测试模式：不会真的扣款。付款时请用 Stripe 测试卡 4242 4242 4242 4242，有效期填任意未来日期，CVC 任意。
payments-price-month = 每月 { $amount }
payments-price-year = 每年 { $amount }
payments-price-week = 每周 { $amount }
payments-price-day = 每天 { $amount }
payments-price-months = { $count ->
    [3] 每季度 { $amount }
    [6] 每半年 { $amount }
   *[other] 每 { $count } 个月 { $amount }
}
payments-price-years = 每 { $count } 年 { $amount }
payments-price-weeks = 每 { $count } 周 { $amount }
payments-price-days = 每 { $count } 天 { $amount }
payments-price-once = { $amount }，永久有效
payments-price-gone = 「{ $plan }」不再以该价格出售，可用 { COMMAND("plans") } 查看现有价格。
    .direct = 「{ $plan }」不再以该价格出售。现有价格请在服务器中查看。
payments-which-price = **{ $plan }**：请选择付款方式。
payments-how-renews = { $price }，自动续费，可随时取消
payments-how-once = { $price }，一次付清
payments-how-once-wallets = { $price }，一次付清；付款页面提供时可用支付宝或微信支付
payments-trial = 前 { $days } 天免费。
payments-trial-cardless = 前 { $days } 天免费，无需绑卡。
payments-price-pass = { $amount }／{ $days } 天
payments-no-such-plan = 没有名为「{ $plan }」的在售方案，可用 { COMMAND("plans") } 查看现有方案。
    .direct = 「{ $plan }」已停售。现有方案请在服务器中查看。
payments-already-member = 你已经拥有 { $plan }，可用 { COMMAND("membership status") } 查看；想换一种付款方式，请用 { COMMAND("membership switch") }。
    .direct = 你已经拥有 { $plan }。
payments-already-owned = 你已拥有 **{ $plan }**，可用 { COMMAND("library open") } 打开。
    .direct = 你已拥有 **{ $plan }**。
payments-product-empty = { $plan } 尚未准备好，管理团队仍在整理。
payments-included = 你已拥有 { $plan } 的全部内容：{ $held } 已包含它。可用 { COMMAND("shop") } 查看你拥有的内容。
    .direct = 你已拥有 { $plan } 的全部内容：{ $held } 已包含它。
payments-gift-included = 对方已拥有 { $plan } 的全部内容：{ $held } 已包含它。
payments-once-instead = 你正在为 { $held } 付费，它会自动续费。如果想改为一次性购买 { $plan }，请先取消，到期后再购买，可用 { COMMAND("membership status") } 操作。
    .direct = 你正在为 { $held } 付费，它会自动续费。如果想改为一次性购买 { $plan }，请先取消，到期后再购买。
payments-same-paid = 你正在为 { $held } 付费，它与 { $plan } 的权限相同。请用 { COMMAND("membership switch") } 更换方案，以免重复付费。
    .direct = 你正在为 { $held } 付费，它与 { $plan } 的权限相同。请在 Stripe 页面上更换方案，以免重复付费。
payments-same-held = 你已拥有 { $held }，它与 { $plan } 的权限相同，可用 { COMMAND("membership status") } 查看。
    .direct = 你已拥有 { $held }，它与 { $plan } 的权限相同。
payments-seats-change = 你正在为 { $plan } 付费。如需更改席位数（现有 { $seats } 个），请使用 { COMMAND("membership switch") }。
    .direct = 你正在为 { $plan } 付费。如需更改席位数（现有 { $seats } 个），请在 Stripe 页面上更改。
payments-gift-already = 对方已拥有 { $plan }。请选择其他方案，或购买可转赠的礼品码。
payments-code-needs-once = { $plan } 会自动续费，不能做成礼品码。请选择要赠送的成员，或在 { COMMAND("subscribe") } 中选择席位数。
    .direct = { $plan } 会自动续费，不能做成礼品码。
payments-seats-need-renewal = { $plan } 是一次性付款，没有席位。想为更多人付费，请使用 { COMMAND("membership gift") }。
    .direct = { $plan } 是一次性付款，没有席位。
payments-seats-range = 席位数须在 1 到 { $most } 之间。
payments-already-paying = 你为 { $plan } 的付款正在处理中，到账后会自动开通。
payments-switch-planned = 你正在付费的方案将于 { $date }换成 { $plan }，无需再购买。想查看或保持不变，请用 { COMMAND("membership status") }。
    .direct = 你正在付费的方案将于 { $date }换成 { $plan }，无需再购买。
payments-pay = **{ $plan }**：{ $price }。请在 Stripe 的付款页面安全付款，付款成功后立即开通。此链接仅供你本人使用，{ $until }失效。
payments-pay-beside = 你同时也在为 { $held } 付费，它会继续扣费。如果想改为 { $plan }，请使用 { COMMAND("membership switch") } 更换。
    .direct = 你同时也在为 { $held } 付费，它会继续扣费。
payments-pay-early = 你的 { $plan } 到 { $until }才到期；这次会从今天起扣费。
payments-pay-trial = **{ $plan }**：{ $price }。请在 Stripe 的付款页面开始试用，Stripe 确认后立即开通。此链接仅供你本人使用，{ $until }失效。
payments-order-seats = { $seats } × { $each } = { $price }
payments-order-trial = 前 { $days } 天免费，之后{ $price }
payments-order-trial-cardless = 前 { $days } 天免费，之后{ $price }；无需绑卡
payments-choice-trial = 前 { $days } 天免费
payments-pay-button = 去付款
payments-trial-button = 开始免费试用

payments-plan-gone = 该方案已停售，可用 { COMMAND("plans") } 查看现有方案。
    .direct = 该方案已停售。现有方案请在服务器中查看。
payments-not-there = 你已不在那个服务器中。请先重新加入，再点一次按钮。
payments-from-guild = 来自 { $guild }

payments-unknown-currency = Stripe 不支持「{ $currency }」。请使用三个字母的货币代码，例如 CNY、USD、EUR。
payments-not-a-number = 「{ $amount }」不是有效金额，请写成 9.90 这样的形式。
payments-not-positive = 金额必须大于 0。若想免费提供，请设置试用期。
payments-too-precise = { $decimals ->
    [0] { $currency } 没有小数，请填写整数金额。
   *[other] { $currency } 最多 { $decimals } 位小数。
}
payments-two-readings = 「{ $amount }」有两种读法。请不要写千位分隔符，写成 { $whole } 或 { $small }。
payments-too-large = 金额过高，部分 Stripe 付款方式无法受理，最多 { $most }。
payments-too-small = Stripe 无法收取低于 { $least } 的该币种款项，请提高金额。
