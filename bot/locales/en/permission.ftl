# Permissions as Discord's settings call them.

permission-manage-channels = Manage Channels
permission-read-messages = View Channels
permission-send-messages = Send Messages
permission-embed-links = Embed Links
permission-read-message-history = Read Message History
permission-connect = Connect
permission-mute-members = Mute Members
permission-move-members = Move Members
permission-manage-roles = Manage Roles
permission-create-public-threads = Create Public Threads
permission-send-messages-in-threads = Send Messages in Threads
permission-create-events = Create Events
