"""REST: OAuth2's token endpoint, which takes forms and has its own kind of errors."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import cast

from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.state.authorizations import TOKEN_LIFE, AccessToken, GrantError


def _token(call: RestCall) -> RestAnswer:
    if (refusal := _refuse_client(call)) is not None:
        return refusal
    form = _form(call)
    if form.get("grant_type") == "client_credentials":  # the application's owner, without a user
        return _granted(call.authorizations.grant_owner(frozenset(form["scope"].split())))
    if form.get("grant_type") != "authorization_code":
        return _error(GrantError("unsupported_grant_type", "Grant type not supported."))
    try:
        token = call.authorizations.exchange(
            form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier")
        )
    except GrantError as error:
        return _error(error)
    return _granted(token, token.refresh)


def _granted(token: AccessToken, refresh: str | None = None) -> RestAnswer:
    return RestAnswer(
        200,
        {
            "token_type": "Bearer",
            "access_token": token.value,
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "scope": " ".join(sorted(token.scopes)),
        }
        | ({} if refresh is None else {"refresh_token": refresh}),
    )


def _revoke(call: RestCall) -> RestAnswer:
    if (refusal := _refuse_client(call)) is not None:
        return refusal
    call.authorizations.revoke(_form(call).get("token", ""))
    return RestAnswer(200, {})


def _refuse_client(call: RestCall) -> RestAnswer | None:
    """Return the refusal if the client's id or secret is wrong."""
    application = call.world.application
    expected = (str(application.id), application.client_secret)
    form = _form(call)
    given = _basic(call.authorization) or (form.get("client_id"), form.get("client_secret"))
    if application.client_secret and given == expected:
        return None
    return RestAnswer(401, {"error": "invalid_client"})


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, encoded = header.partition(" ")
    if scheme != "Basic":
        return None
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (Base64Error, UnicodeDecodeError):
        return None
    return name, secret


def _form(call: RestCall) -> Mapping[str, str]:
    return cast("dict[str, str]", call.body) if isinstance(call.body, dict) else {}


def _error(error: GrantError) -> RestAnswer:
    return RestAnswer(400, {"error": error.error, "error_description": error.description})


def routes() -> list[Route]:
    """Return the routes of this topic."""
    return [
        Route("POST", "/oauth2/token", _token, authorized=False),
        Route("POST", "/oauth2/token/revoke", _revoke, authorized=False),
    ]
