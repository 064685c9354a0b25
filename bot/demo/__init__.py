"""`python bot.py demo`: a story told with the real bot on the simulator."""
