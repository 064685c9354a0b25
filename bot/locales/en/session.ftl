# Live sessions: for staff, for members, and notices.

session-made = **{ $title }** is scheduled for { $when }, { $minutes } minutes{ $repeats ->
    [daily] , every day
    [weekly] , every week
    [biweekly] , every two weeks
    [monthly] , every month
   *[never] {""}
}. Discord's event follows in a moment. Members find it with { COMMAND("sessions") }.
session-now = **{ $title }** is now at { $when }. Everyone who follows it is being notified.
session-off = **{ $title }** ({ $when }) is cancelled. Everyone who follows it is being notified.
session-warn-open = ⚠️ Everyone can connect to this channel. To keep it for those who have the plan or product, deny *Connect* to @everyone and allow it to the plan's role.
session-warn-permit = ⚠️ I can't manage permissions in this channel, so members who own the session without a role that opens the channel can't join. Allow me *Manage Permissions* there.
session-lacks = I can't schedule that: I lack the permission { $missing }. Give it to my role (and in the channel), then try again.
session-bad-time = I can't read “{ $typed }” as a time. Write it like 2026-12-01 18:00.
session-past = “{ $typed }” isn't in the future. Nothing was changed.
session-far = That's too far ahead: at most two years.
session-bad-link = A session outside of Discord needs a link that begins with https:// and has at most 500 characters. For one in Discord, choose a channel.
session-no-title = A session needs a title.
session-no-plan = There's no plan or product “{ $plan }” on sale.
session-no-zone = There's no time zone “{ $typed }”. Choose one from the list.
session-gone = That session doesn't exist. Choose one from the list.
session-begun = That session has begun or is over, so it can't be moved.
session-over = That session is over or cancelled.
session-is-over = This session is over.
session-button-recording = Recording
session-not-over = That session isn't over yet.
session-list-title = Live sessions
session-list-none = There are no sessions here. Schedule one with { COMMAND("session add") }.
session-entry = { $when } · { $minutes } min{ $repeats ->
    [daily] {" "}· every day
    [weekly] {" "}· every week
    [biweekly] {" "}· every two weeks
    [monthly] {" "}· every month
   *[never] {""}
} · { $place }
    { $followers ->
        [0] Nobody follows it yet.
        [one] One member follows it.
       *[other] { $followers } members follow it.
    }
session-entry-question = ▲ { $votes } · { $text }
session-attendance = Who attended { $title }
session-attended = { $member }: { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
session-nobody = I saw nobody attend that session. Only stage and voice channels can be counted.
session-no-recording = Give a link or notes first.
session-kept = Kept for **{ $title }**. Make an article of it?
session-button-article = Turn into an article
session-article = “{ $title }” is now a draft of an article. Publish it with { COMMAND("catalogue edit") }; what opened the session then opens it too.
session-article-there = That session is an article already.
session-staff-refused = ⚠️ I can't make or change Discord's event for **{ $title }**, because I lack a permission: *Create Events*, and for a channel *Connect*, for a stage also *Manage Channels*, *Mute Members* and *Move Members*. I keep trying.

session-coming = Live sessions
session-none = There are no live sessions coming up.
session-more = { $count ->
    [one] One more is in the menu.
   *[other] { $count } more are in the menu.
}
session-line = { $state ->
    [live] 🔴 **{ $title }** is on now
    [locked] 🔒 **{ $title }** · { $when } ({ $distance })
   *[open] **{ $title }** · { $when } ({ $distance })
} · { $minutes } min
session-facts = { $state ->
    [live] 🔴 On now
   *[open] { $when } ({ $distance })
} · { $minutes } min
session-followed = 🔔 You'll be reminded a day, an hour and ten minutes before.
session-unfollowed = Reminders of this session are off.
session-locked = 🔒 You don't have this session. See what's on sale with { COMMAND("plans") } and { COMMAND("shop") }.
session-early = You can join from 15 minutes before the start, { $when }.
session-no-channel = I can't find the session's channel. Please tell the staff.
session-barred = The staff have closed this channel to you. Please ask them.
session-not-let-in = I may not open the channel for you. Please tell the staff.
session-enter = Come in: { $channel }
session-enter-link = Here's your link. Please keep it to yourself.
session-questions = **Questions**
session-question = { $answered ->
    [yes] ✅
   *[no] ▲ { $votes } ·
} { $text }
session-no-question = Your question is empty.
session-many-questions = You can ask { $most } questions for a session.
session-asked = Thanks, your question is in. Others see it without your name and can vote for it.
session-form-title = Ask a question
session-form-question = Your question
session-form-hint = Others see it without your name; the staff can find out who asked.
session-menu = Open a session
session-menu-vote = Vote for questions
session-button-join = Join
session-button-follow = Remind me
session-button-unfollow = Stop reminders
session-button-ask = Ask a question
session-button-link = Open the session
session-button-event = See the event
session-button-calendar-show = My calendar
session-button-calendar-make = New link
session-button-calendar-revoke = Revoke the link
session-calendar = Add this link to your calendar app. It shows your sessions. Keep it to yourself: it needs no password.
    { $url }
session-calendar-there = You made a calendar link on { $when }. I can't show it again, because I don't keep it. With a new link, the old one stops working.
session-calendar-gone-title = This calendar is gone
session-calendar-gone = This link was replaced or revoked. In the server, open the list of live sessions and press “My calendar” to get a new one.
session-calendar-revoked = Your calendar link no longer works.

session-remind = **{ $title }** starts { $distance }: { $when }.
session-moved = **{ $title }** has been moved. It's now at { $when } ({ $distance }).
session-cancelled = **{ $title }** ({ $when }) has been cancelled.
