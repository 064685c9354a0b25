"""Writes the pages as HTML without scripts: small, for phones, light and dark."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from bot.i18n import LANGUAGES, OWN_NAMES, Translator
from bot.join.service import Progress, Stage
from bot.payments.price_text import price_line, price_text
from bot.payments.prices import in_order_for
from data.plans import Plan
from data.prices import Price

CHANNELS_SHOWN = 6
REFRESH_SECONDS, LATER_SECONDS = 2, 15
SOON = 20  # refreshes, after which they come less often


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan on sale, and the names of the channels that it opens."""

    plan: Plan
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class PageAddress:
    """Where a page is: its path, and what links to other languages must keep."""

    path: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlansShown:
    """What the page with the plans shows.

    Attributes:
        server: The server's name.
        guild_id: The server.
        plans: The plans to show.
        coupon: The coupon's code in the link.
        notice: A sentence above the plans, such as why a link led nowhere.
        only: Whether these are not all plans, so that a link to all is shown.
    """

    server: str
    guild_id: int
    plans: Sequence[PlanCard]
    coupon: str = ""
    notice: str = ""
    only: bool = False


def plans_page(translate: Translator, address: PageAddress, shown: PlansShown) -> str:
    """Return the page with the plans on sale."""
    title = translate.plain("join-title", server=shown.server)
    parts = [f"<h1>{escape(title)}</h1>"]
    if shown.notice:
        parts.append(f'<p class="bad" role="alert">{escape(shown.notice)}</p>')
    parts.append(_paragraph(translate.plain("join-how" if shown.plans else "join-nothing")))
    if shown.coupon:
        parts.append(_paragraph(translate.plain("join-coupon", coupon=shown.coupon)))
    cards = "".join(_card(translate, plan, shown) for plan in shown.plans)
    shape = "plans narrow" if len(shown.plans) == 1 else "plans"
    parts.append(f'<div class="{shape}">{cards}</div>')
    if shown.only:
        link = escape(f"/join/{shown.guild_id}?{urlencode({'lang': translate.language})}")
        parts.append(f'<p><a href="{link}">{escape(translate.plain("join-all-plans"))}</a></p>')
    parts.append(f"<footer>{_paragraph(translate.plain('join-privacy'))}</footer>")
    return document(translate, title, "".join(parts), address)


def _card(translate: Translator, card: PlanCard, shown: PlansShown) -> str:
    plan = card.plan
    prices = in_order_for(translate.language, plan.prices)
    lines = [f"<h2>{escape(plan.name)}</h2>"]
    if len(prices) == 1:
        text = escape(price_text(translate, prices[0]))
        lines.append(f'<p class="price">{text}{_trial(translate, plan, prices[0])}</p>')
    if plan.description:
        lines.append(_paragraph(plan.description))
    if card.channels:
        lines.append(_channels(translate, card.channels))
    hidden = {
        "server": str(shown.guild_id),
        "plan": str(plan.id),
        "coupon": shown.coupon,
        "lang": translate.language,
    }
    choices = _choices(translate, plan, prices) if len(prices) > 1 else ""
    lines.append(_form(hidden, translate.plain("join-continue"), choices))
    return f"<article>{''.join(lines)}</article>"


def _channels(translate: Translator, channels: Sequence[str]) -> str:
    shown = [f"<li>#{escape(name)}</li>" for name in channels[:CHANNELS_SHOWN]]
    more = len(channels) - CHANNELS_SHOWN
    if more > 0:
        shown.append(f"<li>{escape(translate.plain('join-more-channels', count=more))}</li>")
    return f"{_paragraph(translate.plain('join-opens'), 'soft')}<ul>{''.join(shown)}</ul>"


def _trial(translate: Translator, plan: Plan, price: Price) -> str:
    """Return the trial that a price begins with, if it has one."""
    if not (plan.trial_days and price.renews):
        return ""
    message = "payments-trial" if plan.terms.trial_card else "payments-trial-cardless"
    return f"<small>{escape(translate.plain(message, days=plan.trial_days))}</small>"


def _choices(translate: Translator, plan: Plan, prices: Sequence[Price]) -> str:
    """Return the prices of a plan to choose from, the first one chosen."""
    lines: list[str] = []
    for number, price in enumerate(prices):
        chosen = " checked" if number == 0 else ""
        text = escape(price_line(translate, price)) + _trial(translate, plan, price)
        button = f'<input type="radio" name="price" value="{price.id}"{chosen}>'
        lines.append(f"<label>{button}<span>{text}</span></label>")
    legend = escape(translate.plain("join-which-price"))
    return f"<fieldset><legend>{legend}</legend>{''.join(lines)}</fieldset>"


def _form(hidden: Mapping[str, str], label: str, choices: str = "") -> str:
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in hidden.items()
        if value
    )
    fields += choices
    return f'<form method="post" action="/join">{fields}<button>{escape(label)}</button></form>'


