# Licence keys of tools.

licence-off = Licence keys aren't set up. The owner of this bot has to set LICENCE_SECRET first.
licence-choose-from-list = Choose a tool from the list that appears while you type.
licence-title = Your licence keys
licence-none-yours = You don't have a tool with a licence key here.
licence-not-yours = You don't have this tool.
licence-none = This member has no licence key for that tool. It's made when they look at it for the first time.
licence-no-such-key = No licence here has this key.
licence-bad-limit = The number of devices is between 0 and { $most }.
licence-imported = You got this key before it came here, so it can't be shown again.
licence-devices = { $most ->
    [one] Active on { $devices } of one device.
   *[other] Active on { $devices } of { $most } devices.
}
licence-ends = Until { $at }.
licence-is-revoked = ⚠️ This key was revoked. Ask the staff here why.
licence-is-suspended = ⚠️ This key is paused while the payment is disputed.
licence-is-ended = ⚠️ This key has ended, because you no longer have the tool.
licence-note = Keep your keys to yourself. To use one on another device, free a device below.
licence-more = { $count ->
    [one] One more: name its tool after the command to see it.
   *[other] { $count } more: name a tool after the command to see its key.
}
licence-menu = Free devices of { $title }
licence-button-key = Licence key

licence-of = Licence for { $title }
licence-buyer = Buyer: { $member }
licence-buyer-unknown = Buyer: unknown, it was sold elsewhere
licence-key = Key: `{ $key }`
licence-key-imported = Key: imported, only its hash is stored
licence-state-ok = State: valid
licence-state-revoked = State: revoked by staff
licence-state-suspended = State: paused, the payment is disputed
licence-state-ended = State: ended, the buyer no longer has the tool
licence-device = - { $device }, since { $at }
licence-devices-more = - and { $count } more
licence-made = Made on { $at }
licence-button-limit = Change the limit
licence-button-free = Free all devices
licence-button-replace = New key
licence-button-revoke = Revoke
licence-button-restore = Give back
licence-replace = Give this licence a new key? The old one stops working at once, and all its devices are freed.
licence-form-title = Limit of devices
licence-form-devices = On how many devices the key works
