# Saved posts: /me saved.

saved-heading = ## Saved for later
saved-entry = **{ $number }.** { $link } · { $channel }
saved-none = You haven't saved anything yet. Press *Save* below a recommendation or next to a digest item.
