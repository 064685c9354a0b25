"""Renders the hosted pages: plain HTML that works without scripts."""

from html import escape
from importlib.resources import files
from string import Template

from bot.simulator.stripe.money import written
from bot.simulator.stripe.store import Json

_CODE = (
    '<label class="email">Promotion code<input type="text" name="code" autocomplete="off"></label>'
)
_TERMS = (
    '<label class="choice"><input type="checkbox" name="terms">'
    "<span>I agree to the Terms of Service</span></label>"
)
_VERBS = {"subscription": "Subscribe", "payment": "Pay"}


def page(session: Json, lines: list[Json], params: Json, problem: str) -> str:
    """Return the form of an open session.

    Args:
        session: The session to pay.
        lines: Its line items.
        params: The parameters it was created with, which hold the trial.
        problem: Why the last attempt failed, if it did.
    """
    trial = params.get("subscription_data", {}).get("trial_period_days")
    total = written(session["amount_total"], session["currency"])
    return _template("checkout.html").substitute(
        action=escape(session["url"]),
        after=escape(_after(lines[0], trial)),
        back=_back(session["cancel_url"]),
        code=_CODE if session["allow_promotion_codes"] and not session["discounts"] else "",
        button="Start trial" if trial else _VERBS[session["mode"]],
        email=escape(session["customer_email"] or ""),
        heading=escape(_heading(session["mode"], lines)),
        lines="".join(_line(line) for line in lines) + _discount(session),
        problem=_problem(problem),
        terms=_TERMS if session["consent_collection"] else "",
        total=escape(total),
    )


def invoice(invoice: Json, problem: str) -> str:
    """Return the form of an open invoice."""
    lines = [line | {"amount_total": line["amount"]} for line in invoice["lines"]["data"]]
    return _template("checkout.html").substitute(
        action=escape(invoice["hosted_invoice_url"]),
        after="",
        back="",
        button="Pay invoice",
        code="",
        email=escape(invoice["customer_email"] or ""),
        heading=escape(f"Invoice {invoice['number']}"),
        lines="".join(_line(line) for line in lines),
        problem=_problem(problem),
        terms="",
        total=escape(written(invoice["amount_remaining"], invoice["currency"])),
    )


def portal(held: list[str], return_url: str | None, problem: str) -> str:
    """Return the page of a customer's billing portal, with a form per subscription."""
    return _template("portal.html").substitute(
        back=_back(return_url),
        held="".join(held) or "<p>You hold none at the moment.</p>",
        problem=_problem(problem),
    )


def _discount(session: Json) -> str:
    off: int = session["total_details"]["amount_discount"]
    if not off:
        return ""
    return (
        f"<li><span>Discount</span><span>-{escape(written(off, session['currency']))}</span></li>"
    )


def _problem(problem: str) -> str:
    return f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""


def message(heading: str, text: str) -> str:
    """Return a page without a form."""
    return _template("message.html").substitute(heading=escape(heading), text=escape(text))


def _template(name: str) -> Template:
    return Template((files("bot.simulator.stripe.hosted_pages") / name).read_text(encoding="utf-8"))


def _heading(mode: str, lines: list[Json]) -> str:
    name: str = lines[0]["description"]
    return f"Subscribe to {name}" if mode == "subscription" else name


def _after(line: Json, trial: int | None) -> str:
    recurring: Json | None = line["price"]["recurring"]
    if recurring is None:
        return "one-time payment"
    count: int = recurring["interval_count"]
    every = recurring["interval"] if count == 1 else f"{count} {recurring['interval']}s"
    amount = written(line["amount_total"], line["currency"])
    return f"{trial} days free, then {amount} per {every}" if trial else f"per {every}"


def _back(url: str | None) -> str:
    return f'<a class="back" href="{escape(url)}">&larr; Back</a>' if url else ""


def _line(line: Json) -> str:
    amount = written(line.get("amount_subtotal", line["amount_total"]), line["currency"])
    count = f" &times; {line['quantity']}" if line["quantity"] > 1 else ""
    return (
        f"<li><span>{escape(line['description'])}{count}</span><span>{escape(amount)}</span></li>"
    )
