# 提醒：到期之前，或一次性扣费较多之前。

remind-pass = 你的 **{ $plan }** 将于 { $until } 到期，不会自动续费。想继续使用，请再次购买；提前购买，天数累加，不会浪费。
remind-comp = 管理团队赠予你的 **{ $plan }** 将于 { $until } 到期。想继续使用，可以自行订阅。
remind-gift = 你获赠的 **{ $plan }** 将于 { $until } 到期。想继续使用，可以自行购买。
remind-cancelled = 你的 **{ $plan }** 已取消，将于 { $until } 结束，不再扣费。想保留的话，可点“我的会员”恢复。
remind-renews = 你的 **{ $plan }** 将于 { $until } 续费{ $priced ->
    [yes] {" "}{ $price }
   *[no] {""}
}。想继续使用无需操作；想停止，请点“管理”。
remind-renews-for = 你送给 { $member } 的 **{ $plan }** 将于 { $until } 续费{ $priced ->
    [yes] {" "}{ $price }
   *[no] {""}
}。想继续无需操作；想停止，请点“管理”。
remind-trial = **{ $plan }** 的免费试用将于 { $until } 结束{ $priced ->
    [yes] ，届时扣费 { $price }
    [free] ，之后继续有效，不会扣费
   *[no] ，届时开始扣费
}。想继续使用无需操作；想停止，请点“管理”。
remind-trial-cardless = **{ $plan }** 的免费试用将于 { $until } 结束。未绑卡不会扣费；想继续使用，请点“管理”添加银行卡。
remind-button-off = 不再提醒
remind-button-on = 恢复提醒
remind-off = 以后到期或续费前不再提醒你。
remind-on = 今后到期前、或长周期续费前，会私信提醒你。
