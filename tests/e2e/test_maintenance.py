"""Test an owner's occasional commands: migrate, back up, restore."""

from pathlib import Path

from tests.e2e.sandbox import Sandbox
from tests.exports import head, message, reaction, write

START = 1_300_000_000_000_000_000


async def sell(sandbox: Sandbox, name: str) -> None:
    async with sandbox.app():
        reply = await sandbox.guild.owner.slash(
            "plan add",
            name=name,
            role=sandbox.pro,
            amount="9.00",
            currency="EUR",
            interval="month",
            in_=sandbox.staff,
        )
        assert "on sale" in reply.text


async def plans(sandbox: Sandbox) -> str:
    async with sandbox.app():
        return (await sandbox.guild.owner.slash("plan list", in_=sandbox.staff)).text


async def test_a_backup_comes_back_whole(sandbox: Sandbox) -> None:
    await sell(sandbox, "Kept")
    made = await sandbox.command("backup")
    assert made.code == 0, made.err
    file = made.out.splitlines()[0].removeprefix("Backup written: ")
    assert (sandbox.folder / file).is_relative_to(sandbox.folder / "data" / "var" / "backups")
    await sell(sandbox, "Later")
    assert "Later" in await plans(sandbox)
    restored = await sandbox.command("restore", file)
    assert restored.code == 0, restored.err
    assert restored.out.startswith(f"Restored from {file}.")
    after = await plans(sandbox)
    assert "Kept" in after
    assert "Later" not in after


async def test_migrating_twice_changes_nothing(sandbox: Sandbox) -> None:
    (sandbox.folder / "lyceum.db").unlink()
    first, second = await sandbox.command("migrate"), await sandbox.command("migrate")
    assert (first.code, second.code) == (0, 0)
    assert first.out == "The database has been migrated.\n"
    assert second.out == "The database was already up to date.\n"


async def test_restoring_what_is_no_backup_is_refused_in_one_sentence(
    both_servers: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "nonsense").write_text("this is no backup")
    for name in ("nonsense", "absent"):
        refused = await both_servers.command("restore", name)
        assert refused.code == 1
        assert len(refused.err.splitlines()) == 1, refused.err
        assert "Traceback" not in refused.err


async def test_a_past_is_imported_beside_a_running_bot(sandbox: Sandbox) -> None:
    folder = sandbox.folder / "exports"
    folder.mkdir()
    liked = message(START + 1, 11, reaction("👍", 12))
    whole = write(folder / "chat.json", head(START), [liked, message(START + 2, 12)])
    async with sandbox.app():
        done = await sandbox.command("import", "exports")
        again = await sandbox.command("import", "exports/chat.json")
    assert (done.code, again.code) == (0, 0), done.err
    assert "1 of 1 files read completely. Messages: 2, signals: 1, 1 of them new." in done.out
    assert "0 of them new" in again.out
    (folder / "torn.json").write_text(whole.read_text(encoding="utf-8")[:-300], encoding="utf-8")
    torn = await sandbox.command("import", "exports")
    assert torn.code == 1
    assert "Skipped exports/torn.json: it ends early" in torn.out
    assert (await sandbox.command("import", "data")).code == 1
