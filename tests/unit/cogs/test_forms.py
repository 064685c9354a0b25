"""Test that each form answers failures, by standing on the one base."""

import sys

from discord import ui

from cogs.ui.form import Form
from tests.commands import cogs


def test_each_form_stands_on_the_base() -> None:
    cogs()  # loads all of them
    forms = {
        thing
        for name, module in list(sys.modules.items())
        if name.startswith("cogs.")
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, ui.Modal)
    }
    assert len(forms) > 1
    assert {form for form in forms if not issubclass(form, Form)} == {ui.Modal} & forms
