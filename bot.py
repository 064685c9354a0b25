"""Starts Lyceum: `python bot.py --help` lists what it can do."""

import os

from bot.cli import main

if __name__ == "__main__":
    os.umask(0o077)  # the database, backups and logs are nobody else's business
    raise SystemExit(main())
