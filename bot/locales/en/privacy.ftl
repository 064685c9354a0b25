# /privacy: erasing what is known of a member's taste.

privacy-keep = What I have learnt of your taste stays, also when you leave the server. { COMMAND("privacy erase") } when:now erases it.
privacy-leave = What I have learnt of your taste will be erased when you leave the server.
privacy-sure = Erase all that I have learnt of your taste here: what you wrote in, replied and reacted to, saved, clicked and asked for more or less of? This can’t be undone. What you do from then on counts again.
privacy-stays = -# I never store what people write. That your posts are yours, and their titles, are erased with the rest. Records of payments stay: the law requires them. So do those of gifts, roles, messages about them and what staff did, and that you had this erased.
privacy-button = Erase it
privacy-done = { $count ->
    [0] Done. There was nothing to erase.
    [one] Done: one act erased.
   *[other] Done: { $count } acts erased.
}
