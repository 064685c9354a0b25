# Why this?: the terms that made an item's score. Never who did what.

why-placeholder = Why this? Choose a number
why-option = { $number }. { $title }
why-heading = ### Why { $link }
why-term = `{ $bar }` **{ $percent } %** { $term }
why-against = `{ $bar }` **−{ $percent } %** { $term }
why-term-taste = your taste: how close it is to what you liked
why-term-channel = your channels: how much you take part in { $channel }
why-term-popular = the community: how much response it gets now
why-term-interest = your interests: `/me interests` and your roles, as far as they name { $channel }
why-term-new = a chance for what is new
why-term-other = other signs
why-recency = -# ⏳ The time since the last activity leaves { $percent } % of its score.
why-private = -# Only you see this. Nobody is told who did what.
why-gone = That one is no longer there, or no longer open to you.
