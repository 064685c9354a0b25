"""The store: what is put comes out equal, whole or in part, and half-put things never do."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.keys import InvalidKeyError, checked, new_key
from bot.files.store import FileStore, MissingError, StoreUnavailableError, TooLargeError


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(f"file:{tmp_path / 'library'}")


def files_of(store: FileStore) -> list[Path]:
    assert store.folder is not None
    return [path for path in store.folder.rglob("*") if path.is_file()]


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
    assert files_of(store) == []


@pytest.mark.parametrize("error", [RuntimeError("gone"), ConnectionResetError("gone")])
async def test_a_cut_off_upload_leaves_nothing_and_says_why(
    store: FileStore, error: Exception
) -> None:
    with pytest.raises(type(error), match="gone"):
        await store.put("files", pieces(b"x" * 9_000_000, then=error))
    assert files_of(store) == []


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


@given(st.text() | st.sampled_from(["../../etc/passwd", "/etc/passwd", "files/..", "files/ab/x"]))
def test_nothing_but_our_own_keys_is_taken(key: str) -> None:
    with pytest.raises(InvalidKeyError):
        checked(key)


def test_keys_differ_and_are_taken() -> None:
    keys = {checked(new_key("files")) for _ in range(1000)}
    assert len(keys) == 1000


async def test_a_path_is_no_key(store: FileStore) -> None:
    for use in (store.get, store.size, store.delete):
        with pytest.raises(InvalidKeyError):
            await use("../secret")


async def test_a_folder_that_cannot_be_made_is_reported_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreUnavailableError) as raised:
        await FileStore(f"file:{tmp_path / 'taken' / 'library'}").put("files", b"x")
    assert str(tmp_path) not in str(raised.value)


async def test_a_bucket_is_linked_to_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_REGION", "auto"),
        ("AWS_ENDPOINT", "https://storage.example"),
    ):
        monkeypatch.setenv(name, value)
    key = new_key("files")
    url = await FileStore("s3://bucket").signed_url(key, timedelta(minutes=1))
    assert url is not None
    assert url.startswith(f"https://storage.example/bucket/{key}?")
    assert "X-Amz-Expires=60" in url
    assert "secret" not in url


async def test_a_folder_has_no_links_of_its_own(store: FileStore) -> None:
    assert await store.signed_url(new_key("files"), timedelta(minutes=1)) is None
