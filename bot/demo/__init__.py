"""`python bot.py demo`: a scripted demo with the real bot on the simulator."""
