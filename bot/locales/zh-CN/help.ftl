# /help：在这里可以做什么。

help-title = 你在这里可以做什么
help-line = { $command } · { $what }
help-staff = 从 { COMMAND("staff setup") } 开始：它会检查全部设置，并告诉你接下来做什么。
