"""Test which settings are read and refused, and that settings.toml is true."""

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel

from bot.recommend.index.params import Params
from bot.recommend.index.terms import TERMS
from bot.recommend.params_from_settings import params_from_settings
from bot.settings import Settings, SettingsError, load
from bot.settings.renamed import RENAMED, REPLACED, WITHOUT_EFFECT
from tests import faulty_settings

ROOT = Path(__file__).parents[2]
FILE = ROOT / "settings.toml"
SECRETS = {
    "discord_client_secret",
    "discord_token",
    "licence_secret",
    "stripe_api_key",
    "stripe_webhook_secret",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISCORD_TOKEN", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET", "BOT__WEB__PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(path)
    return caught.value.faults


def flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Flatten nested tables to `section.key`."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            found |= flat(cast("dict[str, Any]", value), f"{path}.")
        else:
            found[path] = value
    return found


def test_ten_faults_are_told_at_once(tmp_path: Path) -> None:
    problems = faults(written(tmp_path, faulty_settings.TEXT))
    assert len(problems) == 10
    for place in faulty_settings.PLACES:
        assert any(place in fault for fault in problems), (place, problems)
    assert all("Fix: " in fault for fault in problems)


def test_a_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults(written(tmp_path, "[web\nport = 1"))
    assert "not valid TOML" in fault
    assert "line 1" in fault


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "absent.toml")
    assert "no such file" in fault


def test_without_a_file_the_defaults_serve() -> None:
    assert load() == Settings()


def test_the_environment_wins_over_env_file_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, '[web]\nport = 1\nhost = "10.0.0.1"\n')
    assert load(file).web.port == 1
    (tmp_path / ".env").write_text("BOT__WEB__PORT=2\nDISCORD_TOKEN=from-the-file\n")
    assert load(file).web.port == 2
    monkeypatch.setenv("BOT__WEB__PORT", "3")
    settings = load(file)
    assert settings.web.port == 3
    assert settings.web.host == "10.0.0.1"
    assert settings.discord_token.get_secret_value() == "from-the-file"


def test_a_fault_in_the_environment_is_placed_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT__WEB__PORT", "many")
    with pytest.raises(SettingsError) as caught:
        load()
    assert caught.value.faults[0].startswith("environment BOT__WEB__PORT: ")


def test_secrets_show_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", "rk_live_very_secret")
    settings = load()
    assert "very_secret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_two_signing_secrets_are_taken_while_one_is_rolled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_new, whsec_old")
    assert load().webhook_secrets == ("whsec_new", "whsec_old")


def test_settings_can_t_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().web.port = 1  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue]


def test_settings_toml_shows_every_default() -> None:
    shown = flat(tomllib.loads(FILE.read_text(encoding="utf-8")))
    defaults = flat(Settings().model_dump(mode="json", exclude=SECRETS))
    optional = {key for key, value in defaults.items() if value is None}
    assert shown == {key: defaults[key] for key in defaults.keys() - optional}
    lines = FILE.read_text(encoding="utf-8").splitlines()
    replaced = {f"recommend.{name}" for name in (*REPLACED, WITHOUT_EFFECT)}
    for key in optional - replaced:
        assert any(line.startswith(f"# {key.rsplit('.', 1)[-1]} = ") for line in lines), key


def test_settings_toml_describes_every_key() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    undescribed = [
        line
        for above, line in pairwise(lines)
        if " = " in line and not line.startswith("#") and not above.startswith("#")
    ]
    weights = [f"{name} = {value}" for name, value in Settings().activity.weights]
    # The weights and the emojis are described together, above their tables.
    emoji = [f'"{name}" = "{meaning}"' for name, meaning in Settings().activity.emoji.items()]
    assert undescribed == [*weights, *emoji]