def progress_page(
    translate: Translator,
    address: PageAddress,
    progress: Progress,
    server: str,
    *,
    refreshes: int = 0,
    cancelled: bool = False,
) -> str:
    """Return the page after paying: how far it is, and what to do.

    Args:
        translate: The language.
        address: Where the page is.
        progress: How far the visitor has come.
        server: The server's name.
        refreshes: How often the page has reloaded itself.
        cancelled: Whether the visitor has just left Stripe's page without paying.
    """
    sign_in, stage = progress.sign_in, progress.stage
    if cancelled and stage is Stage.UNPAID:
        return _cancelled_page(translate, address, progress)
    names = {"plan": progress.plan.name, "server": server}
    title = translate.plain(f"join-{stage.value}-title", **names)
    waiting = stage in (Stage.UNPAID, Stage.ENTERING)
    late = waiting and refreshes > SOON
    detail = f"-{sign_in.refusal}" if stage is Stage.REFUSED else "-late" if late else ""
    text = translate.plain(f"join-{stage.value}-text{detail}", **names)
    parts = [f"<h1>{escape(title)}</h1>", _steps(translate, stage), _paragraph(text)]
    parts += [_action(translate, progress), _identity(translate, progress)]
    query = urlencode({"lang": translate.language, "n": refreshes + 1})
    seconds = LATER_SECONDS if late else REFRESH_SECONDS
    refresh = f"{seconds}; url=/entering?{query}" if waiting else ""
    return document(translate, title, _note(parts), address, refresh=refresh)


def _identity(translate: Translator, progress: Progress) -> str:
    """Return whose sign-in it is, and the reference of a refusal."""
    sign_in = progress.sign_in
    lines = [translate.plain("join-signed-in-as", name=sign_in.user_name)]
    if progress.stage is Stage.REFUSED and sign_in.reference:
        lines.append(translate.plain("join-reference", reference=sign_in.reference))
    return "".join(_paragraph(line, "soft") for line in lines)


def _cancelled_page(translate: Translator, address: PageAddress, progress: Progress) -> str:
    title = translate.plain("join-cancelled-title")
    parts = [
        f"<h1>{escape(title)}</h1>",
        _paragraph(translate.plain("join-cancelled-text", plan=progress.plan.name)),
        _again(translate, progress, "join-continue"),
    ]
    return document(translate, title, _note(parts), address)


def _steps(translate: Translator, stage: Stage) -> str:
    """Return the three steps: signed in, paid, inside."""
    reached = {Stage.UNPAID: 1, Stage.PROCESSING: 1, Stage.INSIDE: 3}.get(stage, 2)
    names = ("join-step-signed-in", "join-step-paid", "join-step-inside")
    lines = [
        f'<li class="{_step_class(number, reached)}">{escape(translate.plain(name))}</li>'
        for number, name in enumerate(names)
    ]
    return f'<ol class="steps">{"".join(lines)}</ol>'


def _step_class(number: int, reached: int) -> str:
    if number < reached:
        return "done"
    return "now" if number == reached else ""


def _action(translate: Translator, progress: Progress) -> str:
    if progress.stage is Stage.INSIDE:
        return server_button(translate, progress.sign_in.guild_id)
    if progress.stage in (Stage.SIGN_IN, Stage.REFUSED):
        return _again(translate, progress, "join-enter-again")
    return ""


def _again(translate: Translator, progress: Progress, label: str) -> str:
    """Return the form that signs in once more for the same plan."""
    hidden = {
        "server": str(progress.sign_in.guild_id),
        "plan": str(progress.sign_in.plan_id),
        "price": str(progress.sign_in.price_id or ""),
        "coupon": progress.sign_in.coupon,
        "lang": translate.language,
    }
    return _form(hidden, translate.plain(label))


def server_button(translate: Translator, guild_id: int) -> str:
    """Return the link that opens the server in Discord."""
    label = escape(translate.plain("join-open-server"))
    return f'<p><a class="button" href="https://discord.com/channels/{guild_id}">{label}</a></p>'


def message_page(
    translate: Translator,
    address: PageAddress,
    *,
    text: str,
    title: str = "",
    reference: str = "",
    action: str = "",
    back: str = "/join",
) -> str:
    """Return a page with one sentence, its reference code, and a way back.

    `action` is HTML.
    """
    title = title or translate.plain("join-stopped")
    parts = [f"<h1>{escape(title)}</h1>", _paragraph(text), action]
    if reference:
        parts.append(_paragraph(translate.plain("join-reference", reference=reference), "soft"))
    if not action:
        link = escape(f"{back}?{urlencode({'lang': translate.language})}")
        label = escape(translate.plain("join-back"))
        parts.append(f'<p><a class="button" href="{link}">{label}</a></p>')
    return document(translate, title, _note(parts), address)


def document(
    translate: Translator, title: str, content: str, address: PageAddress, *, refresh: str = ""
) -> str:
    """Return a whole page."""
    again = f'<meta http-equiv="refresh" content="{escape(refresh)}">' if refresh else ""
    return (
        f'<!doctype html><html lang="{translate.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex">{again}'
        f"<title>{escape(title)}</title><style>{style()}</style></head>"
        f"<body><main>{_languages(translate, address)}{content}</main></body></html>"
    )


def _languages(translate: Translator, address: PageAddress) -> str:
    links: list[str] = []
    for language in LANGUAGES:
        name = escape(OWN_NAMES[language])
        if language == translate.language:
            links.append(f'<b lang="{language}">{name}</b>')
            continue
        query = urlencode({**address.query, "lang": language})
        link = escape(f"{quote(address.path)}?{query}")
        links.append(f'<a href="{link}" lang="{language}" hreflang="{language}">{name}</a>')
    return f"<header>{''.join(links)}</header>"


def _note(parts: Iterable[str]) -> str:
    return f'<div class="narrow"><div class="note">{"".join(parts)}</div></div>'


def _paragraph(text: str, kind: str = "") -> str:
    shape = f' class="{kind}"' if kind else ""
    return f"<p{shape}>{escape(text)}</p>"


@cache
def style() -> str:
    """Return the style sheet, which stands in each page."""
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8").strip()


@cache
def style_hash() -> str:
    """Return the style sheet's hash, by which the Content-Security-Policy allows it."""
    return b64encode(sha256(style().encode()).digest()).decode()
