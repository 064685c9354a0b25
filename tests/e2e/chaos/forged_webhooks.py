"""Forged webhooks: the correct form, but not signed by Stripe."""

import hashlib
import hmac
import json
import time

import aiohttp

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.sandbox import SECRET

REFUSED = 400


async def forge(world: ChaosWorld) -> None:
    """Send a payment event with a wrong, missing or stale signature."""
    events = list(world.sandbox.stripe.events.values())[-200:]
    if not events or not world.bot_under_test.up:
        return
    kind = world.rng.choice(("wrong secret", "no signature", "stale", "body changed"))
    event: Json = world.rng.choice(events)
    body = json.dumps(event | {"id": f"evt_forged{world.rng.randrange(10**9)}"}).encode()
    headers = {"Content-Type": "application/json"}
    if kind != "no signature":
        headers["Stripe-Signature"] = _signature(kind, body)
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http,
            http.post(
                f"{world.sandbox.public_url}/stripe/webhook", data=body, headers=headers
            ) as got,
        ):
            status = got.status
    except (aiohttp.ClientError, TimeoutError):  # killed in the meantime
        return
    world.figures.faults[f"forged: {kind}"] += 1
    if status != REFUSED:
        world.wrongs.append(f"a forged webhook ({kind}) was answered with {status}")


def _signature(kind: str, body: bytes) -> str:
    at = int(time.time()) - (3600 if kind == "stale" else 0)
    secret = "whsec_guessed" if kind == "wrong secret" else SECRET
    signed = body.replace(b"evt_", b"evt-") if kind == "body changed" else body
    mac = hmac.new(secret.encode(), f"{at}.".encode() + signed, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"
