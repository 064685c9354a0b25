"""The folder that keeps what was compiled from exactly these sources."""

import os
import shutil
import time
from hashlib import blake2b
from pathlib import Path

HERE = Path(__file__).parent
PREFIX = "compiled-"
UNUSED_SECONDS = 86_400  # a folder used within a day may be that of another bot


def cache_folder() -> Path | None:
    """Return the folder for exactly these sources; None if none is writable.

    It depends on all sources because numba invalidates a function only when its own file changes,
    not the functions inlined into it: after an update old and new kernels would mix.
    """
    configured = os.environ.get("NUMBA_CACHE_DIR")
    folders = (
        [Path(configured)]
        if configured
        else [HERE / "__pycache__", Path.home() / ".cache" / "lyceum"]
    )
    writable = next((folder for folder in folders if _writable(folder)), None)
    return writable / f"{PREFIX}{fingerprint(HERE)}" if writable else None


def fingerprint(folder: Path) -> str:
    """Return a hash of the sources in a folder (16 hexadecimal characters)."""
    sources = b"".join(file.read_bytes() for file in sorted(folder.glob("*.py")))
    return blake2b(sources, digest_size=8).hexdigest()


def remove_unused(folder: Path) -> None:
    """Remove sibling folders that were compiled from other sources long ago."""
    folder.touch()
    for other in folder.parent.glob(f"{PREFIX}*"):
        if other != folder and other.stat().st_mtime < time.time() - UNUSED_SECONDS:
            shutil.rmtree(other, ignore_errors=True)


def _writable(folder: Path) -> bool:
    """Return whether a folder is writable or can be created."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK)
