"""The shop, the library, and what staff sell."""
