# /staff setup preset: what a new server needs to sell a course, a blog or tools.

preset-title = Preset: { $preset }
preset-name-course = course
preset-name-blog = blog
preset-name-tools = tools
preset-state-dry = This is what I'd make here. Nothing is made yet.
preset-state-begun = Part of it is made. *Build* makes the rest.
preset-state-whole = All of it is here.
preset-state-undone = Undone: what I had made here is gone.
preset-state-kept = Undone, except for what is in use:
preset-note = None of this gives anyone access. The plan has no price and isn't at Stripe until you set one, and the product is a draft.
preset-part-role = Role **{ $name }**, without permissions of its own
preset-part-category = Category **{ $name }**
preset-part-text = { $readers ->
    [role] Channel **#{ $name }**: only { $role } can see it
   *[everyone] Channel **#{ $name }**: everyone reads, only I write
}
preset-part-forum = { $readers ->
    [role] Forum **#{ $name }**: only { $role } can see it; tags: { $tags }
   *[everyone] Forum **#{ $name }**: shows your products; only I post
}
preset-part-shop = Setting: { $name }
preset-part-plan = { $sold ->
    [yes] Example plan **{ $name }**: gives { $role }, has a price
   *[no] Example plan **{ $name }**: gives { $role }, has no price
}
preset-part-product = Example product **{ $name }**: begins as a draft
preset-made = made
preset-found = exists already and stays as it is
preset-next-plan = → Set the plan's price to put it on sale.
preset-next-product = → Fill, price and publish the draft with { COMMAND("catalogue edit") }. The plan includes it once it has a price.
preset-lacks-ours = I lack { $missing }. Give these to my role under Server Settings → Roles; you can take them back afterwards.
preset-lacks-yours = You need { $missing } yourself to have this made.
preset-lacks-role = { $role } isn't below my role. Drag my role above it under Server Settings → Roles.
preset-button-build = Build
preset-button-show = Check again
preset-button-price = Set the plan's price
preset-button-undo = Undo while empty
preset-price-title = Price of the example plan
preset-undo-sure = Remove what I made for this preset? What is in use stays: a role with members or a plan, a channel with messages, a product that you changed or sold.
preset-busy = Someone is building this preset right now. Press *Check again* in a minute.
preset-hindered = Something is in the way. Press *Check again* to see what.
preset-refused = Discord refused “{ $name }”: { $error }. What was made before stays; press *Check again*, then go on.
preset-no-plan = The plan has a price already, or its role is gone. Press *Check again*.
preset-kept-product = **{ $name }** stays: you changed or sold it.
preset-kept-plan = **{ $name }** stays: a plan is or was sold with it.
preset-kept-shop = “{ $name }” stays, as long as its channel does.
preset-kept-members = **{ $name }** stays: members have this role.
preset-kept-channels = **{ $name }** stays: there are channels in it.
preset-kept-cards = **#{ $name }** stays: your products are shown there.
preset-kept-messages = **#{ $name }** stays: there are messages in it.

# Names of what is made, in the server's language.
preset-course-role = Course Members
preset-course-category = Course
preset-course-news = course-news
preset-course-shop = shop
preset-course-questions = course-questions
preset-course-talk = course-talk
preset-course-shop-setting = products are shown in the shop
preset-course-plan = Course Access
preset-course-product = My First Course
preset-blog-role = Readers
preset-blog-category = Blog
preset-blog-news = blog-news
preset-blog-shop = articles
preset-blog-discussion = discussion
preset-blog-shop-setting = products are shown among the articles
preset-blog-plan = Reader Membership
preset-blog-product = My First Article
preset-tools-role = Tool Users
preset-tools-category = Tools
preset-tools-releases = releases
preset-tools-shop = tool-shop
preset-tools-support = support
preset-tools-shop-setting = products are shown in the shop
preset-tools-plan = Tool Access
preset-tools-product = My First Tool
preset-tag-question = Question
preset-tag-solved = Solved
preset-tag-idea = Idea
preset-tag-opinion = Opinion
preset-tag-bug = Bug
