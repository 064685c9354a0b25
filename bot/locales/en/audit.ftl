# What staff read of what was done: /staff audit.

audit-title = What was done
audit-title-member = What was done about { $member }
audit-none = Nothing is on record yet.
audit-footer = Newest first.
audit-more = The newest { $count } are shown; name a member to see further back.
audit-by = by { $actor }
audit-by-lyceum = by Lyceum
audit-reason = “{ $reason }”

audit-role-grant = 🏷️ { $member } got { $role } ({ $plan }: { $why })
audit-role-revoke = 🏷️ { $member } lost { $role } ({ $plan }: { $why })
audit-role-grant-moved = 🏷️ { $member } got { $role }: a plan's role was changed
audit-role-revoke-moved = 🏷️ { $member } lost { $role }: nothing entitles to it any more
audit-grants-give = 🎁 Gave { $plan } to { $member }, until revoked
audit-grants-give-days = { $days ->
    [one] 🎁 Gave { $plan } to { $member } for one day
   *[other] 🎁 Gave { $plan } to { $member } for { $days } days
}
audit-grants-revoke = ✂️ Ended { $plan } for { $member } (`{ $source }`)
audit-grants-assign = 🔗 Assigned `{ $source }` ({ $plan }) to { $member }
audit-grants-reconcile = ⚖️ Let a comparison be carried out: { $gains } to gain a role, { $losses } to lose one
audit-plan-add = 🛒 Put { $plan } on sale
audit-plan-edit = ✏️ Changed { $plan }: { $changes }
audit-plan-retire = 🛒 Took { $plan } off sale
audit-code-redeem = 🎟️ { $member } redeemed a code for { $plan }
audit-code-show = 🎟️ { $member } had codes for { $plan } made anew
audit-digest-schedule = 📰 Scheduled the digest
audit-digest-pause = 📰 Paused the digest
audit-digest-resume = 📰 Resumed the digest
audit-digest-post = 📰 Posted the digest by hand
audit-digest-preview = 📰 Looked at the digest of { $member }
audit-brake-release = ▶️ Let unusually many removals of roles go on
audit-member-kick = 🚪 { $member } was removed from the server, as the plan says
audit-other = 📝 { $action } { $member }
