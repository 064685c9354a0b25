# 赠送与兑换的命令。

cmd-membership-gift = 赠送
    .description = 为他人付款，或购买礼品码
opt-membership-gift-plan = 方案
    .description = 赠送哪个会员方案
opt-membership-gift-member = 成员
    .description = 送给谁；不选则购买礼品码
cmd-membership-redeem = 兑换
    .description = 使用礼品码或席位码
opt-membership-redeem-code = 兑换码
    .description = 收到的兑换码
