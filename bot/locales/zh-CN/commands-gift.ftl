# 赠送与兑换的命令。

cmd-membership-gift = 赠送
    .description = 为他人购买会员，或购买礼品码
opt-membership-gift-plan = 方案
    .description = 方案名称
opt-membership-gift-member = 成员
    .description = 送给谁；不选则购买礼品码
opt-membership-gift-price = 价格
    .description = 你想怎样付款
cmd-membership-redeem = 兑换
    .description = 兑换礼品码或席位的兑换码
opt-membership-redeem-code = 兑换码
    .description = 你收到的兑换码
