# /staff access: which roles may do what without Manage Server.

access-title = What roles may do
access-line = { $role }: { $rights }
access-none = No role may do anything yet. Choose one with { COMMAND("staff access") }.
access-nothing = nothing
access-everything = Members with Manage Server may do everything. Changing settings or this list, retiring plans and checking everyone's roles always need it.
access-open = Discord hides my staff commands from roles without Manage Server until you allow them: Server Settings → Integrations → Lyceum → the command → Add Roles. What they may do is decided here.
access-open-line = { $right }: { $commands }
access-menu = Choose what this role may do
access-money = Money
access-money-what = Memberships, plans, prices, coupons, refunds and revenue
access-content = Content
access-content-what = Catalogue, files, live sessions, licence keys, weights of recommendations
access-insight = Insights
access-insight-what = Figures about the community
access-digest = Digest
access-digest-what = Schedule, preview and post the digest
access-unfit = Only a role that you give by hand can be chosen: not @everyone, and none that Discord or an app manages.
access-sold = { $role } is given by a plan, so everyone who pays would become staff. Choose another role.
access-meanwhile = Someone else just changed what { $role } may do. It's now { $rights }; nothing was overwritten.
