"""Members' copies: a zip and a PDF name their buyer, and begin as the stored file does."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from bot.files.marks import LICENCE_FILE, Copies, directory_start, zip_tail
from bot.files.store import FileStore
from data.files import File

ALICE, BOB = 30, 31


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(f"file:{tmp_path}")


async def stored_file(store: FileStore, name: str, content: bytes) -> File:
    stored = await store.put("files", content)
    now = datetime(2026, 11, 28, tzinfo=UTC)
    return File(
        1, 10, 2, 1, name, stored.size, stored.sha256, stored.key, "offered", "", 20, now
    )  # fmt: skip


async def copied(copies: Copies, file: File, user_id: int) -> bytes:
    copy = await copies.of(file, user_id)
    whole = b"".join([chunk async for chunk in copies.stream(file, copy, 0, copy.size)])
    assert len(whole) == copy.size
    return whole


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.comment = b"as sold"
    return content.getvalue()


def pdf(pages: int) -> bytes:
    writer, content = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(content)
    return content.getvalue()


async def test_a_zip_names_its_buyer_and_holds_the_same_files(store: FileStore) -> None:
    noise = os.urandom(1_000_000)
    file = await stored_file(store, "tool.zip", zipped(readme=b"hello", data=noise))
    copies = Copies(store)
    alices, bobs = [await copied(copies, file, user) for user in (ALICE, BOB)]
    for content, user in ((alices, ALICE), (bobs, BOB)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            assert archive.read("readme") == b"hello"
            assert archive.read("data") == noise
            assert str(user) in archive.read(LICENCE_FILE).decode()
            assert archive.comment.decode().startswith("as sold\n")
            assert str(user) in archive.comment.decode()
    assert alices == await copied(Copies(store), file, ALICE)  # so that it can be resumed


async def test_a_pdf_names_its_buyer_on_each_page_and_in_its_metadata(store: FileStore) -> None:
    content = pdf(3)
    file = await stored_file(store, "Book.PDF", content)
    copy = await copied(Copies(store), file, ALICE)
    assert copy.startswith(content)
    reader = PdfReader(io.BytesIO(copy))
    assert len(reader.pages) == 3
    assert reader.metadata is not None
    assert str(ALICE) in str(reader.metadata["/Licensee"])
    for page in reader.pages:
        assert page.annotations is not None
        [line] = page.annotations
        assert str(ALICE) in str(line.get_object())
    assert copy == await copied(Copies(store), file, ALICE)


@pytest.mark.parametrize("name", ["broken.pdf", "broken.zip", "notes.txt", "tool.tar.gz"])
async def test_what_cannot_be_marked_is_sent_as_it_is(store: FileStore, name: str) -> None:
    content = b"%PDF-1.7 PK\x05\x06 not really" * 50
    file = await stored_file(store, name, content)
    assert await copied(Copies(store), file, ALICE) == content


@given(st.data())
def test_no_zip_is_marked_that_would_be_damaged(data: st.DataObject) -> None:
    """A zip cut, lengthened or altered anywhere is left alone, or still opens marked."""
    whole = bytearray(zipped(a=b"x" * 50, b=b"y"))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    changed = bytes(whole)[: data.draw(st.integers(0, len(whole)))] + data.draw(
        st.binary(max_size=9)
    )
    start = directory_start(changed, len(changed))
    if start is None:
        return
    try:
        marked = changed[:start] + zip_tail(changed[start:], start, "sold to 30")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert archive.read(LICENCE_FILE) == b"sold to 30\n"


async def test_a_part_of_a_copy_is_the_part_of_the_whole(store: FileStore) -> None:
    file = await stored_file(store, "tool.zip", zipped(readme=b"hello" * 100))
    copies = Copies(store)
    copy, whole = await copies.of(file, ALICE), await copied(copies, file, ALICE)
    for start, end in ((0, 5), (copy.keep - 3, copy.keep + 3), (copy.keep, copy.size)):
        part = b"".join([chunk async for chunk in copies.stream(file, copy, start, end)])
        assert part == whole[start:end]


def test_a_hostile_pdf_ends_its_own_process_only() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot.files.pdf_mark", "sold to 30"],
        input=b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n"
        b"trailer << /Root 1 0 R >>",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (1, b"")
