# Recommendations: /recommend, its buttons and reasons.

recommend-heading = ## Worth your time
recommend-heading-topic = ## Worth your time: { $topic }
recommend-newcomer = -# I don't know your taste yet, so here's what people value right now. Reply or react to what you like, and this list becomes yours.
recommend-newcomer-hint = -# Or tell me what you care about: { COMMAND("me interests") }
recommend-newcomer-told = -# Until then, I also use your { COMMAND("me interests") }.
recommend-entry = **{ $number }. { $link }**
    -# { $when } · { $why }
recommend-entry-content = **{ $number }. { $link }**
    -# { $what } · { $why }
recommend-entry-where = { $channel } · { $why }
recommend-untitled = A message

recommend-why-liked = Members who liked “{ $item }” also liked this.
recommend-why-similar = Fits what you've liked here.
recommend-why-channel = In { $channel }, where you've been active.
recommend-why-often = In { $channel }, where you're often active.
recommend-why-now = Active now in { $channel }, where you're often active.
recommend-why-popular = Popular in { $channel } lately.
recommend-why-active = It got a response in { $channel }.
recommend-why-new = New in { $channel }.
recommend-why-unseen = In { $channel }, and new to you.
recommend-why-interest = { $channel } matches your interests.
recommend-why-author = From someone whose posts you've liked.
recommend-why-joined = In { $channel }, with more participants than average.
recommend-why-few = In { $channel }, with fewer participants than average.
recommend-why-recent = Last active { $active }, in { $channel }.
recommend-why-newer = Newer than average, in { $channel }.
recommend-why-lasting = Older than average, in { $channel }.
recommend-why-busy = In { $channel }, one of the busier channels.
recommend-why-quiet = In { $channel }, one of the quieter channels.

recommend-button-more = More like this
recommend-button-less = Not for me
recommend-button-save = Save
recommend-locked = -# 🔒 There's more for you in **#{ $channel }**, included in **{ $plan }**: { COMMAND("subscribe") }
recommend-not-yours = This list was made for someone else. Use { COMMAND("recommend") } to get your own.

recommend-empty-server = There's nothing to recommend yet. I learn from threads, forum posts, replies and reactions: start a thread or react to a good message, then ask me again.
recommend-empty-loading = I'm still reading what has been said here. Ask me again in half a minute.
recommend-empty-seen = You have seen all there is for you right now. New threads and posts will show up here.
recommend-empty-topic = I found nothing new for you about “{ $topic }”. Try a shorter word, or { COMMAND("recommend") } without a topic.
