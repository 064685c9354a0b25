"""A settings file with ten faults, and how each must be told."""

TEXT = """
[discord]
api_base = "discord.com"
guild_id = "the academy"
language = "fr"
timezone = "Europe/Zürich"

[stripe]
delivery = "pigeon"

[web]
port = 70000
publc_url = "https://lyceum.example.com"

[database]
url = "mysql://localhost/lyceum"

[activity.weights]
react = "a lot"

[payments]
grace_days = -1
"""

PLACES = (
    "[discord] api_base: must start with http:// or https://",
    "[discord] guild_id: should be a valid integer",
    "[discord] language: should be 'en' or 'zh-CN'",
    "[discord] timezone: is not an IANA time zone; did you mean Europe/Zurich?",
    "[stripe] delivery: should be 'webhook' or 'poll'",
    "[web] port: should be less than or equal to 65535",
    "[web] publc_url: is not a known key. Fix: did you mean public_url",
    "[database] url: must start with sqlite+aiosqlite:// or postgresql+asyncpg://",
    "[activity.weights] react: should be a valid number",
    "[payments] grace_days: should be greater than or equal to 0",
)
