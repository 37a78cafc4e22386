"""Signing in with a key or a one-time link, and out again."""

from collections.abc import Awaitable
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from syncopate.errors import AccessDenied, KeyInvalid, SyncopateError, TooManyRequests
from syncopate.web.auth import sign_in, sign_in_once, sign_out
from syncopate.web.texts import LINK_USED, trouble
from syncopate.web.view.links import inside
from syncopate.web.visit import SEE_OTHER, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The form; `error` says why the last try did not work."""

    back: str
    error: SyncopateError | None = None
    title: str = ""
    means: str = ""
    remedy: str = ""


async def show(visit: Visit) -> Response:
    """Show the form; a one-time link signs in at once."""
    if visit.visitor is not None:
        return visit.to("")
    token = visit.parameter("token")
    if token:
        response = visit.to("")
        return await _entered(visit, response, sign_in_once(visit.context, visit.request, response, token))
    return visit.page("login.html", View(back=visit.parameter("back")))


async def enter(visit: Visit) -> Response:
    """Begin a session and lead on to where the visitor wanted to go."""
    if visit.request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise AccessDenied("The request does not come from one of our pages.")
    response = RedirectResponse(f"{visit.root}{inside(visit.field('back'))}", SEE_OTHER)
    return await _entered(
        visit, response, sign_in(visit.context, visit.request, response, visit.field("key"))
    )


async def _entered(visit: Visit, response: Response, signing: Awaitable[None]) -> Response:
    """Return the response once signed in, the form with what is wrong otherwise."""
    try:
        await signing
    except (KeyInvalid, TooManyRequests) as error:
        said = LINK_USED if isinstance(error, KeyInvalid) and visit.parameter("token") else trouble(error.key)
        view = View(
            back=visit.field("back"), error=error, title=said.title, means=said.means, remedy=said.remedy
        )
        answer = visit.page("login.html", view, error=error)
        if isinstance(error, TooManyRequests):
            answer.headers["Retry-After"] = error.placeholders["retry_after"]
        return answer
    return response


async def leave(visit: Visit) -> Response:
    """End the session."""
    response = visit.to("login", said="signed_out")
    await sign_out(visit.context, visit.visitor, response)
    return response
