"""The hosted checkout page that a browser or an HTTP client pays on."""
