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
licence-note = Keep your keys to yourself.
licence-note-free = To use a key on another device, free a device below.
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

licence-imported-keys = { $count ->
    [0] No new keys in this file for **{ $title }**.
    [one] Imported one key for **{ $title }**. Only its hash is stored.
   *[other] Imported { $count } keys for **{ $title }**. Only their hashes are stored.
}
licence-imported-before = { $count ->
    [one] One was imported before, and stays as it is.
   *[other] { $count } were imported before, and stay as they are.
}
licence-import-faults = { $count ->
    [one] One line has to be corrected
   *[other] { $count } lines have to be corrected
}
licence-import-nothing = Nothing was imported. Correct the file, and import it again.
licence-import-line = **Line { $line }**: { $what }
licence-import-too-large = The file is too large: the limit is { $limit } MiB. Split it.
licence-import-meanwhile = Some of these keys were imported at the same moment, so nothing was imported now. Try again.
licence-import-no-text = the file isn't a text in UTF-8
licence-import-heading = the heading needs the column key, and may have discord_id, devices and ends, each once
licence-import-empty = there are no keys below the heading
licence-import-quotes = quotation marks don't match, so the file can't be read from here on
licence-import-too-many = a file may have { $most } keys
licence-import-no-key = there's no key
licence-import-length = a key has { $least } to { $most } characters
licence-import-letters = the key has characters that can't be typed
licence-import-key-twice = this key is also on line { $earlier }
licence-import-member-twice = this member is also on line { $earlier }, and can have only one key for a tool
licence-import-member = this isn't a Discord ID, which has 17 to 19 digits
licence-import-devices = the number of devices is between 1 and { $most }
licence-import-ends = this isn't a date such as 2027-01-31
licence-import-used = this key is already in use for another tool or member
licence-import-has-one = this member has another key for this tool
