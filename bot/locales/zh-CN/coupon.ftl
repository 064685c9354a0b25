# 优惠券：管理组的 /coupon 命令，以及 /subscribe 的优惠券选项。

coupon-made = 🎟️ 优惠券 **{ $code }** 已生效：{ $discount }，适用于 { $plans }。成员可在付款页面填写，也可在 { COMMAND("subscribe") } 命令中填写。
coupon-link = 自带优惠券的链接，服务器外的人也可使用：{ $link }
coupon-retired = **{ $code }** 已停用。已使用它的成员会继续享受优惠。
coupon-list-title = 优惠券
coupon-list-none = 还没有优惠券，可用 { COMMAND("coupon add") } 创建。
coupon-line = { $discount } · 已使用 { $used } 次
coupon-line-limit = { $discount } · 已使用 { $used }／{ $limit } 次
coupon-until = 有效期至 { $until }
coupon-off-once = 首次付款减 { $off }
coupon-off-months = { $months } 个月内减 { $off }
coupon-off-forever = 每次付款减 { $off }
coupon-applied = 🎟️ 已使用优惠券 **{ $code }**：{ $discount }。

coupon-code-invalid = 「{ $code }」不能作为优惠代码。请使用 3 到 40 个字母和数字，例如 SPRING26。
coupon-percent-or-amount = 请填写百分比，或金额及其货币，二者选一。
coupon-currency = 请填写金额的货币，例如 CNY。
coupon-months = 优惠持续若干个月时请填写月数，其他情况不要填写。
coupon-taken = Stripe 上已有优惠代码 { $code }，请换一个。
coupon-no-plans = 还没有在售的方案，请先添加：{ COMMAND("plan add") }
coupon-unknown = 没有优惠券 { $code }，或它已结束。请检查拼写。
coupon-other-plan = 优惠券 { $code } 不适用于 { $plan }。
coupon-other-currency = 优惠券 { $code } 不适用于以 { $currency } 付款，请选择其他价格。
coupon-refused = 这笔购买不能使用优惠券 { $code }。可以不使用它继续，或联系管理组。
