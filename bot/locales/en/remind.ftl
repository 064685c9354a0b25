# Reminders: before a membership ends or renews for a long period.

remind-pass = Your **{ $plan }** expires { $until }. It doesn't renew, so buy it again to keep it. If you do that before it expires, the remaining days carry over.
remind-comp = Your **{ $plan }**, given to you by the staff, expires { $until }. Subscribe to keep it after that.
remind-gift = Your **{ $plan }**, a gift, expires { $until }. Subscribe to keep it after that.
remind-cancelled = Your **{ $plan }** was cancelled and ends { $until }. Nothing more will be charged. Changed your mind? Press *My membership* to keep it.
remind-renews = Your **{ $plan }** renews { $until }{ $priced ->
    [yes] {" "}for { $price }
   *[no] {""}
}. To keep it, you don't need to do anything; to stop it, press *Manage*.
remind-renews-for = Your gift of **{ $plan }** to { $member } renews { $until }{ $priced ->
    [yes] {" "}for { $price }
   *[no] {""}
}. To keep it, you don't need to do anything; to stop it, press *Manage*.
remind-trial = Your free trial of **{ $plan }** ends { $until }{ $priced ->
    [yes] , and { $price } will be charged then
    [free] . It then continues at no charge
   *[no] , and you'll be charged then
}. To keep it, you don't need to do anything; to stop it, press *Manage*.
remind-trial-cardless = Your free trial of **{ $plan }** ends { $until }. Without a card you won't be charged; to keep it, press *Manage* and add one.
remind-button-off = Stop reminders
remind-button-on = Turn on reminders
remind-off = Reminders are off: you won't get a DM before something ends or renews here.
remind-on = Reminders are on: you'll get a DM before something ends here, or renews for a long period.
