# Files that members buy: the pages of download and upload links, and /library and /files.

files-title = This didn't work
files-link-unknown = This link isn't complete. Get a new one in Discord.
files-link-ended = This link has ended; links only work for a few minutes. Get a new one in Discord.
files-link-gone = This file is no longer offered. You'll find the current one in Discord.
files-link-closed = You don't have access to this file right now.
files-too-many = That's a lot at once. Wait half a minute and try again.
files-missing = The file can't be found. The server's staff have to put it back.
files-store-failed = The storage can't be reached right now. Try again in a few minutes.

files-upload-title = Upload a file
files-upload-text = Choose one file of up to { $limit }. It's stored as it is: archives aren't unpacked. The link works once.
files-upload-choose = File:
files-upload-send = Upload
files-upload-ended = This upload link has ended. Get a new one in Discord.
files-upload-forbidden = You no longer have permission to add files here. Nothing was stored.
files-upload-unchecked = Discord can't be reached right now, so it can't be checked whether you have permission to add files. Nothing was stored; try again in a few minutes.
files-upload-used = This upload link has been used; it works once. Get a new one in Discord.
files-uploaded-title = Stored
files-uploaded = { $name } ({ $size }) is now version { $version }. You can close this page.
files-too-large = The file is too large: the limit here is { $limit }. Nothing was stored.
files-empty = There's nothing in it: no file came, or it's empty. Nothing was stored.
files-cut-off = The upload was cut off, so nothing was stored. Try again with the same link.
files-other-site = This form was sent from another website, so it was ignored.

files-staff-many-places = { $member } has downloaded from { $count } different places within a day, the last time “{ $file }”. Their links may have been passed on.

files-line = **Version { $version }** · { $name } · { $size } · { $at }
files-withdrawn = withdrawn
files-none = No files yet.
files-here = **{ $name }** (version { $version }, { $size })
files-by-link = It's too large for Discord. The link is yours alone and works for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}; a download that is cut off can be resumed. For another link, press *Download* again.
files-copy-marked = Your copy names your Discord account.
files-button-download = { $name } (version { $version })
files-button-link = Download
files-added = **{ $name }** ({ $size }) is now version { $version } of **{ $title }**.
files-upload-link = Open the page to upload one file of up to { $limit }. The link works once, for { $minutes } minutes, and is yours alone.
files-now-withdrawn = **{ $name }** (version { $version }) is no longer handed out. Links to it have ended.
files-now-offered = **{ $name }** (version { $version }) is handed out again.
files-choose-from-list = Choose one from the list that appears while you type.

files-new-version = **{ $title }** has a new version: { $version }.
files-new-version-notes = **{ $title }** has a new version: { $version }.
    { $notes }
files-button-versions-on = Notify me of new versions
files-button-versions-off = Stop these notices
files-versions-on = You'll get a direct message when a file or tool that you own here has a new version.
files-versions-off = You won't be notified of new versions here.
