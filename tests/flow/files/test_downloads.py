"""Download links: the member's own bytes while they may have them, and none to anybody else."""

import asyncio
import hashlib
import io
import os
import struct
import zipfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.files.rate_limit import MIB
from bot.files.service import DownloadRefusedError
from bot.files.tokens import DownloadLink, LinkSigner
from data import content_deliveries, files
from data.tables import contents
from tests.flow.files.conftest import ALICE, BOB, GUILD, STAFF, Library, chunks

CONTENT = os.urandom(700_000)


async def counted(library: Library, user_id: int = ALICE) -> int:
    """Return how many downloads of a member are counted."""
    async with library.database.read() as connection:
        ids = (await connection.scalars(select(contents.c.id))).all()
        return await content_deliveries.count(connection, GUILD, user_id, ids)


def zipped(entry: bytes = b"hello") -> bytes:
    """Return an archive, in which copies can be marked."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme", entry)
    return content.getvalue()


async def test_the_buyer_gets_the_file_under_its_name_and_nothing_keeps_it(
    library: Library,
) -> None:
    file = await library.file(CONTENT, "课程 1.bin")
    status, body, headers = await library.get(library.service.link_token(file, ALICE))
    assert (status, body) == (200, CONTENT)
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"1.bin\"; filename*=UTF-8''%E8%AF%BE%E7%A8%8B%201.bin"
    )
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/octet-stream"
    assert file.sha256 == hashlib.sha256(body).hexdigest()


async def test_a_cut_off_download_is_resumed_to_the_same_bytes_and_counts_once(
    library: Library,
) -> None:
    file = await library.file(CONTENT)
    token = library.service.link_token(file, ALICE)
    async with library.http.get(f"/d/{token}") as answer:
        begun = await answer.content.readexactly(300_000)
        tag = answer.headers["ETag"]
        answer.close()
    status, rest, headers = await library.get(
        token, Range=f"bytes={len(begun)}-", **{"If-Range": tag}
    )
    assert status == 206
    assert headers["Content-Range"] == f"bytes 300000-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert hashlib.sha256(begun + rest).hexdigest() == file.sha256
    assert await counted(library) == 1


@pytest.mark.parametrize("place", ["folder", "bucket"], indirect=True)
@pytest.mark.parametrize("rate_limit", [8.0], indirect=True)
async def test_downloads_share_a_limit_and_get_their_own_bytes(library: Library) -> None:
    """Copies of zips: a bucket would send others itself."""
    archive = zipped(CONTENT)
    files_ = [await library.file(archive, f"{each}.zip") for each in range(4)]
    tokens = [library.service.link_token(each, ALICE) for each in files_]
    at, loop = 300_000, asyncio.get_running_loop()
    begun = loop.time()
    answers = await asyncio.gather(
        *(library.get(token) for token in tokens[:2]),
        *(library.get(token, Range=f"bytes={at}-") for token in tokens[2:]),
    )
    bodies = [body for _, body, _ in answers]
    assert bodies[0] == bodies[1]
    assert bodies[2] == bodies[3] == bodies[0][at:]
    sent = sum(map(len, bodies))
    assert loop.time() - begun > (sent / MIB - 8 * 0.1) / 8  # no machine is too fast for this


async def test_a_marked_copy_is_resumed_across_its_mark(library: Library) -> None:
    token = library.service.link_token(await library.file(zipped(), "a.zip"), ALICE)
    _, whole, _ = await library.get(token)
    parts = [await library.get(token, Range=f"bytes={at}-{at + 9}") for at in range(0, 200, 10)]
    assert b"".join(body for _, body, _ in parts) == whole[:200]
    assert str(ALICE).encode() in whole


async def test_a_part_beyond_the_end_is_refused(library: Library) -> None:
    token = library.service.link_token(await library.file(b"12345"), ALICE)
    for header in ("bytes=5-", "bytes=0-1,3-4"):
        status, body, headers = await library.get(token, Range=header)
        assert (status, body, headers["Content-Range"]) == (416, b"", "bytes */5")


async def test_a_look_at_the_headers_is_no_download(library: Library) -> None:
    file = await library.file(CONTENT)
    async with library.http.head(f"/d/{library.service.link_token(file, ALICE)}") as answer:
        assert (answer.status, answer.content_length) == (200, len(CONTENT))
    assert await counted(library) == 0


@pytest.mark.parametrize("change", ["file", "version", "member", "end", "seal", "cut", "longer"])
async def test_nothing_in_a_token_can_be_changed(library: Library, change: str) -> None:
    file, other = await library.file(CONTENT), await library.file(CONTENT)
    token = library.service.link_token(file, BOB if change == "member" else ALICE)
    layout = struct.Struct(">BQIQI32s")
    format_, _, version, user_id, until, seal = layout.unpack(urlsafe_b64decode(token))
    fields = {
        "file": (format_, other.id, version, user_id, until, seal),
        "version": (format_, file.id, version + 1, user_id, until, seal),
        "member": (format_, file.id, version, ALICE, until, seal),
        "end": (format_, file.id, version, user_id, until + 600, seal),
        "seal": (format_, file.id, version, user_id, until, bytes(32)),
    }
    changed = {"cut": token[:-1], "longer": token + "A"}.get(change)
    changed = changed or urlsafe_b64encode(layout.pack(*fields[change])).decode()
    status, body, _ = await library.get(changed)
    assert status == 404
    assert CONTENT[:16] not in body
    assert await counted(library) == 0


async def test_each_single_bit_change_is_refused_without_a_byte(library: Library) -> None:
    token = library.service.link_token(await library.file(CONTENT), ALICE).encode()
    for at in range(len(token)):
        for bit in range(8):
            changed = bytearray(token)
            changed[at] ^= 1 << bit
            with pytest.raises(DownloadRefusedError):
                await library.service.claim(changed.decode("latin-1"))


async def test_a_link_signed_for_another_version_leads_nowhere(library: Library) -> None:
    file = await library.file(CONTENT)
    until = library.clock.now() + timedelta(minutes=5)
    forged = LinkSigner("discord-token").sign(DownloadLink(file.id, 2, ALICE, until))
    status, body, _ = await library.get(forged)
    assert (status, CONTENT[:16] in body) == (410, False)


async def test_a_link_ends(library: Library) -> None:
    token = library.service.link_token(await library.file(CONTENT), ALICE)
    library.clock.advance(timedelta(minutes=10))
    status, body, _ = await library.get(token)
    assert (status, CONTENT[:16] in body) == (410, False)


async def test_what_was_taken_away_meanwhile_is_refused_also_in_the_middle(
    library: Library,
) -> None:
    file = await library.file(CONTENT)
    token = library.service.link_token(file, ALICE)
    assert (await library.get(token, Range="bytes=0-9"))[0] == 206
    library.open.clear()
    for headers in ({}, {"Range": "bytes=10-"}):
        status, body, _ = await library.get(token, **headers)
        assert (status, CONTENT[10:20] in body) == (403, False)
    with pytest.raises(DownloadRefusedError):
        await anext(library.service.hand_over(file, ALICE))


async def test_a_withdrawn_file_ends_its_links(library: Library) -> None:
    file = await library.file(CONTENT)
    token = library.service.link_token(file, ALICE)
    assert await library.service.set_state(STAFF, file, "withdrawn")
    assert not await library.service.set_state(STAFF, file, "withdrawn")
    assert (await library.get(token))[0] == 410
    assert await library.service.of_content(file.content_id) == []


async def test_an_attachment_is_handed_over_and_counted(library: Library) -> None:
    file = await library.file(CONTENT)
    handed = b"".join([chunk async for chunk in library.service.hand_over(file, ALICE)])
    assert handed == CONTENT
    assert await counted(library) == 1


async def test_staff_learn_once_a_day_of_links_used_in_many_places(library: Library) -> None:
    file = await library.file(b"12345")
    token = library.service.link_token(file, ALICE)
    for number in range(8):
        address = {"X-Forwarded-For": f"203.0.113.{number}"}
        assert (await library.get(token, **address))[0] == 200
    [notice] = await library.waiting_notices()
    assert (notice.user_id, notice.message) == (None, "files-staff-many-places")
    assert notice.arguments["count"] == 5
    async with library.database.write() as connection:
        assert await files.erase_member(connection, GUILD, ALICE) == 8
        assert await files.erase_member(connection, GUILD, ALICE) == 0
    assert await counted(library) == 1  # a refund is decided by it


async def test_one_place_is_no_reason_for_a_notice(library: Library) -> None:
    file = await library.file(b"12345")
    for _ in range(8):
        assert (await library.get(library.service.link_token(file, ALICE)))[0] == 200
    assert await library.waiting_notices() == []


async def test_a_file_missing_in_the_store_is_said_so(library: Library) -> None:
    for name in ("a.zip", "a.bin"):
        file = await library.file(CONTENT, name)
        await library.store.delete(file.key)
        assert (await library.get(library.service.link_token(file, ALICE)))[0] == 503


async def test_refusals_speak_the_readers_language(library: Library) -> None:
    _, body, headers = await library.get("A" * 76, **{"Accept-Language": "zh-CN"})
    assert "链接不完整" in body.decode()
    assert headers["Cache-Control"] == "private, no-store"


async def test_neither_token_nor_key_is_logged(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    file = await library.file(CONTENT)
    token = library.service.link_token(file, ALICE)
    upload = await library.service.open_upload(GUILD, STAFF, file.content_id, "")
    await library.store.delete(file.key)  # the worst case: answering fails
    await library.get(token)
    library.open.clear()
    await library.get(token)
    await library.post(upload, b"", "a.bin")
    await library.get(token[:-1] + "A")
    logged = caplog.text + "".join(str(record.args) for record in caplog.records)
    assert token[:20] not in logged
    assert upload not in logged
    assert file.key not in logged


async def test_versions_are_numbered_and_the_newest_comes_first(library: Library) -> None:
    first = await library.file(b"1")
    second = await library.service.add(
        guild_id=GUILD,
        content_id=first.content_id,
        actor_id=STAFF,
        name="../tool.bin",
        notes="faster",
        content=chunks(b"2"),
    )
    listed = await library.service.of_content(first.content_id)
    assert [(each.version, each.name, each.notes) for each in listed] == [
        (2, "tool.bin", "faster"),
        (1, "tool.bin", ""),
    ]
    assert second.key != first.key


@pytest.mark.parametrize("place", ["bucket"], indirect=True)
async def test_a_bucket_sends_what_is_unmarked_and_we_send_marked_copies(library: Library) -> None:
    content = os.urandom(300_000)
    file = await library.file(content, "tool.bin")
    status, body, headers = await library.get(library.service.link_token(file, ALICE))
    assert (status, body) == (302, b"")
    assert headers["Cache-Control"] == "private, no-store"
    async with library.http.get(headers["Location"]) as answer:
        assert await answer.read() == content
        assert "tool.bin" in answer.headers["Content-Disposition"]
    assert await counted(library) == 1

    archive = await library.file(zipped(), "tool.zip")
    token = library.service.link_token(archive, ALICE)
    status, whole, _ = await library.get(token)
    assert (status, whole[:4]) == (200, zipped()[:4])
    _, rest, _ = await library.get(token, Range="bytes=10-")
    assert rest == whole[10:]
