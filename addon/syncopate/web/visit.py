"""One request to a page: who, in which language, from where; and the ways to answer it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from syncopate.access.identity import Origin
from syncopate.domain.match import Verdict
from syncopate.domain.run import JobName
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.providers import registry
from syncopate.store import accounts, events, libraries, matches, runs, settings
from syncopate.store.database import Connection
from syncopate.store.encoding import JsonValue
from syncopate.sync.decisions import Signer
from syncopate.sync.kit import Kit
from syncopate.web import link_words, texts
from syncopate.web.auth import Visitor
from syncopate.web.context import WebContext
from syncopate.web.render import Texts, language_for, render, static_version, texts_of
from syncopate.web.sentences import FIELDS
from syncopate.web.veil import veiled
from syncopate.web.view.links import inside, root_of, with_query

SEE_OTHER = 303
_SAID = {**texts.SAID, **link_words.SAID}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What surrounds every page: appearance, language, and the two numbers beside the navigation."""

    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    review: int = 0
    running: int = 0
    pictured: frozenset[str] = frozenset()
    """The libraries whose servers have covers."""
    seen: int = 0
    """The latest event that the page knows of."""

    @property
    def theme(self) -> str:
        """The appearance that was chosen."""
        return str(self.settings.get("web.theme") or "auto")


def read_shell(connection: Connection) -> Shell:
    """Gather it in one read."""
    seen = events.latest_id(connection)
    # First the event, then what it may have changed: what happens between them is told once too often.
    return Shell(
        seen=seen,
        settings=settings.every(connection),
        review=matches.to_review(connection),
        running=len(runs.active(connection)),
        pictured=_pictured(connection),
    )


def _pictured(connection: Connection) -> frozenset[str]:
    known = registry.manifests()
    covered = {
        account.id
        for account in accounts.every(connection)
        if account.provider in known and known[account.provider].has_covers
    }
    if not covered:
        return frozenset()
    return frozenset(each.id for each in libraries.every(connection) if each.account_id in covered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request; `form` is empty unless it is a POST. `path` is the page's own, from the top."""

    request: Request
    context: WebContext
    visitor: Visitor | None
    shell: Shell
    now: datetime
    form: FormData = field(default_factory=FormData)

    @property
    def kit(self) -> Kit:
        """What use cases take."""
        return self.context.kit

    @property
    def signer(self) -> Signer:
        """Who decides here."""
        if self.visitor is None:
            return Signer(name="")
        way = Origin.INGRESS if self.visitor.session is None else Origin.SESSION
        return Signer(name=self.visitor.name, via=way.value)

    @property
    def path(self) -> str:
        """Where the page lies, whatever the prefix."""
        return str(self.request.scope["path"])

    @property
    def root(self) -> str:
        """What leads back to the top."""
        return root_of(self.path)

    @property
    def language(self) -> str:
        """The language of this page."""
        accept = self.request.headers.get("accept-language", "")
        return language_for(self.shell.settings.get("web.language"), accept)

    @property
    def texts(self) -> Texts:
        """The catalogue of this page."""
        return texts_of(self.language)

    @property
    def csrf(self) -> str:
        """What goes into forms: the same in all of one answer, and different in the next."""
        state = self.request.state
        if not hasattr(state, "csrf"):
            state.csrf = veiled(self.visitor.csrf) if self.visitor else ""
        return str(state.csrf)

    def parameter(self, name: str) -> str:
        """Return a query parameter, "" when it is not there."""
        return self.request.query_params.get(name, "").strip()

    def whole(self, name: str, otherwise: int = 0) -> int:
        """Return a query parameter as a number from 0, `otherwise` when it is none."""
        text = self.parameter(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise  # noqa: PLR2004 -- lists are shorter

    @property
    def shown_at(self) -> str:
        """The page that the answer is seen on: htmx draws it into the one that the form stood on."""
        if self.request.headers.get("hx-request") == "true" and self.field("back"):
            return "/" + inside(self.field("back")).partition("?")[0]
        return self.path

    def typed(self, name: str, otherwise: object = "") -> object:
        """Return a field as it was sent, `otherwise` when no form was."""
        return self.field(name) if self.form else otherwise

    def field(self, name: str) -> str:
        """Return a field of the form, "" when it is not there."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def needed(self, name: str, longest: int = 300) -> str:
        """Return a field of the form. Raises InvalidInput without it."""
        value = self.field(name)
        if not value or len(value) > longest:
            said = FIELDS.get(name, name)
            raise InvalidInput(f"{said} is needed, with {longest} letters at most.", field=name)
        return value

    def values(self, **more: Any) -> dict[str, Any]:
        """Return what every template may use."""
        query = self.request.url.query
        here = f"{self.path}?{query}" if query else self.path
        return {
            "visit": self,
            "visitor": self.visitor,
            "shell": self.shell,
            "root": root_of(self.shown_at),
            "depth": max(self.shown_at.count("/") - 1, 0),
            "here": here,
            "csrf": self.csrf,
            "now": self.now,
            "zone": self.kit.zone,
            "version": self.context.version,
            "docs": self.context.docs,
            "static": f"{root_of(self.shown_at)}static/",
            "v": static_version(),
            "said": _SAID.get(self.parameter("said"), ""),
            "JobName": JobName,
            "Verdict": Verdict,
            "may_control": self.visitor is not None and self.visitor.may("control"),
            "may_administer": self.visitor is not None and self.visitor.may("admin"),
            "typed": self.typed,
            "wrong": None,
            **more,
        }

    def page(
        self,
        template: str,
        view: object,
        *,
        active: str = "",
        error: SyncopateError | None = None,
        at: str = "",
    ) -> Response:
        """Answer with a page; with an error: the one `at` an address, its form as it was sent."""
        values = self.values(page=view, active=active, wrong=error)
        if at:
            values["here"] = at
        return HTMLResponse(render(self.language, template, values), error.status if error else 200)

    def to(self, path: str, said: str = "", **query: object) -> Response:
        """Lead on to another page of ours, named from the top without slash."""
        return RedirectResponse(with_query(f"{self.root}{path}", **query, said=said), SEE_OTHER)

    def back(self, said: str = "") -> Response:
        """Lead back to the page that the form stood on."""
        path, _, query = inside(self.field("back")).partition("?")
        kept = "&".join(part for part in query.split("&") if part and not part.startswith("said="))
        both = "&".join(part for part in (kept, f"said={said}" if said else "") if part)
        return RedirectResponse(f"{self.root}{path}{f'?{both}' if both else ''}", SEE_OTHER)

    def trouble(self, error: SyncopateError) -> Response:
        """Answer with what happened, what it means and what to do."""
        view = {"error": error, "trouble": texts.trouble(error.key)}
        headers = (
            {"Retry-After": error.placeholders["retry_after"]} if "retry_after" in error.placeholders else {}
        )
        body = render(self.language, "trouble.html", self.values(page=view, active=""))
        return HTMLResponse(body, error.status, headers)
