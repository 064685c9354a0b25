# Why this?: the terms that made an item's score. Never who did what.

why-placeholder = Why this? Choose a number
why-option = { $number }. { $title }
why-heading = ### Why { $link }
why-term = `{ $bar }` **{ $percent } %** { $term }
why-against = `{ $bar }` **−{ $percent } %** { $term }
why-term-taste = how close it is to your taste
why-term-channel = how much you take part in { $channel }
why-term-popular = how much response it gets from everybody
why-term-interest = your interests: { COMMAND("me interests") } and your roles
why-term-new = what every item starts with
why-term-newest = how new it is: your list goes by time
why-term-other = other signs
why-recency = -# ⏳ The time since the last activity leaves { $percent } % of its score.
why-private = -# Only you see this. Nobody is told who did what.
why-gone = That one is not for your list any more: you have dealt with it already, or it is gone, or closed to you.
