"""Write what an owner's name adds to a PDF, in a process of its own.

A PDF comes from people, and pypdf may take any time and memory for a hostile one. The limits are
the operating system's, and what goes wrong here goes wrong in no other process.
"""

import resource
import sys
from io import BytesIO

SECONDS = 20
BYTES = 1024 * 1024 * 1024  # of memory
MAX_PAGES = 3_000


def tail_of(pdf: bytes, text: str) -> bytes:
    """Return what to append to a PDF so that its pages and metadata show a text.

    They are the same for the same PDF and text, so that a download can be resumed.

    Raises:
        ValueError: It can't be done: it is encrypted, or too long.
    """
    from pypdf import PdfWriter  # noqa: PLC0415 after the limits
    from pypdf.annotations import FreeText  # noqa: PLC0415

    writer = PdfWriter(BytesIO(pdf), incremental=True)
    if len(writer.pages) > MAX_PAGES:
        raise ValueError("too many pages")
    for number in range(len(writer.pages)):
        line = FreeText(
            text=text,
            rect=(20, 6, 420, 20),
            font_size="7pt",
            font_color="808080",
            border_color=None,
            background_color=None,
        )
        writer.add_annotation(number, line)
    writer.add_metadata({"/Licensee": text})
    written = BytesIO()
    writer.write(written)
    if not written.getvalue().startswith(pdf):
        raise ValueError("the PDF would be rewritten")
    return written.getvalue()[len(pdf) :]


def main() -> None:
    """Read a PDF, write what is to be appended; exit with 1 if that is impossible."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    try:
        tail = tail_of(sys.stdin.buffer.read(), sys.argv[1])
    except Exception:  # noqa: BLE001 a hostile PDF fails in any way
        sys.exit(1)
    sys.stdout.buffer.write(tail)


if __name__ == "__main__":
    main()
