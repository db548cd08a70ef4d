"""In which language a page is read: Chinese, unless its reader chose English or his browser asks for nothing else.

Every sentence of a page stands in it in both languages, beside each other (``parts.both``): what is not translated is
not a sentence that can be written.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, g, request

COOKIE = "registry-language"
LANGUAGES = ("zh", "en")
_A_YEAR = 31_536_000


def language() -> str:
    """By ``?lang=`` of this address, by what was chosen before, or by what the browser prefers."""
    if "language" not in g:
        chosen = (request.args.get("lang"), request.cookies.get(COOKIE))
        asked = request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0])
        g.language = next((each for each in chosen if each in LANGUAGES), asked)
    found: str = g.language
    return found


def other_way() -> str:
    """This address in the other language."""
    other = LANGUAGES[1 - LANGUAGES.index(language())]
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*asked, ('lang', other)])}"


def keep(answer: Response, *, secure: bool) -> Response:
    """Remember what this address chose; it says nothing of its reader but that."""
    if request.args.get("lang") in LANGUAGES:
        answer.set_cookie(COOKIE, language(), max_age=_A_YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
    return answer