def test_a_table_of_the_owner_s_changes_its_own_lines_and_leaves_the_others(
    tmp_path: Path,
) -> None:
    defaults = Settings()
    for text, own in (
        ('"✅" = "nothing"', {"✅": "nothing"}),
        ('"👎" = "like"', {"👎": "like"}),
    ):
        read = load(written(tmp_path, f"[activity.emoji]\n{text}\n"))
        assert read.activity.emoji == {**defaults.activity.emoji, **own}
    read = load(written(tmp_path, "[activity.weights]\nsave = 9.0\n"))
    assert read.activity.weights == defaults.activity.weights.model_copy(update={"save": 9.0})


def test_every_bound_names_its_unit() -> None:
    def sections(model: type[BaseModel]) -> list[type[BaseModel]]:
        below = [f.annotation for f in model.model_fields.values()]
        found = [kind for kind in below if isinstance(kind, type) and issubclass(kind, BaseModel)]
        return [model, *(inner for kind in found for inner in sections(kind))]

    bounded = [
        (name, field)
        for model in sections(Settings)
        for name, field in model.model_fields.items()
        if any(type(rule).__name__ in {"Ge", "Gt", "Le", "Lt"} for rule in field.metadata)
        and model.__name__ != "SignalWeights"
    ]
    assert bounded
    assert [name for name, field in bounded if not field.description] == []


@pytest.mark.parametrize(
    ("printed", "understood"),
    [
        ("postgres://u:p@db.example/l", "postgresql+asyncpg://u:p@db.example/l"),
        (
            "postgresql://u:p@db.example:5433/l?sslmode=require",
            "postgresql+asyncpg://u:p@db.example:5433/l?ssl=require",
        ),
        (
            "postgres://u@h/l?channel_binding=require&sslmode=verify-full",
            "postgresql+asyncpg://u@h/l?ssl=verify-full",
        ),
        ("postgresql+asyncpg://u@h/l?ssl=prefer", "postgresql+asyncpg://u@h/l?ssl=prefer"),
    ],
)
def test_a_database_url_is_taken_as_hosting_companies_print_it(
    printed: str, understood: str
) -> None:
    settings = Settings.model_validate({"database": {"url": printed}})
    assert settings.database.url == understood


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [(section, old, new) for section, names in RENAMED.items() for old, new in names.items()],
)
def test_an_old_key_is_taken_with_a_warning_that_names_the_new_one(
    tmp_path: Path, section: str, old: str, new: str
) -> None:
    default = getattr(getattr(Settings(), section), new)
    value = not default if isinstance(default, bool) else 1
    file = written(tmp_path, f"[{section}]\n{old} = {str(value).lower()}\n")
    with pytest.warns(FutureWarning, match=rf"\[{section}\] {old} is now called {new}"):
        settings = load(file)
    assert getattr(getattr(settings, section), new) == value != default


@pytest.mark.parametrize("old", [*REPLACED])
def test_a_replaced_key_scales_the_weight_that_replaced_it(tmp_path: Path, old: str) -> None:
    term, before = REPLACED[old]
    file = written(tmp_path, f"[recommend]\n{old} = {before * 1.5}\n")
    with pytest.warns(FutureWarning, match=rf"{old} is replaced by {term}"):
        settings = load(file)
    weights = params_from_settings(settings.activity, settings.recommend).weights
    usual = Params().weights
    assert weights == pytest.approx({**usual, term: 1.5 * usual[term]})


def test_the_settings_know_all_terms(tmp_path: Path) -> None:
    given = "".join(f"{name} = 1.25\n" for name in TERMS)
    settings = load(written(tmp_path, f"[recommend.weights]\n{given}"))
    params = params_from_settings(settings.activity, settings.recommend)
    assert params.weights == dict.fromkeys(TERMS, 1.25)


def test_an_old_key_in_the_environment_wins_over_the_new_one_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT__PAYMENTS__BRAKE_LEAST", "3")
    file = written(tmp_path, "[payments]\nbreaker_minimum_members = 4\n")
    with pytest.warns(FutureWarning, match="breaker_minimum_members"):
        assert load(file).payments.breaker_minimum_members == 3


def test_a_fault_in_an_old_key_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "[payments]\nbrake_least = -1\n")
    with pytest.warns(FutureWarning):
        (fault,) = faults(file)
    assert "breaker_minimum_members" in fault
