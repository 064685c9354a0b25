# The scheduled digest: in its channel, by direct message, and its commands.

digest-channel-heading =
    ## Not to be missed
    -# { $count ->
        [one] One pick
       *[other] { $count } picks
    } from the last { $days ->
        [one] day
       *[other] { $days } days
    }
digest-own-heading =
    ## Picked for you
    -# { $count ->
        [one] One thing
       *[other] { $count } things
    } in { $guild } that you haven’t seen
digest-entry = **{ $number }.** { $link }
    -# { $why }
digest-entry-where = { $channel } · { $why }

digest-why-times = { $times ->
    [2] Twice
    [3] Three times
   *[other] { $times } times
} the usual response in { $channel }.
digest-why-more = More response than usual in { $channel }.

digest-post-title = Not to be missed: { $day }
digest-preview-heading =
    ## As { $member } would get it
    -# { $count ->
        [one] One thing
       *[other] { $count } things
    }; without what you can’t open yourself
digest-preview-why = Picked for this member.
digest-preview-left = This member has left.
digest-preview-nothing = { $member } would get none now: there is not enough worth their time that they haven’t seen.
digest-saved = Saved. I keep it in mind when I recommend something to you; { COMMAND("me saved") } lists what you saved.
    .direct = Saved. I keep it in mind when I recommend something to you.

digest-button-on = Send me my own by DM
digest-button-off = Stop my digest

digest-own-on = You get a digest of your own by direct message, by the clock of { $zone }, { $count ->
        [one] at most once
       *[other] at most { $count } times
    } a week. The next one comes { $next }, if there is enough worth it. { COMMAND("me digest") } changes the hour, the days and the time zone.
    .direct = You get a digest of your own by direct message, by the clock of { $zone }, { $count ->
        [one] at most once
       *[other] at most { $count } times
    } a week. The next one comes { $next }, if there is enough worth it.
digest-own-on-paused = You get a digest of your own by direct message, as soon as the staff here resume it.
digest-own-closed = I could not reach you several times in a row: your direct messages are closed to this server. Allow them in its privacy settings, then press the button.
digest-own-on-unscheduled = You get a digest of your own by direct message, as soon as the staff here schedule it. Don’t want to wait? Choose an hour with { COMMAND("me digest") }.
    .direct = You get a digest of your own by direct message, as soon as the staff there schedule it.
digest-own-off = You get no digest by direct message.

digest-scheduled =
    The digest comes to { $channel }, by the clock of { $zone }. Next times:
    { $times }
digest-paused = The digest in { $channel } is paused. Use the same command to resume it.
digest-posted = Posted in { $channel }.
digest-confirm = The last digest was posted { $ago }. Post another one now?
digest-confirm-button = Post another one

digest-not-scheduled = There is no digest here yet. Set one with { COMMAND("digest schedule") }.
digest-nothing = There is nothing new worth a digest right now, so none would be posted.
digest-try-later = Discord did not take the digest just now. Please try again in a few minutes.
digest-bad-time = “{ $text }” is no time of day. Write it as hours and minutes from 00:00 to 23:59, such as 18:30.
digest-bad-days = “{ $text }” is no day. Write daily, weekdays, weekend, or days such as mon,thu.
digest-bad-zone = There is no time zone “{ $text }”. Pick one from the list, such as Europe/Berlin.
digest-bad-zone-near = There is no time zone “{ $text }”. Did you mean { $near }?
digest-missing-permission = I can’t post in { $channel }: there I need { $missing }. Grant it in the channel’s settings, then try again.
digest-place-beyond = You can't post in { $channel } yourself. Choose a channel where you can.
digest-place-unseen = I can’t see { $channel }. Let me in, then try again.
digest-needs-create-posts = Create Posts
digest-needs-send-messages-in-threads = Send Messages in Threads
digest-needs-view-channel = View Channel
digest-needs-send-messages = Send Messages

digest-notice-channel-gone = The digest could not be posted: its channel { $channel } is gone. Set another with { COMMAND("digest schedule") }.
digest-notice-forbidden = The digest could not be posted in { $channel }: I need View Channel and Send Messages there.

digest-notice-dms-refused = Discord takes none of my direct messages now, so members’ own digests wait. I keep trying for { $hours ->
    [one] an hour
   *[other] { $hours } hours
}. If this stays, look in the Developer Portal whether Discord has limited the bot.

digest-days-daily = every day
digest-days-weekdays = Monday to Friday
digest-days-weekend = Saturday and Sunday
digest-days-mon = Mondays
digest-days-tue = Tuesdays
digest-days-wed = Wednesdays
digest-days-thu = Thursdays
digest-days-fri = Fridays
digest-days-sat = Saturdays
digest-days-sun = Sundays

digest-round-going = Digests by direct message: { $done } of { $total } members done, about { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    } left.
digest-round-over = Digests by direct message are out: { $sent } sent in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.
    -# Not enough worth it: { $quiet } · Enough this week: { $enough } · Messages closed: { $closed } · Left: { $left } · Too late: { $late } · Failed: { $failed }
