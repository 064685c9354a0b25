"""The store: what is put comes out equal, whole or in part, and half-put things never do.

The same holds for a folder and for a bucket, which a server of the S3 protocol keeps.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import pytest

from bot.files.keys import InvalidKeyError, new_key
from bot.files.store import (
    CHUNK_BYTES,
    FileStore,
    MissingError,
    StoreUnavailableError,
    TooLargeError,
)
from tests.s3_server import SECRET, open_uploads

MIB = 1024 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> FileStore:
    return FileStore(f"file:{tmp_path / 'library'}")


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> FileStore:
    return request.getfixturevalue(request.param)


async def rests_of(store: FileStore) -> list[object]:
    """Return what is in a store, also under no key yet: parts and unfinished files."""
    if store.folder is not None:
        return [path for path in store.folder.rglob("*") if path.is_file()]
    return [*open_uploads(), *[each async for each in store.list("files")]]


async def pieces(*parts: bytes, then: Exception | None = None) -> AsyncGenerator[bytes]:
    for part in parts:
        yield part
        await asyncio.sleep(0)
    if then is not None:
        raise then


async def test_what_is_put_comes_out_equal(store: FileStore) -> None:
    content = bytes(range(256)) * 5000
    stored = await store.put("files", pieces(content[:700_000], content[700_000:]))
    assert stored.size == len(content)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert await store.get(stored.key) == content
    assert await store.size(stored.key) == len(content)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (10, None), (255, 300), (3, 3), (0, 256)])
async def test_a_part_is_read_alone(store: FileStore, start: int, end: int | None) -> None:
    content = bytes(range(256))
    stored = await store.put("texts", content)
    read = b"".join([chunk async for chunk in store.stream(stored.key, start, end)])
    assert read == content[start:end]


async def test_an_empty_file_is_stored_too(store: FileStore) -> None:
    stored = await store.put("files", b"")
    assert (stored.size, await store.get(stored.key)) == (0, b"")


async def test_too_many_bytes_leave_nothing(store: FileStore) -> None:
    with pytest.raises(TooLargeError):
        await store.put("files", pieces(b"x" * 600_000, b"x" * 600_000), max_bytes=1_000_000)
    assert await rests_of(store) == []


@pytest.mark.parametrize("error", [RuntimeError("gone"), ConnectionResetError("gone")])
async def test_a_cut_off_upload_leaves_nothing_and_says_why(
    store: FileStore, error: Exception
) -> None:
    with pytest.raises(type(error), match="gone"):
        await store.put("files", pieces(b"x" * 9_000_000, then=error))
    assert await rests_of(store) == []


async def test_a_cancelled_upload_leaves_nothing(store: FileStore) -> None:
    begun = asyncio.Event()

    async def endless() -> AsyncGenerator[bytes]:
        while True:
            yield b"x" * 1_000_000
            begun.set()
            await asyncio.sleep(0)

    upload = asyncio.create_task(store.put("files", endless()))
    await begun.wait()
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert [each async for each in store.list("files")] == []


async def test_what_is_deleted_is_missing(store: FileStore) -> None:
    stored = await store.put("files", b"x")
    await store.delete(stored.key)
    await store.delete(stored.key)
    with pytest.raises(MissingError):
        await store.get(stored.key)
    with pytest.raises(MissingError):
        await store.size(stored.key)


async def test_entries_are_listed_by_purpose(store: FileStore) -> None:
    file, text = await store.put("files", b"12"), await store.put("texts", b"3")
    assert [(each.key, each.size) async for each in store.list("files")] == [(file.key, 2)]
    assert [each.key async for each in store.list("texts")] == [text.key]
    assert [each async for each in store.list("pictures")] == []


async def test_a_path_is_no_key(store: FileStore) -> None:
    for use in (store.get, store.size, store.delete):
        with pytest.raises(InvalidKeyError):
            await use("../secret")


async def test_a_folder_that_cannot_be_made_is_reported_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreUnavailableError) as raised:
        await FileStore(f"file:{tmp_path / 'taken' / 'library'}").put("files", b"x")
    assert str(tmp_path) not in str(raised.value)


async def test_a_large_file_goes_to_a_bucket_in_parts(bucket: FileStore) -> None:
    content = os.urandom(20 * MIB + 7)
    stored = await bucket.put("files", pieces(content[:MIB], content[MIB:]))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    middle = slice(8 * MIB - 5, 16 * MIB + 5)  # from one part over a second into a third
    read = [chunk async for chunk in bucket.stream(stored.key, middle.start, middle.stop)]
    assert b"".join(read) == content[middle]
    assert hashlib.sha256(await bucket.get(stored.key)).hexdigest() == stored.sha256


async def test_a_bucket_sends_the_bytes_itself_for_a_minute(bucket: FileStore) -> None:
    content = bytes(range(256))
    stored = await bucket.put("files", content, disposition='attachment; filename="a.bin"')
    url = await bucket.signed_url(stored.key, timedelta(minutes=1))
    assert url is not None
    assert "X-Amz-Expires=60" in url
    assert SECRET not in url
    headers = {"Range": "bytes=250-"}
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Disposition"] == 'attachment; filename="a.bin"'
        assert await answer.read() == content[250:]


async def test_a_bucket_that_is_not_there_fails_without_its_name(bucket: FileStore) -> None:
    del bucket  # its server, without the bucket
    with pytest.raises(StoreUnavailableError) as raised:
        await FileStore("s3://elsewhere").put("files", b"x")
    assert "elsewhere" not in str(raised.value)


async def test_a_folder_has_no_links_of_its_own(folder: FileStore) -> None:
    assert await folder.signed_url(new_key("files"), timedelta(minutes=1)) is None


async def test_parts_are_equal_whether_or_not_the_system_has_them_in_memory() -> None:
    """The tests' own folder is on a file system that doesn't tell."""
    content = os.urandom(2 * CHUNK_BYTES + 5)
    with TemporaryDirectory(dir="/var/tmp") as folder:
        store = FileStore(f"file:{folder}")
        stored = await store.put("files", content)
        for start, end in ((0, None), (1, CHUNK_BYTES + 2), (CHUNK_BYTES, 2 * CHUNK_BYTES)):
            parts = [each async for each in store.stream(stored.key, start, end)]
            assert b"".join(parts) == content[start:end]
