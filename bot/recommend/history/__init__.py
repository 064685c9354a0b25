"""Reading Discord's history back: after downtime, and when Lyceum first comes to a server."""
