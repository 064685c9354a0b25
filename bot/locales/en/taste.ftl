# Recommendations: the answer to /recommend, its buttons, and why each item is there.

taste-heading = ## Worth your time
taste-heading-topic = ## Worth your time: { $topic }
taste-newcomer = -# I don’t know your taste yet, so these are what people here value now. Reply or react to what you like, and this list becomes yours.
taste-newcomer-hint = -# Or tell me what you care about: { COMMAND("me interests") }
taste-newcomer-told = -# Until then I also go by your { COMMAND("me interests") }.
taste-entry = **{ $number }. { $link }**
    -# { $when } · { $why }
taste-entry-where = { $channel } · { $why }
taste-untitled = A message

taste-why-liked = Members who liked { $item } also liked this.
taste-why-similar = Close to what you have liked here.
taste-why-channel = In { $channel }, where you have taken part.
taste-why-often = In { $channel }, where you often take part.
taste-why-now = Active now in { $channel }, where you often take part.
taste-why-popular = Popular in { $channel } lately.
taste-why-active = It drew a response in { $channel }.
taste-why-new = New in { $channel }.
taste-why-unseen = In { $channel }, and new to you.
taste-why-interest = { $channel } is among your interests.

taste-button-more = More like this
taste-button-less = Not for me
taste-button-save = Save
taste-locked = -# 🔒 There would be more for you in **#{ $channel }**, part of **{ $plan }**: { COMMAND("subscribe") }
taste-not-yours = This list was made for somebody else. Use { COMMAND("recommend") } to get your own.

taste-empty-server = There is nothing to recommend yet. I learn from threads, forum posts, replies and reactions: start a thread or react to a good message, and ask me again.
taste-empty-loading = I am still reading up on what was said here. Ask me again in half a minute.
taste-empty-seen = You have seen all there is for you right now. New threads and posts will show up here.
taste-empty-topic = I found nothing new for you about “{ $topic }”. Try a shorter word, or { COMMAND("recommend") } without a topic.
