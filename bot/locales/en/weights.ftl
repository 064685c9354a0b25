# The weights of recommendations on a server: /insights weights and /staff weights.

weights-title = What counts in recommendations
weights-now = On your server
weights-default = Recommendations use the default weights.
weights-learned = Learned from what members did here: version { $version }, since { $since }.
weights-more = ▲ **Counts more than by default:** { $terms }
weights-less = ▼ **Counts less:** { $terms }
weights-off = ✖️ **Doesn't count here:** { $terms }
weights-against = ⊖ **Counts against a post:** { $terms }
weights-same = ＝ **As by default:** { $terms }
weights-and = {", "}
weights-factor = { $term } (×{ $factor })
weights-frozen = 🔒 Frozen since { $since }: I won't change them. To learn again, use { COMMAND("staff weights") }.
weights-none = Nothing learned yet
weights-none-why = Once a week I check whether other weights would have ranked your server's past better. That takes some weeks of activity. Until then the defaults are used.
weights-footer = Newest first. New weights are used only if they do better on days they weren't fitted to.

weights-term-taste = members with similar taste
weights-term-similar = similarity to what the member liked
weights-term-channel = the member's own channels
weights-term-author = authors whose posts the member liked
weights-term-interest = stated interests
weights-term-popular-newcomer = popularity for newcomers
weights-term-popular = popularity
weights-term-participants = number of participants
weights-term-active = recent activity
weights-term-new = newness
weights-term-traffic = busy channels

weights-decision-adopted = ✅ New weights: version { $version }
weights-decision-refused = ➖ Weights kept
weights-decision-reset = ↩️ Reset to the defaults
weights-reason-better = They did better on later days.
weights-reason-no-better = Other weights did no better on later days.
weights-reason-uncertain = Other weights did slightly better on later days, but that may be chance.
weights-reason-worse-for-newcomers = Other weights did better on later days, but worse for newcomers.
weights-reason-unchanged = The best weights are those in use.
weights-reason-staff = Staff asked for it.
weights-gain = Lists on later days: **{ $gain }** (95% confidence: { $low } to { $high }).
weights-segments = By group: { $list }
weights-segment-newcomers = newcomers { $gain }
weights-segment-regulars = regulars { $gain }
weights-segment-new-channels = channels new to the member { $gain }
weights-segment-known-channels = known channels { $gain }
weights-segment-quiet = quiet posts { $gain }
weights-segment-busy = busy posts { $gain }
weights-basis = -# Fitted to { $days } days: { $lists } lists of { $members } members.

weights-sure = Return to the default weights? What I learned here is no longer used. I'll go on learning every week, unless you freeze the weights.
weights-reset-button = Reset
weights-done-freeze = Frozen: I'll keep the weights as they are.
weights-done-unfreeze = From now on I'll learn again what counts here, once a week.
weights-done-reset = Recommendations use the default weights again.
weights-are-default = Recommendations already use the default weights here.
weights-are-frozen = The weights are frozen already.
weights-not-frozen = The weights aren't frozen.
