"""Find short texts that contain what somebody typed."""

from sqlalchemy import Column, ColumnElement, or_


def containing(column: Column[str], typed: str) -> ColumnElement[bool]:
    """Return the condition that a text contains another one, ignoring case.

    SQLite ignores the case of ASCII only, so that the usual spellings of other letters are tried.
    """
    if typed.isascii():
        return column.icontains(typed, autoescape=True)
    spellings = dict.fromkeys((typed, typed.lower(), typed.upper(), typed.capitalize()))
    return or_(*(column.icontains(each, autoescape=True) for each in spellings))
