# /privacy: erasing what was learned about a member's taste.

privacy-keep = I keep what I've learned about your taste, even after you leave the server. To erase it, use { COMMAND("privacy erase") } when:now.
privacy-leave = When you leave the server, I'll erase what I've learned about your taste.
privacy-sure = Erase everything I've learned about your taste here: what you posted in, replied to, reacted to, saved, clicked and asked for more or less of? This can't be undone. What you do from now on counts again.
privacy-stays = -# I never store what people write. The titles of your posts and the fact that they're yours are erased too. Payment records stay because the law requires it. What counts in recommendations for the whole server stays too: a few numbers, computed from everyone's activity. Records of gifts, roles, messages about them, staff actions and this erasure stay as well.
privacy-export = Here is all that's stored about you in this server: activity, purchases, learning and settings. Keys and other people are left out.
privacy-export-more = There was too much for one file, so here is the next. Each opens by itself.
privacy-export-all = That's all of it, in { $count } files.
privacy-button = Erase it
privacy-done = { $count ->
    [0] Done. There was nothing to erase.
    [one] Done: one record erased.
   *[other] Done: { $count } records erased.
}
