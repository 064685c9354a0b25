# 提醒：到期之前，或一次性扣费较多之前。

remind-pass = 你的 **{ $plan }** 将于 { $until } 到期，不会自动续费。想继续使用，请再次购买；到期前购买，剩余天数会累加。
remind-comp = 管理团队赠送你的 **{ $plan }** 将于 { $until } 到期。想继续使用，可以自己订阅。
remind-gift = 你获赠的 **{ $plan }** 将于 { $until } 到期。想继续使用，可以自己订阅。
remind-cancelled = 你的 **{ $plan }** 已取消续费，将于 { $until } 到期，不再扣费。改变主意的话，可点「我的会员」保留。
remind-renews = 你的 **{ $plan }** 将于 { $until } 续费{ $priced ->
    [yes] {" "}{ $price }
   *[no] {""}
}。想继续使用无需操作；想停止，请点「管理」。
remind-renews-for = 你送给 { $member } 的 **{ $plan }** 将于 { $until } 续费{ $priced ->
    [yes] {" "}{ $price }
   *[no] {""}
}。想继续赠送无需操作；想停止，请点「管理」。
remind-trial = **{ $plan }** 的免费试用将于 { $until } 结束{ $priced ->
    [yes] ，届时扣费 { $price }
    [free] ，之后继续有效，不会扣费
   *[no] ，届时开始扣费
}。想继续使用无需操作；想停止，请点「管理」。
remind-trial-cardless = **{ $plan }** 的免费试用将于 { $until } 结束。不绑卡就不会扣费；想继续使用，请点「管理」绑卡。
remind-button-off = 关闭提醒
remind-button-on = 开启提醒
remind-off = 提醒已关闭：到期或续费前不会私信通知你。
remind-on = 提醒已开启：到期前、或长周期续费前，会私信通知你。
