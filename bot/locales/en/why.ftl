# The menu below a list, and the terms of a score. Never who did what.

why-placeholder = Rate a post, or see why it's here
why-option = { $number }. { $title }
why-heading = ### Why { $link }
why-term = `{ $bar }` **{ $percent }%** { $term }
why-against = `{ $bar }` **−{ $percent }%** { $term }
why-term-taste = how much members with similar taste engage with it
why-term-similar = how similar it is to what you liked
why-term-channel = how active you are in { $channel }
why-term-author = how much you like its author's posts
why-term-interest = your interests: { COMMAND("me interests") } and your roles
why-term-popular-newcomer = how popular it is, which counts more while I know little about you
why-term-popular = how popular it is these days
why-term-participants = how many, or how few, have taken part
why-term-active = how recently it was active
why-term-new = its age
why-term-traffic = how busy, or how quiet, { $channel } is
why-term-newest = how new it is: your list is sorted by time
why-term-other = other factors
why-even = Nothing sets it apart from the others yet.
why-private = -# Only you can see this. Nobody is told who did what.
why-gone = That item is no longer on your list: you've already dealt with it, or it was deleted or closed to you.
