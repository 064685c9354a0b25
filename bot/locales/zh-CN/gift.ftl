# 赠送、礼品码与席位：赠送者与领取者看到的文字。

gift-pay-member = 为 { $member } 购买 **{ $plan }**：{ $price }。请在 Stripe 的付款页面安全付款，付款成功后立即为 { $member } 开通，并通知你们双方。此链接仅供你本人使用，{ $until }失效。
gift-pay-member-renews = 为 { $member } 购买 **{ $plan }**：{ $price }。请在 Stripe 的付款页面安全付款，付款成功后立即为 { $member } 开通，并通知你们双方。**此后会从你的银行卡自动续费，直到你取消**（{ COMMAND("membership manage") }）。此链接仅供你本人使用，{ $until }失效。
gift-pay-code = 购买 **{ $plan }** 的礼品码：{ $price }。请在 Stripe 的付款页面安全付款，之后你会收到查看礼品码的按钮，在本服务器兑换的人即可获得会员。此链接仅供你本人使用，{ $until }失效。

gift-not-to-yourself = 给自己购买请用 { COMMAND("subscribe") }。赠送请选择其他人；不选成员则购买礼品码。
gift-not-to-bots = 机器人不能成为会员，请选择一位成员。
gift-not-here = { $member } 不在本服务器。请先邀请对方加入，或不选成员，改为购买礼品码。

gift-told-code = 你赠送的 **{ $plan }** 已付款。你可以随时查看礼品码并转交他人，仅供一人兑换。
gift-told-unpaid = 你赠送的 **{ $plan }** 的付款正在处理中，到账后即可获得礼品码。
gift-told-failed = 你赠送的 **{ $plan }** 付款失败，因此没有礼品码，也没有扣费。你可以随时重试。
gift-told-seats = { $codes ->
   *[other] 你的 **{ $plan }** 共有 { $seats } 个席位：你本人及另外 { $codes } 个。请查看兑换码并转交他人；每人兑换后占用一个席位。
}
gift-told-redeemed = 你赠送的 **{ $plan }** 已被兑换。我不会透露是谁，对方可以自己告诉你。
gift-told-seat-taken = 你的 **{ $plan }** 又有一个席位被使用：目前已使用 { $used }／{ $total } 个。

gift-button = 查看我的兑换码
gift-button-stock = { $plan } 的兑换码（已用 { $used }／{ $total }）
gift-codes-gift = { $fresh ->
    [0] 你赠送的 **{ $plan }** 已被兑换，没有剩余的礼品码。
   *[other] 这是 **{ $plan }** 的礼品码，仅限一人，可用 { COMMAND("membership redeem") } 兑换。礼品码不会保存；如果遗失，请再点一次按钮获取新码。**这份礼物此前的礼品码已失效。**
}
    .direct = { $fresh ->
        [0] 你赠送的 **{ $plan }** 已被兑换，没有剩余的礼品码。
       *[other] 这是 **{ $plan }** 的礼品码，仅供一人使用：对方在服务器中输入 / 并选择「会员 兑换」即可。礼品码不会保存；如果遗失，请再点一次按钮获取新码。**这份礼物此前的礼品码已失效。**
    }
gift-codes-seats = { $fresh ->
    [0] 你的 **{ $plan }**：额外席位已使用 { $used }／{ $total } 个，没有剩余的兑换码。
   *[other] 这是 **{ $plan }** 的兑换码：额外席位已使用 { $used }／{ $total } 个。每个兑换码仅限一人，可用 { COMMAND("membership redeem") } 兑换。兑换码不会保存；如果遗失，请再点一次按钮获取新码。**此前未使用的兑换码已失效。**
}
    .direct = { $fresh ->
        [0] 你的 **{ $plan }**：额外席位已使用 { $used }／{ $total } 个，没有剩余的兑换码。
       *[other] 这是 **{ $plan }** 的兑换码：额外席位已使用 { $used }／{ $total } 个。每个兑换码仅供一人使用：对方在服务器中输入 / 并选择「会员 兑换」即可。兑换码不会保存；如果遗失，请再点一次按钮获取新码。**此前未使用的兑换码已失效。**
    }
gift-not-yours = 这些兑换码属于其他人。
gift-codes-closed = 目前没有可用的兑换码：对应的付款已结束、已退款或已暂停。

gift-code-mistyped = 兑换码不完整或有误，请检查是否少了或多了字符。兑换码的格式类似 ABCDE-12345-FGHJK-67890。
gift-code-unknown = 本服务器没有这个兑换码，请向给你兑换码的人确认。
gift-code-used = 这个兑换码已被使用。每个兑换码仅限一人使用一次。
gift-code-used-by-you = 你已经用过这个兑换码了，可用 { COMMAND("membership status") } 查看。
gift-code-replaced = 这个兑换码已被新码取代，不能再用。请向给你兑换码的人索取新码。
gift-code-closed = 这个兑换码目前无法使用：对应的付款已结束、已退款或已暂停。请向给你兑换码的人确认。
gift-no-seat-left = 这份 { $plan } 的席位已全部使用，请向给你兑换码的人确认。
gift-seat-already = 你已兑换过这份 { $plan } 的兑换码，请把这个留给别人。
gift-nothing-to-gain = 你的 { $plan } 永久有效或会自动续费，现在兑换就浪费了。这个兑换码仍然有效：可以转交他人，或留到你自己的会员结束之后。
gift-too-many-tries = 输错次数过多，请在{ $again }再试。

gift-redeemed-life = 兑换成功：**{ $plan }** 永久有效，权限即将开通。赠送者会得知已被兑换，但不会得知是谁。
gift-redeemed-until = 兑换成功：**{ $plan }** 有效期至 { $until }，权限即将开通。赠送者会得知已被兑换，但不会得知是谁。
gift-redeemed-later = 兑换成功：**{ $plan }** 将接续你现有的会员，{ $begin } 生效，有效期至 { $until }。赠送者会得知已被兑换，但不会得知是谁。
gift-redeemed-seat = 兑换成功：只要付款人保留这个席位，你就拥有 **{ $plan }**。权限即将开通。付款人会得知席位已被使用，但不会得知是谁。
