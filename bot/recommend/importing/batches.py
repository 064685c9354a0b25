"""Group the messages of one export into batches for storage."""

from collections.abc import Iterator

from bot.recommend.importing.export import BrokenExportError, Json
from bot.recommend.importing.translate import ExportTranslator, ImportCounts
from bot.recommend.signals.batch import Batch

SIZE = 5_000  # events stored in one transaction


class Batches:
    """Translates a file's messages, batch by batch."""

    def __init__(
        self, messages: Iterator[Json], translator: ExportTranslator, counts: ImportCounts
    ) -> None:
        self._messages = messages
        self._translator = translator
        self._counts = counts
        self._broken: BrokenExportError | None = None

    def next(self) -> Batch | None:
        """Return the next batch; None at the end of the file.

        Raises:
            BrokenExportError: The file is broken; all before that was returned.
        """
        if self._broken is not None:
            raise self._broken
        batch = Batch()
        try:
            while batch.events < SIZE:
                message = next(self._messages, None)
                if message is None:
                    break
                self._add(batch, message)
        except BrokenExportError as error:
            if not batch.events:
                raise
            self._broken = error
        return batch if batch.events else None

    def _add(self, batch: Batch, message: Json) -> None:
        try:
            found = list(self._translator.translate(message))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Name only the type of most errors, because their messages quote the file's content.
            what = str(error) if type(error) is ValueError else type(error).__name__
            raise BrokenExportError(f"one of its messages can't be read: {what}") from error
        self._counts.messages += 1
        self._counts.signals += len(found)
        for item, signal in found:
            batch.register(item)
            batch.record(signal)
