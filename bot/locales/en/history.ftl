# Reading history back: what staff see of it.

history-backfill-going = 📖 I am reading what happened here before I came. { $share } % done, { $messages } messages so far, { $minutes ->
    [-1] too early to say how long it takes
    [one] about a minute left
   *[other] about { $minutes } minutes left
}.
history-backfill-done = 📖 I have read what happened here before I came: { $messages } messages in { $channels } channels, { $added } acts of members noted.{ $unreadable ->
    [0] {""}
    [one] {" "}One channel could not be read.
   *[other] {" "}{ $unreadable } channels could not be read.
}
history-missed-going = 📖 I was not listening after { $since }, and am reading it back. { $share } % done, { $messages } messages so far, { $minutes ->
    [-1] too early to say how long it takes
    [one] about a minute left
   *[other] about { $minutes } minutes left
}.
history-missed-done = 📖 I was not listening for a while after { $since }, and have read it back: { $messages } messages in { $channels } channels. Acts of members noted: { $added }, taken back: { $undone }. Deleted messages, threads and channels: { $gone }.{ $unreadable ->
    [0] {""}
    [one] {" "}One channel could not be read.
   *[other] {" "}{ $unreadable } channels could not be read.
}
