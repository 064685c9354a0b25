# Recommendations: /recommend, its buttons and reasons.

taste-heading = ## Worth your time
taste-heading-topic = ## Worth your time: { $topic }
taste-newcomer = -# I don't know your taste yet, so here's what people value right now. Reply or react to what you like, and this list becomes yours.
taste-newcomer-hint = -# Or tell me what you care about: { COMMAND("me interests") }
taste-newcomer-told = -# Until then, I also use your { COMMAND("me interests") }.
taste-entry = **{ $number }. { $link }**
    -# { $when } · { $why }
taste-entry-where = { $channel } · { $why }
taste-untitled = A message

taste-why-liked = Members who liked “{ $item }” also liked this.
taste-why-similar = Similar to what you've liked here.
taste-why-channel = In { $channel }, where you've been active.
taste-why-often = In { $channel }, where you're often active.
taste-why-now = Active now in { $channel }, where you're often active.
taste-why-popular = Popular in { $channel } lately.
taste-why-active = It got a response in { $channel }.
taste-why-new = New in { $channel }.
taste-why-unseen = In { $channel }, and new to you.
taste-why-interest = { $channel } is one of your interests.

taste-button-more = More like this
taste-button-less = Not for me
taste-button-save = Save
taste-locked = -# 🔒 There's more for you in **#{ $channel }**, included in **{ $plan }**: { COMMAND("subscribe") }
taste-not-yours = This list was made for someone else. Use { COMMAND("recommend") } to get your own.

taste-empty-server = There's nothing to recommend yet. I learn from threads, forum posts, replies and reactions: start a thread or react to a good message, then ask me again.
taste-empty-loading = I'm still reading what has been said here. Ask me again in half a minute.
taste-empty-seen = You have seen all there is for you right now. New threads and posts will show up here.
taste-empty-topic = I found nothing new for you about “{ $topic }”. Try a shorter word, or { COMMAND("recommend") } without a topic.
