# The digest: its posts, DMs and commands.

digest-channel-heading =
    ## Don't miss this
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
        [one] One post
       *[other] { $count } posts
    } in { $guild } that you haven't seen
digest-entry = **{ $number }.** { $link }
    -# { $why }
digest-entry-where = { $channel } · { $why }

digest-why-times = { $times ->
    [2] Twice
    [3] Three times
   *[other] { $times } times
} the usual response in { $channel }.
digest-why-more = More response than usual in { $channel }.

digest-post-title = Don't miss this: { $day }
digest-preview-heading =
    ## As { $member } would get it
    -# { $count ->
        [one] One post
       *[other] { $count } posts
    }, without what you can't open yourself
digest-preview-why = Picked for this member.
digest-preview-left = This member has left.
digest-preview-nothing = { $member } wouldn't get one now: there's not enough new for them.
digest-saved = Saved. I'll use it when I recommend posts to you; see everything you saved with { COMMAND("me saved") }.
    .direct = Saved. I'll use it when I recommend posts to you.

digest-button-on = Send me my own by DM
digest-button-off = Stop my digest

digest-own-on = Your personal digest is on: { $count ->
        [one] at most one
       *[other] up to { $count }
    } a week by DM ({ $zone } time). Next: { $next }, if there's enough new for you. Change the hour, days and time zone with { COMMAND("me digest") }.
    .direct = Your personal digest is on: { $count ->
        [one] at most one
       *[other] up to { $count }
    } a week by DM ({ $zone } time). Next: { $next }, if there's enough new for you.
digest-own-on-paused = Your personal digest is on. You'll get it by DM once the staff here resume the digest.
digest-own-closed = I couldn't reach you several times in a row because you don't allow DMs from this server. Allow them in its privacy settings, then press the button.
digest-own-on-unscheduled = Your personal digest is on. You'll get it by DM once the staff here schedule the digest. Don't want to wait? Choose an hour with { COMMAND("me digest") }.
    .direct = Your personal digest is on. You'll get it by DM once the staff there schedule the digest.
digest-own-off = Your personal digest is off.

digest-scheduled =
    The digest will be posted in { $channel } ({ $zone } time). Next:
    { $times }
digest-paused = The digest in { $channel } is paused. Use the same command to resume it.
digest-posted = Posted in { $channel }.
digest-confirm = The last digest was posted { $ago }. Post another one now?
digest-confirm-button = Post another one

digest-not-scheduled = There's no digest here yet. Set one up with { COMMAND("digest schedule") }.
digest-nothing = There's not enough new for a digest right now, so none would be posted.
digest-try-later = Discord didn't accept the digest just now. Please try again in a few minutes.
digest-bad-time = I couldn't read “{ $text }” as a time. Use 24-hour format, such as 18:30.
digest-bad-days = I couldn't read “{ $text }” as days. Use daily, weekdays, weekend, or a list such as mon,thu.
digest-bad-zone = There's no time zone “{ $text }”. Pick one from the list, such as Europe/Berlin.
digest-bad-zone-near = There's no time zone “{ $text }”. Did you mean { $near }?
digest-missing-permission = I can't post in { $channel } because I need { $missing } there. Grant it in the channel's settings, then try again.
digest-place-beyond = You can't post in { $channel } yourself. Choose a channel where you can.
digest-place-unseen = I can't see { $channel }. Give me access, then try again.
digest-needs-create-posts = Create Posts
digest-needs-send-messages-in-threads = Send Messages in Threads
digest-needs-view-channel = View Channel
digest-needs-send-messages = Send Messages

digest-notice-channel-gone = The digest couldn't be posted because its channel { $channel } no longer exists.
    Choose another one with { COMMAND("digest schedule") }.
digest-notice-forbidden = The digest couldn't be posted in { $channel }: I need View Channel and Send Messages there.

digest-notice-dms-refused = Discord is rejecting all of my DMs right now, so personal digests are paused.
    I'll keep trying for { $hours ->
    [one] an hour
   *[other] { $hours } hours
}. If this continues, check in the Developer Portal whether Discord has limited the bot.

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

digest-round-going = Personal digests: { $done } of { $total } members done, about { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    } left.
digest-round-over = Personal digests are out: { $sent } sent in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.
    -# Not enough new: { $quiet } · Weekly limit reached: { $enough } · DMs closed: { $closed } · Left: { $left } · Too late: { $late } · Failed: { $failed }
