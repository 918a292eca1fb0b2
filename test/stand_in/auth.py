"""Who is calling: the access token as Bearer, or as the password of any user."""
from __future__ import annotations

import base64
import binascii
import hmac
from email.message import Message

from exchange import ApiError

TOKEN_OWNER = "template-sync"  # whom a Bearer token stands for


def user_of(headers: Message, token: str) -> str | None:
    """The user whose credentials are valid, else None."""
    scheme, _, credentials = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return TOKEN_OWNER if _equal(credentials.strip(), token) else None
    if scheme.lower() == "basic":
        user, password = _basic(credentials)
        return user if user and _equal(password, token) else None
    return None


def refusal(headers: Message) -> ApiError:
    """The 401 for a request without a valid user."""
    if "Authorization" in headers:
        text = "Authentication failed. Please check your credentials and try again."
        return ApiError(401, "auth.IncorrectPasswordAuthenticationException", text)
    return ApiError(401, "AuthorisationException", "You are not permitted to access this resource")


def _basic(credentials: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    user, _, password = text.partition(":")
    return (user, password) if user.isprintable() else ("", "")


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode())
