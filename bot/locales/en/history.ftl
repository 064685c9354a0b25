# Reading history: progress in the staff channel.

history-backfill-going = 📖 I'm reading what was posted here before I joined: { $share }% done, { $messages } messages so far, { $minutes ->
    [-1] too early to say how long it will take
    [one] about a minute left
   *[other] about { $minutes } minutes left
}.
history-backfill-done = 📖 I've read what was posted here before I joined: { $messages } messages in { $channels } channels, { $added } signals recorded.{ $unreadable ->
    [0] {""}
    [one] {" "}One channel couldn't be read.
   *[other] {" "}{ $unreadable } channels couldn't be read.
}
history-missed-going = 📖 I was offline after { $since } and am catching up: { $share }% done, { $messages } messages so far, { $minutes ->
    [-1] too early to say how long it will take
    [one] about a minute left
   *[other] about { $minutes } minutes left
}.
history-missed-done = 📖 I was offline for a while after { $since } and have caught up: { $messages } messages in { $channels } channels. Signals recorded: { $added }, undone: { $undone }. Deleted messages, threads and channels: { $gone }.{ $unreadable ->
    [0] {""}
    [one] {" "}One channel couldn't be read.
   *[other] {" "}{ $unreadable } channels couldn't be read.
}
