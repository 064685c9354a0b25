# Why this?: the terms of a score. Never who did what.

why-placeholder = Why this? Choose a number
why-option = { $number }. { $title }
why-heading = ### Why { $link }
why-term = `{ $bar }` **{ $percent }%** { $term }
why-against = `{ $bar }` **−{ $percent }%** { $term }
why-term-taste = how close it is to your taste
why-term-channel = how active you are in { $channel }
why-term-popular = how much response it gets from everyone
why-term-interest = your interests: { COMMAND("me interests") } and your roles
why-term-new = the base score of every item
why-term-newest = how new it is: your list is sorted by time
why-term-other = other factors
why-private = -# Only you can see this. Nobody is told who did what.
why-gone = That item is no longer on your list: you've already dealt with it, or it was deleted or closed to you.
