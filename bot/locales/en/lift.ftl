# /insights lift: recommendations compared with “newest first”.

lift-title = ## Do recommendations work?
lift-verdict-better = **Yes: personal recommendations do better than newest first.**
lift-verdict-worse = **No: personal recommendations do worse than newest first.** Until you know why, raise `control_share` in the settings to give more members newest first.
lift-verdict-open = **Undecided: neither is clearly better.** The difference is no larger than chance would make it.
lift-verdict-thin = **Not enough data yet:** too few members with newest first have engaged with anything.
lift-group-taste = 🟢 **Personal:** members engaged with { $rate } of what they were shown ({ $members } members, { $shown } items)
lift-group-control = 🟧 **Newest first:** { $rate } ({ $members } members, { $shown } items)
lift-ratio = ◆ Personal: **{ $ratio } times** the rate of newest first (95% confidence: { $low } to { $high } times).
lift-few = **Not enough data yet.** To compare, each group needs { $least } members who were shown something.
    🟢 **Personal:** { $taste ->
        [one] one member
       *[other] { $taste } members
    }, { $taste-missing } missing
    🟧 **Newest first:** { $control ->
        [one] one member
       *[other] { $control } members
    }, { $control-missing } missing
lift-needed = With { $share } of members in the control group, this takes about { $needed } members who use recommendations.
lift-off = Nobody gets newest first right now: `control_share` is 0 in the settings.
lift-alt-taste = Green circle, personal: { $rate }, interval { $low } to { $high }.
lift-alt-control = Orange square, newest first: { $rate }, interval { $low } to { $high }.
lift-alt-ratio = Dark diamond, personal as a multiple of newest first: { $ratio }, interval { $low } to { $high }.

lift-counted = -# Shown from { $since } to { $until }. It counts as engagement if the member posted, replied, reacted or saved there within { $days } days. Each member counts once, however much they were shown.
lift-pressed = -# Pressed, personal / newest first: { $list }
lift-press-more = More like this { $taste } / { $control }
lift-press-less = Not for me { $taste } / { $control }
lift-press-save = Save { $taste } / { $control }
lift-press-why = Why this? { $taste } / { $control }
lift-press-join = joined the thread { $taste } / { $control }
lift-next = -# Next update on { $next }. The figures don't change before then, so that nobody mistakes chance for an effect by checking often. So far in the next period: { $taste ->
    [one] one member
   *[other] { $taste } members
} with personal lists, { $control } with newest first.
