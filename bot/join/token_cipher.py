"""Encrypts the tokens that add payers to the server.

They are kept until the payer is in the server, and would be in backups in plain text otherwise.
The key is derived from the client secret.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class TokenCipher:
    """Encrypts and decrypts with one key."""

    def __init__(self, client_secret: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lyceum join tokens")
        self._fernet = Fernet(urlsafe_b64encode(key.derive(client_secret.encode())))

    def encrypt(self, token: str) -> str:
        """Return a token encrypted."""
        return self._fernet.encrypt(token.encode()).decode()

    def decrypt(self, stored: str) -> str | None:
        """Return a token; None if it was encrypted with an earlier client secret."""
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            return None
