"""From views to HTML: one Jinja environment a language, and what all templates share."""

import gettext
import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from syncopate.web import (
    agreement,
    catalogue_words,
    comparing,
    details,
    export_words,
    happenings,
    link_words,
    planned,
    setting_words,
    source_words,
    texts,
)
from syncopate.web.view import errors, links, numbers, pictures, times, words

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
LOCALE = _HERE / "locale"
LANGUAGES = ("en", "de")
_DEPTHS = 8
"""In which addresses of pages can lie: an address that is none may have any."""

type Texts = gettext.NullTranslations


@cache
def texts_of(language: str) -> Texts:
    """Return the catalogue of a language; English is what the sources say."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("messages", LOCALE, languages=[language])


@cache
def static_version() -> str:
    """Return a mark that changes with the static files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def language_for(setting: object, accept: str) -> str:
    """Return the language of a page: the setting, else the first that the browser wants and we have."""
    if setting in LANGUAGES:
        return str(setting)
    wanted: list[tuple[float, str]] = []
    for part in accept.lower().split(","):
        name, _, quality = part.strip().partition(";q=")
        language = name.partition("-")[0].strip()
        if language in LANGUAGES:
            wanted.append((_quality(quality), language))
    return max(wanted, key=lambda pair: pair[0])[1] if wanted else "en"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


@cache
def environment(language: str) -> Environment:
    """Return the templates in one language."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    translations = texts_of(language)
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals["ngettext"] = _counted(made.globals["ngettext"])
    mark = "," if language == "de" else "."
    made.filters.update(
        number=numbers.number,
        duration=numbers.duration,
        seconds=numbers.seconds,
        took=numbers.took,
        percent=numbers.percent,
        size=lambda count: numbers.size(count, mark),
        segment=links.segment,
        initials=links.initials,
        hue=links.hue,
        short=words.short,
        label=lambda label: translations.gettext(label) if source_words.is_our_label(label) else label,
        short_names=words.short_names,
        ago=_ago,
        until=_until,
        exact=_exact,
        asked=partial(errors.asked, translations),
        in_words=partial(details.in_words, translations),
        say=lambda message: translations.gettext(message) if message else "",
    )
    made.globals.update(
        happened=partial(errors.happened, translations), english=errors.english, said_known=errors.known
    )
    made.globals.update(
        t=texts,
        planned=planned,
        link_words=link_words,
        setting_words=setting_words,
        source_words=source_words,
        cover_at=pictures.cover_at,
        export_words=export_words,
        catalogue_words=catalogue_words,
        happenings=happenings,
        weighing=agreement,
        comparing=comparing,
        with_query=links.with_query,
        shares=numbers.shares,
        icons_of=icons_of,
        language=language,
    )
    return made


@cache
def prepare() -> None:
    """Compile all templates."""
    for language in LANGUAGES:
        made = environment(language)
        for name in made.list_templates():
            made.get_template(name)


def render(language: str, template: str, values: dict[str, Any]) -> str:
    """Return a whole page or a fragment."""
    return environment(language).get_template(template).render(values)


def _counted(ngettext: Any) -> Callable[..., Any]:
    """Return what says how many there are, the number written as all numbers are."""

    @pass_context
    def counted(context: Context, one: str, many: str, count: int, **values: object) -> Any:
        return ngettext(context, one, many, count, **{"num": numbers.number(count), **values})

    return counted


@pass_context
def _ago(context: Context, moment: datetime | None) -> str:
    if moment is None:
        return ""
    said = times.relative(moment, context["now"], texts_of(context["language"]))
    return _time(context, moment, said, "ago")


@pass_context
def _exact(context: Context, moment: datetime) -> str:
    return times.exact(moment, context["zone"])


@pass_context
def _until(context: Context, moment: datetime | None) -> str:
    if moment is None:
        return ""
    said = times.countdown(moment, context["now"], texts_of(context["language"]))
    return _time(context, moment, said, "until")


def _time(context: Context, moment: datetime, said: str, kind: str) -> str:
    at, title = moment.isoformat(timespec="seconds"), times.exact(moment, context["zone"])
    # A list has a hundred of them: `Markup.format` would take several times as long.
    return Markup(f'<time datetime="{at}" title="{escape(title)}" data-{kind}>{escape(said)}</time>')  # noqa: S704 -- escaped here


@lru_cache(_DEPTHS)
def icons_of(static: str, version: str) -> Callable[[str], Markup]:
    """Return what draws an icon by its name: a page has hundreds, and a macro would make each anew."""

    @cache
    def icon(name: str) -> Markup:
        place = escape(f"{static}icons.svg?v={version}#{name}")
        return Markup(f'<svg class="icon" aria-hidden="true"><use href="{place}"/></svg>')  # noqa: S704 -- escaped here

    return icon
