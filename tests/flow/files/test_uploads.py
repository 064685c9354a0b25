"""The upload page: one file for each link, stored as it comes, or not at all."""

import asyncio
import hashlib
import io
import os
import zipfile
from collections.abc import AsyncGenerator
from datetime import timedelta

from tests.flow.files.conftest import ALICE, GUILD, LIMIT_MIB, STAFF, Library

LIMIT = LIMIT_MIB * 1024 * 1024


async def opened(library: Library) -> tuple[str, int]:
    """Return the token of an upload link and its content."""
    content = await library.content()
    return await library.service.open_upload(GUILD, STAFF, content.id, "notes"), content.id


async def test_a_file_larger_than_other_requests_may_be_is_stored(library: Library) -> None:
    token, content_id = await opened(library)
    content = os.urandom(LIMIT - 1)
    status, page = await library.post(token, content, "../private/课程.bin")
    assert status == 200
    [file] = await library.service.of_content(content_id)
    assert (file.name, file.size, file.version) == ("课程.bin", len(content), 1)
    assert (file.added_by, file.notes) == (STAFF, "notes")
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.sha256 in page


async def test_the_page_shows_a_form_with_the_limit_and_runs_no_other_script(
    library: Library,
) -> None:
    token, _ = await opened(library)
    async with library.http.get(f"/u/{token}") as answer:
        page = await answer.text()
        assert answer.status == 200
        assert f"{LIMIT_MIB} MiB" in page
        assert f'data-most="{LIMIT}"' in page
        assert "script-src 'sha256-" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_link_works_once(library: Library) -> None:
    token, content_id = await opened(library)
    both = await asyncio.gather(
        library.post(token, b"first", "a.bin"), library.post(token, b"second", "b.bin")
    )
    assert sorted(status for status, _ in both) == [200, 400]
    assert (await library.post(token, b"third", "c.bin"))[0] == 400
    [file] = await library.service.of_content(content_id)
    assert await library.stored() == [file.key]


async def test_too_large_a_file_is_refused_with_the_limit_and_leaves_nothing(
    library: Library,
) -> None:
    token, content_id = await opened(library)
    for size in (LIMIT + 1, LIMIT + 200_000):  # the second is refused before it is read
        status, page = await library.post(token, bytes(size), "big.bin")
        assert status == 413
        assert f"{LIMIT_MIB} MiB" in page
    assert await library.service.of_content(content_id) == []
    assert await library.stored() == []
    assert (await library.post(token, b"smaller", "a.bin"))[0] == 200  # the link was not used up


async def test_a_zip_bomb_is_stored_as_it_is(library: Library) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    token, content_id = await opened(library)
    assert (await library.post(token, bomb.getvalue(), "bomb.zip"))[0] == 200
    [file] = await library.service.of_content(content_id)
    assert file.size == len(bomb.getvalue())
    library.open.add((ALICE, content_id))
    status, copy, _ = await library.get(library.service.link_token(file, ALICE))
    assert (status, len(copy) < file.size + 2_000) == (200, True)


async def test_an_empty_form_is_refused(library: Library) -> None:
    token, _ = await opened(library)
    assert (await library.post(token, b"", "empty.bin"))[0] == 400
    assert (await library.post(token, b"x", ""))[0] == 400
    async with library.http.post(f"/u/{token}", data=b"raw") as answer:
        assert answer.status == 400
    assert await library.stored() == []


async def test_an_ended_or_unknown_link_takes_nothing(library: Library) -> None:
    token, _ = await opened(library)
    library.clock.advance(timedelta(minutes=30))
    assert (await library.post(token, b"late", "a.bin"))[0] == 400
    assert (await library.post("unknown", b"x", "a.bin"))[0] == 400
    async with library.http.get(f"/u/{token}") as answer:
        assert answer.status == 410
    assert await library.stored() == []


async def test_whoever_lost_the_right_since_uploads_nothing(library: Library) -> None:
    token, content_id = await opened(library)
    library.staff = set()
    async with library.http.get(f"/u/{token}") as answer:
        assert answer.status == 403
    assert (await library.post(token, b"x", "a.bin"))[0] == 403
    library.staff = None  # nobody can tell
    status, page = await library.post(token, b"x", "a.bin")
    assert (status, "Discord" in page) == (503, True)
    assert await library.service.of_content(content_id) == []
    assert await library.stored() == []
    library.staff = {STAFF}
    assert (await library.post(token, b"x", "a.bin"))[0] == 200  # the link was not used up


async def test_whoever_loses_the_right_during_the_upload_has_stored_nothing(
    library: Library,
) -> None:
    token, content_id = await opened(library)

    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'

    async def body() -> AsyncGenerator[bytes]:
        yield head + bytes(100_000)
        await library.asked.wait()
        library.staff = set()
        yield bytes(100_000) + b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with library.http.post(f"/u/{token}", data=body(), headers=headers) as answer:
        assert answer.status == 403
    assert await library.service.of_content(content_id) == []
    assert await library.stored() == []


async def test_a_form_of_another_site_is_refused(library: Library) -> None:
    token, _ = await opened(library)
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with library.http.post(f"/u/{token}", data=b"x", headers=headers) as answer:
        assert answer.status == 400


async def test_an_upload_that_is_cut_off_leaves_nothing_and_can_be_repeated(
    library: Library,
) -> None:
    token, content_id = await opened(library)
    url = library.http._base_url  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] its port
    assert url is not None
    _, writer = await asyncio.open_connection(url.host, url.port)
    head = (
        f"POST /u/{token} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    )
    writer.write(head.encode() + bytes(100_000))
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await library.post(token, b"whole", "a.bin"))[0] == 200
    [file] = await library.service.of_content(content_id)
    assert file.size == len(b"whole")
