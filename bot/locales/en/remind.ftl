# Reminders: before something ends, or before much is charged at once.

remind-pass = Your **{ $plan }** ends { $until }. It does not renew by itself: to go on, buy it again. Buy it before, and no day is lost.
remind-comp = Your **{ $plan }**, given to you by the team, ends { $until }. To go on after that, you can subscribe.
remind-gift = Your **{ $plan }**, a gift, ends { $until }. To go on by yourself, you can subscribe.
remind-cancelled = Your **{ $plan }** ends { $until }, as it was cancelled; nothing more will be charged. If you want to keep it after all, press *My membership*.
remind-renews = Your **{ $plan }** renews { $until }{ $priced ->
    [yes] {" "}for { $price }
   *[no] {""}
}. You need do nothing to go on; to stop, press *Manage*.
remind-renews-for = Your gift of **{ $plan }** to { $member } renews { $until }{ $priced ->
    [yes] {" "}for { $price }
   *[no] {""}
}. You need do nothing to go on; to stop, press *Manage*.
remind-trial = Your free trial of **{ $plan }** ends { $until }{ $priced ->
    [yes] , and { $price } will be charged then
    [free] {" "}and goes on then; nothing will be charged
   *[no] {" "}and will be charged then
}. You need do nothing to go on; to stop, press *Manage*.
remind-trial-cardless = Your free trial of **{ $plan }** ends { $until }. Nothing is charged without a card; to go on, press *Manage* and add one.
remind-button-off = No more reminders
remind-button-on = Remind me again
remind-off = You won't be reminded any more before something ends or renews here.
remind-on = You will be reminded by direct message before something ends here, or renews for long.
