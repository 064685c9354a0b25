"""Prints the demo: plain lines, a progress bar in a terminal, and a table."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from bot.demo.checks import CheckFailedError
from bot.demo.text_wrap import wrapped
from bot.i18n import Translator

NAME_CELLS = 8
INDENT = " " * (NAME_CELLS + 2)
BAR, NO_BAR = Text("│ ", "cyan"), Text()
TICK, CROSS = Text("✔ ", "bold green"), Text("✘ ", "bold red")
TITLE_CELLS = 40  # beside the progress bar
WIDEST = 100  # longer lines are hard to read


class Screen:
    """Prints the demo in one language.

    Args:
        console: The console to print to, within its width.
        translate: The language.
        verbose: Whether each check is shown; otherwise their number at the end of each step.
    """

    def __init__(self, console: Console, translate: Translator, *, verbose: bool = False) -> None:
        self._console = console
        self._translate = translate
        self._verbose = verbose
        self._held = 0  # checks of this step that passed and are not shown yet
        self._width = min(console.width, WIDEST)

    def opening(self) -> None:
        """Show what the demo is about."""
        title = f"[bold]{self._translate('demo-title')}[/bold]"
        text = Text("\n").join(wrapped(Text(self._translate("demo-intro")), self._width - 4))
        self._console.print(
            Panel(text, title=title, title_align="left", border_style="cyan", width=self._width)
        )

    def step(self, number: int, sentence: str) -> None:
        """Show the beginning of a step."""
        self._count_checks()
        self._console.print()
        self._hanging(Text(f"{number}  ", "bold cyan"), Text(sentence, "bold"))

    def person(self, who: str, does: str) -> None:
        """Show what a person types or does."""
        self._speak(Text(who, "bold magenta"), [Text(does)], NO_BAR)

    def bot(self, lines: Iterable[Text], buttons: Iterable[str], note: str) -> None:
        """Show what the bot writes, its buttons, and in `note` where or to whom."""
        below = Text(" ").join(Text(f"[{label}]", "cyan") for label in buttons)
        shown = [*lines, *([below] if below else []), Text(note, "dim italic")]
        self._speak(Text("Lyceum", "bold cyan"), shown, BAR)

    def note(self, sentence: str) -> None:
        """Show what happens in the meantime."""
        self._hanging(Text(INDENT), Text(sentence, "dim"))

    def held(self, sentence: str) -> None:
        """Show a check that passed, or count it."""
        if self._verbose:
            self._tick(sentence)
        else:
            self._held += 1

    def _count_checks(self) -> None:
        if self._held:
            self._tick(self._translate("demo-checks-held", count=self._held))
        self._held = 0

    def _tick(self, sentence: str) -> None:
        self._hanging(Text.assemble(INDENT, TICK), Text(sentence, "green"))

    def failed(self, error: CheckFailedError) -> None:
        """Show what was expected and what was found."""
        self._count_checks()
        self._hanging(Text.assemble(INDENT, CROSS), Text(error.what, "bold red"))
        for message, value in (
            ("demo-expected", error.expected),
            ("demo-found", error.found),
        ):
            self._hanging(Text(INDENT + "  "), Text(self._translate(message, what=str(value))))

    def closing(self, rows: Iterable[tuple[str, str]], sentence: str) -> None:
        """Show the figures and the closing sentence."""
        self._count_checks()
        table = Table(
            title=self._translate("demo-figures"),
            show_header=False,
            border_style="cyan",
            title_justify="left",
        )
        table.add_column()
        table.add_column(justify="right", style="bold")
        for row in rows:
            table.add_row(*row)
        self._console.print()
        self._console.print(table)
        self.line(sentence)

    def addresses(self, rows: Iterable[tuple[str, str]]) -> None:
        """Show URLs, one below the other."""
        table = Table.grid(padding=(0, 2))
        for name, value in rows:
            table.add_row(Text(f"  {name}"), Text(value, "cyan"))
        self._console.print()
        self._console.print(table)
        self._console.print()

    def line(self, sentence: str, style: str = "") -> None:
        """Show a line as it is."""
        self._console.print(Text(sentence, style), soft_wrap=True)

    @contextmanager
    def progress(self, total: int) -> Generator[Callable[[str], None]]:
        """Show a progress bar; call the yielded function with the text of each step."""
        with Progress(
            TextColumn(INDENT + "{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        ) as bar:
            task = bar.add_task("", total=total)

            def step(what: str) -> None:
                room = min(TITLE_CELLS, self._width - 52)
                bar.update(task, advance=1, description=_fitted(what, room))

            yield step

    @contextmanager
    def waiting(self, message: str) -> Generator[None]:
        """Show that something takes a moment: as a status in a terminal, else as a line."""
        sentence = self._translate(message)
        if self._console.is_terminal:
            with self._console.status(sentence):
                yield
        else:
            self.note(sentence)
            yield

    def _speak(self, who: Text, lines: Iterable[Text], bar: Text) -> None:
        who.pad_right(max(0, NAME_CELLS - cell_len(who.plain)))
        lead = Text.assemble("  ", who, bar)
        for line in lines:
            self._hanging(lead, line, bar)
            lead = Text.assemble(INDENT, bar)

    def _hanging(self, lead: Text, body: Text, bar: Text = NO_BAR) -> None:
        """Print `body` after `lead`; further lines have the same indentation."""
        indent = cell_len(lead.plain)
        for part in wrapped(body, self._width - indent):
            self._console.print(Text.assemble(lead, part), soft_wrap=True)
            lead = Text.assemble(" " * (indent - cell_len(bar.plain)), bar)


def _fitted(text: str, cells: int) -> str:
    fitted = Text(text)
    fitted.truncate(cells, overflow="ellipsis", pad=True)
    return fitted.plain
