# The audit log: /staff audit.

audit-title = Audit log
audit-title-member = Audit log of { $member }
audit-none = No entries yet.
audit-footer = Newest first.
audit-more = Only the newest { $count } are shown. Name a member to see older ones.
audit-by = by { $actor }
audit-by-lyceum = by Lyceum
audit-reason = “{ $reason }”

audit-role-grant = 🏷️ { $member } got { $role } ({ $plan }: { $why })
audit-role-revoke = 🏷️ { $member } lost { $role } ({ $plan }: { $why })
audit-role-grant-moved = 🏷️ { $member } got { $role }: a plan's role was changed
audit-role-revoke-moved = 🏷️ { $member } lost { $role }: no longer entitled to it
audit-grants-give = 🎁 Gave { $plan } to { $member }, until revoked
audit-grants-give-days = { $days ->
    [one] 🎁 Gave { $plan } to { $member } for one day
   *[other] 🎁 Gave { $plan } to { $member } for { $days } days
}
audit-grants-revoke = ✂️ Revoked { $plan } from { $member } (`{ $source }`)
audit-grants-export = 📤 Exported all memberships
audit-grants-assign = 🔗 Assigned `{ $source }` ({ $plan }) to { $member }
audit-grants-move = 🔀 Moved { $plan } from { $from } to { $to }
audit-grants-adopt = 📥 Took over `{ $source }` ({ $plan }) for { $member }
audit-file-add = 📦 Stored a version of “{ $file }”
audit-file-withdrawn = 📦 Withdrew a version of “{ $file }”
audit-file-offered = 📦 Offered a version of “{ $file }” again
audit-coupon-add = 🎟️ Made the coupon { $code }
audit-coupon-retire = 🎟️ Retired the coupon { $code }
audit-licence-limit = 🔑 Limited a licence for “{ $title }” to { $devices } devices { $member }
audit-licence-revoke = 🔑 Revoked a licence for “{ $title }” { $member }
audit-licence-restore = 🔑 Gave back a licence for “{ $title }” { $member }
audit-licence-replace = 🔑 Replaced the key of a licence for “{ $title }” { $member }
audit-licence-import = { $keys ->
    [one] 🔑 Imported one key for “{ $title }”
   *[other] 🔑 Imported { $keys } keys for “{ $title }”
}
audit-licence-free = 🔑 Freed all devices of a licence for “{ $title }” { $member }
audit-certificate-revoke = 🎓 Made the certificate { $number } invalid
audit-grants-reconcile = ⚖️ Ran a role check: { $gains } to gain a role, { $losses } to lose one
audit-plan-add = 🛒 Put { $plan } on sale
audit-plan-edit = ✏️ Changed { $plan }: { $changes }
audit-plan-panel = 🛒 Posted the plans in a channel
audit-plan-welcome = ✏️ Changed the welcome of { $plan }
audit-plan-retire = 🛒 Took { $plan } off sale
audit-plan-price-add = 🛒 Changed a price of { $plan }
audit-plan-price-retire = 🛒 Took a price of { $plan } off sale
audit-code-redeem = 🎟️ { $member } redeemed a code for { $plan }
audit-code-show = 🎟️ { $member } generated new codes for { $plan }
audit-digest-schedule = 📰 Scheduled the digest
audit-digest-pause = 📰 Paused the digest
audit-digest-resume = 📰 Resumed the digest
audit-digest-post = 📰 Posted the digest manually
audit-digest-preview = 📰 Previewed { $member }'s digest
audit-brake-release = ▶️ Let an unusual number of role removals continue
audit-weights-freeze = ⚖️ Froze the weights of recommendations
audit-weights-unfreeze = ⚖️ Unfroze the weights of recommendations
audit-weights-reset = ⚖️ Reset the weights of recommendations
audit-settings-change = ⚙️ Changed “{ $setting }”: { $before } → { $after }
audit-settings-reset = ⚙️ Reset “{ $setting }” to settings.toml: { $before } → { $after }
audit-access-change = 🔑 Changed what { $role } may do: { $before } → { $after }
audit-member-kick = 🚪 { $member } was removed from the server, as the plan says
audit-content-add = 📄 Started “{ $title }”
audit-content-cover = 🖼️ Changed the cover of “{ $title }”
audit-content-edit = ✏️ Changed the texts of “{ $title }”
audit-content-message = 💬 Turned a message into a draft
audit-content-agreed = 💬 Agreed that a message is sold
audit-content-declined = 💬 Declined to have a message sold
audit-content-publish = 📢 Published “{ $title }”
audit-content-retire = 🗄️ Retired “{ $title }”
audit-content-include = 🔗 { $plan } now includes “{ $title }”
audit-content-exclude = 🔗 { $plan } no longer includes “{ $title }”
audit-content-builds-on = 🧭 “{ $title }” now builds on “{ $before }”
audit-content-builds-on-no-more = 🧭 “{ $title }” no longer builds on “{ $before }”
audit-refund-refunded = ↩️ Refunded { $plan } to { $member } (`{ $source }`)
audit-refund-declined = ↩️ Declined to refund { $plan } to { $member }
audit-preset-build = 🧱 Built the preset { $title ->
        [course] course
        [blog] blog
       *[tools] tools
    }
audit-preset-undo = 🧱 Undid the preset { $title ->
        [course] course
        [blog] blog
       *[tools] tools
    }
audit-other = 📝 { $action } { $member }
