# Recommendations: the answer to /recommend, its buttons, and why each item is there.

taste-heading = ## Worth your time
taste-heading-topic = ## Worth your time: { $topic }
taste-newcomer = -# I don’t know your taste yet, so these are what people here value now. Reply or react to what you like, and this list becomes yours.
taste-entry = **{ $number }. { $link }**
    { $channel } · { $when }
    -# { $why }
taste-untitled = A message

taste-why-liked = Members who liked { $item } also liked this.
taste-why-similar = Close to what you have liked here.
taste-why-channel = In { $channel }, where you often take part.
taste-why-popular = Popular in { $channel } lately.
taste-why-active = People are talking about this in { $channel }.
taste-why-new = New in { $channel }.
taste-why-unseen = In { $channel }, and new to you.
taste-why-interest = In { $channel }, which you said you care about.

taste-button-more = More like this
taste-button-less = Not for me
taste-button-save = Save
taste-not-yours = This list was made for somebody else. Use `/recommend` to get your own.

taste-empty-server = There is nothing to recommend yet. I learn from threads, forum posts, replies and reactions: start a thread or react to a good message, and ask me again.
taste-empty-seen = You have seen all there is for you right now. New threads and posts will show up here.
taste-empty-topic = I found nothing new for you about “{ $topic }”. Try a shorter word, or `/recommend` without a topic.
