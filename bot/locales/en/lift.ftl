# /insights lift: does the recommender do better than “newest first”?

lift-title = ## Do recommendations work?
lift-verdict-better = **Yes: recommendations by taste do better than newest first.**
lift-verdict-worse = **No: recommendations by taste do worse than newest first.** Until you know why, a larger `control_share` in the settings gives more members newest first.
lift-verdict-open = **Open: neither does better than the other**, as far as can be told. The difference is no larger than chance would make it.
lift-verdict-thin = **Not enough data yet:** too few of those who get newest first engaged with anything to compare with them.
lift-group-taste = 🟢 **By taste:** members engaged with { $rate } of what they were shown ({ $members } members, { $shown } items)
lift-group-control = 🟧 **Newest first:** { $rate } ({ $members } members, { $shown } items)
lift-ratio = ◆ By taste **{ $ratio } times** as often as newest first; with 95 % confidence, { $low } to { $high } times.
lift-few = **Not enough data yet.** To compare, each group needs { $least } members who were shown something.
    🟢 **By taste:** { $taste } members, { $taste-missing } missing
    🟧 **Newest first:** { $control } members, { $control-missing } missing
lift-needed = With { $share } of members in the control group, that takes about { $needed } members who use recommendations.
lift-off = Nobody gets newest first now: `control_share` is 0 in the settings.
lift-alt-taste = Green circle, by taste: { $rate }, interval { $low } to { $high }.
lift-alt-control = Orange square, newest first: { $rate }, interval { $low } to { $high }.
lift-alt-ratio = Dark diamond, by taste as a multiple of newest first: { $ratio }, interval { $low } to { $high }.

lift-counted = -# What was shown from { $since } to { $until }. It counts when the member posted, replied, reacted or saved there within { $days } days. Each member counts once, however much they were shown.
lift-pressed = -# Pressed, by taste / newest first: { $list }
lift-press-more = More like this { $taste } / { $control }
lift-press-less = Not for me { $taste } / { $control }
lift-press-save = Save { $taste } / { $control }
lift-press-why = Why this? { $taste } / { $control }
lift-press-join = joined the thread { $taste } / { $control }
lift-next = -# Next figures on { $next }. Until then these stay as they are: looking often must not turn chance into a finding. Reached for the next so far: { $taste } members by taste, { $control } with newest first.
