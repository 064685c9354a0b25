"""Words in each language, from the Fluent catalogues in `bot/locales/`."""

from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "zh-CN")
DEFAULT_LANGUAGE = "en"


class UnknownMessageError(LookupError):
    """A message id that no catalogue has."""


class Words:
    """The words of one language: `words("money-no-such-plan", plan="Pro")`."""

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        self._bundle = bundle

    def __call__(self, message: str, /, **arguments: str | float) -> str:
        """Return the sentence for `message`.

        Raises:
            UnknownMessageError: when the catalogue lacks the id.
            ValueError: when the sentence needs an argument that was not given.
        """
        text = self.get(message, **arguments)
        if text is None:
            raise UnknownMessageError(f"{message} ({self.language})")
        return text

    def get(
        self, message: str, attribute: str | None = None, /, **arguments: str | float
    ) -> str | None:
        """Return the message's value or attribute, or None where there is none."""
        if not self._bundle.has_message(message):
            return None
        entry = self._bundle.get_message(message)
        pattern = entry.value if attribute is None else entry.attributes.get(attribute)
        if pattern is None:
            return None
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise ValueError(f"{message} ({self.language}): {errors[0]}")
        return str(text)


class Catalogue:
    """All languages."""

    def __init__(self, words: dict[str, Words]) -> None:
        self._words = words

    @classmethod
    def load(cls, folder: Path = LOCALES) -> "Catalogue":
        """Read every `.ftl` file of every language."""
        return cls({language: _load(language, folder / language) for language in LANGUAGES})

    def words(self, language: str | None) -> Words:
        """Return the words for a stored language or a Discord locale; English where unknown."""
        return self._words[self.match(language)]

    @staticmethod
    def match(locale: str | None) -> str:
        """Map any locale to the nearest language that we speak."""
        if locale and locale.lower().startswith("zh"):
            return "zh-CN"
        return DEFAULT_LANGUAGE


def _load(language: str, folder: Path) -> Words:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted(folder.glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return Words(language, bundle)
