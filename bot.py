"""Start Lyceum: `python bot.py --help` lists the commands."""

import os

from bot.cli import main

if __name__ == "__main__":
    os.umask(0o077)  # the database, backups and logs are readable by the owner only
    raise SystemExit(main())
