"""Creates identifiers that look like Stripe's."""

import random
import string

_ALPHABET = string.ascii_letters + string.digits
_LENGTHS = {"prod": 14, "cus": 14, "si": 14, "cs_test": 58, "cs_live": 58, "whsec": 32}


def mint(prefix: str) -> str:
    """Create an identifier, as "cus_QXg1o8vcGmoR32"."""
    length = _LENGTHS.get(prefix, 24)
    return f"{prefix}_{''.join(random.choices(_ALPHABET, k=length))}"
