"""Serve the S3 protocol on loopback, in a thread of its own."""

from collections.abc import Generator
from contextlib import contextmanager

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import S3Backend, s3_backends
from moto.server import ThreadedMotoServer

BUCKET, REGION, SECRET = "library", "us-east-1", "secret-access-key"


@contextmanager
def s3_server() -> Generator[dict[str, str]]:
    """Serve S3; yield what the environment says about it."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield {
            "AWS_ENDPOINT": f"http://{host}:{port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "access-key",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": REGION,
        }
    finally:
        server.stop()


def empty_bucket() -> None:
    """Replace the bucket by an empty one."""
    _backend().reset()
    _backend().create_bucket(BUCKET, REGION)


def open_uploads() -> list[str]:
    """Return the keys of uploads in parts that were neither completed nor aborted."""
    found = _backend().list_multipart_uploads(BUCKET)
    return [each.key_name for each in found.values()]


def _backend() -> S3Backend:
    return s3_backends[DEFAULT_ACCOUNT_ID]["global"]
