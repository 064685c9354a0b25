"""A server's ratings in memory: neighbours, similarities and scores. Pure."""
