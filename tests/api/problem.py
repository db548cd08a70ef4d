"""What every refusal at the API looks like, whatever was refused."""

MEMBERS = {"type", "title", "status", "detail", "text", "code", "request_id", "errors"}


def refused(response, status, *, code=None, at=None):
    """The problem document, once it is one: of this status and code, and with a fault at this pointer."""
    document = is_problem(response)
    assert response.status_code == status, document
    assert code in (None, document["code"]), document
    assert at is None or at in pointers(document), document
    return document


def is_problem(response):
    """The document, once it has every member that each problem has, in both languages."""
    assert 400 <= response.status_code < 500 or response.status_code == 503, (response.status_code, response.data)
    assert response.content_type == "application/problem+json", response.content_type
    document = response.json
    assert document.keys() >= MEMBERS, document
    assert document["status"] == response.status_code
    assert document["request_id"] == response.headers["Request-Id"] != ""
    assert document["type"] == f"/problems/{document['code']}"
    assert document["title"]
    assert document["detail"]
    assert is_bilingual(document["text"])
    for error in document["errors"]:
        assert error.keys() == {"pointer", "code", "text"}, error
        assert error["pointer"] == "" or error["pointer"].startswith("/"), error
        assert is_bilingual(error["text"]), error
        assert error["code"] != "invalid", f"no check of ours said this: {error}"
    return document


def is_bilingual(text):
    chinese = any("一" <= each <= "鿿" for each in text["zh"])
    return text.keys() == {"zh", "en"} and chinese and any("a" <= each <= "z" for each in text["en"])


def pointers(document):
    return [error["pointer"] for error in document["errors"]]


def codes(document):
    return {error["code"] for error in document["errors"]}
