# What a member saved for later: `/me saved`.

saved-heading = ## Saved for later
saved-entry = **{ $number }.** { $link } · { $channel }
saved-none = You have saved nothing yet. Press *Save* below a recommendation, or beside an item of the digest.
