# /help.

help-title = What you can do here
help-line = { $command } · { $what }
help-staff = Start with { COMMAND("staff setup") }: it checks everything and says what to do next.
