"""What to type for each operation, with curl and with the Python SDK: ``x-codeSamples`` of the specification.

Written for the demo register and the lender it calls rural-bank, so that each of them runs as it stands: the tests run
them all. $TOKEN comes from the sample of /oauth/token; $NUMBER, $CODE and $JWS stand in the answer to a filing.
"""

from __future__ import annotations

from collections.abc import Mapping

DEMO = "http://127.0.0.1:8000"  # /docs puts the address of the register that serves it in its place

_LINE = " \\\n  "
_PARCEL = "5002331042030796973"  # of the demo's example mortgage
_BEARER = '-H "Authorization: Bearer $TOKEN"'
_JSON = "-H 'Content-Type: application/json'"
_TAKEN_OUT = """python3 -c 'import json, sys
print(json.load(sys.stdin)["access_token"])'"""
_SIGNED_BY_YOU = """\
# 申请以您的私钥签名（RFC 9421），五分钟内有效
# A filing is signed with your key (RFC 9421):
# the line is good for five minutes
"""
_GOOD_ONCE = """\
# 令牌请求以您的私钥签名（RFC 7523），一次有效
# The request is signed with your key (RFC 7523)
# and good once; the token, for ten minutes
"""
_CLIENT = f"""\
from pathlib import Path
from registry.client import Client

bank = Client(
    "{DEMO}",
    "demo-rural-bank",
    Path(".demo/clients/rural-bank.pem"),
)
"""
_ONE_OF_OURS = 'number = next(bank.registrations(status="active"))["number"]'


def samples(endpoint: str) -> list[dict[str, str]]:
    """Both samples of an operation, as readers of OpenAPI documents expect them; none of a route nobody wrote any for,
    which is for a test to say and no reason not to start."""
    if endpoint not in _WITH_CURL or endpoint not in _WITH_THE_SDK:
        return []
    return [
        {"lang": "shell", "label": "curl", "source": _WITH_CURL[endpoint]},
        {"lang": "python", "label": "Python SDK", "source": _CLIENT + _WITH_THE_SDK[endpoint]},
    ]


def _public(path: str, *parameters: str) -> str:
    command = "curl -sS -G" if parameters else "curl -sS"
    return _LINE.join((command, DEMO + path, *(f"-d {each}" for each in parameters)))


def _asked(path: str, *parameters: str) -> str:
    """A question under a bearer token."""
    return _LINE.join((_public(path, *parameters), _BEARER))


def _posed(path: str, body: str) -> str:
    """A question whose particulars stand in its body."""
    return _LINE.join((_public(path), _BEARER, _JSON, f"-d '{body}'"))


def _filed(path: str, *options: str) -> str:
    return f"{_SIGNED_BY_YOU}{_signed(path, *options)}\nsh request.sh"


def _signed(path: str, *options: str) -> str:
    """The command line signs, and writes down what curl then sends."""
    asked = (".venv/bin/registry api", f"POST {path}", "--as rural-bank", *options, "--curl > request.sh")
    return _LINE.join(asked)


_WITH_CURL: Mapping[str, str] = {
    "token.token": f"{_GOOD_ONCE}{_signed('/oauth/token')}\nTOKEN=$(sh request.sh | {_TAKEN_OUT})",
    "registrations.register": _filed("/v1/registrations", "--input .demo/sample.json"),
    "registrations.listing": _asked("/v1/registrations", "status=active", "limit=3"),
    "registrations.one": _asked("/v1/registrations/$NUMBER"),
    "registrations.history": _asked("/v1/registrations/$NUMBER/history"),
    "registrations.priority": _asked("/v1/registrations/$NUMBER/priority"),
    "registrations.discharge": _filed(
        "/v1/registrations/$NUMBER/discharge", "--if-match 1", "--input .demo/discharge.json"
    ),
    "lien_status.lien_status": _asked("/v1/lien-status", "kind=land_management_right", f"key={_PARCEL}"),
    "lien_status.lien_statuses": _posed("/v1/lien-status", f'{{"assets": [{{"code": "{_PARCEL}"}}]}}'),
    "waterfalls.waterfall": _posed(
        "/v1/waterfalls",
        '{"asset": {"code": "5002331042030100999"},\n       "proceeds": {"amount": "900000.00", "currency": "CNY"}}',
    ),
    "searches.search": _posed(
        "/v1/searches", f'{{"by": {{"asset": {{"code": "{_PARCEL}"}}}},\n       "purpose": "lending"}}'
    ),
    "certificates.certificate": _public("/v1/certificates/$NUMBER-1", "code=$CODE"),
    "certificates.verification": _LINE.join((_public("/v1/verifications"), _JSON, '-d "{\\"jws\\": \\"$JWS\\"}"')),
    "catalogue.kinds": _public("/v1/collateral-kinds"),
    "catalogue.enums": _public("/v1/enums"),
    "wellknown.jwks": _public("/.well-known/jwks.json"),
    "wellknown.healthz": _public("/healthz"),
    "wellknown.readyz": _public("/readyz"),
}

_WITH_THE_SDK: Mapping[str, str] = {
    "token.token": """
# 令牌由 SDK 自行取得和更换
# The SDK fetches and renews its token by itself
print(bank.get("/v1/registrations", {"limit": 1}).status)""",
    "registrations.register": """
import json
from uuid import uuid4

body = json.loads(Path(".demo/sample.json").read_text("utf-8"))
# 与贷款一并保存；答复丢失时以同一键重试
# Keep it with the loan, to ask again under it
key = str(uuid4())
filed = bank.register(body, idempotency_key=key).body
print(filed["number"], filed["certificate"]["check_code"])""",
    "registrations.listing": """
for each in bank.registrations(status="active"):
    print(each["number"], each["expires_on"])""",
    "registrations.one": f"""
{_ONE_OF_OURS}
print(bank.registration(number).body["collateral"])""",
    "registrations.history": f"""
{_ONE_OF_OURS}
print(bank.history(number).body["data"])""",
    "registrations.priority": f"""
{_ONE_OF_OURS}
for item in bank.priority(number).body["collateral"]:
    for place in item["places"]:
        print(place["position"], place["registration"])""",
    "registrations.discharge": f"""
{_ONE_OF_OURS}
version = bank.registration(number).body["version"]
ended = bank.discharge(
    number, version=version, reason="claim_extinguished"
).body
print(ended["status"], ended["certificate"]["number"])""",
    "lien_status.lien_status": f"""
status = bank.lien_status(
    "land_management_right", "{_PARCEL}"
).body
print(status["known"], status["trade"]["verdict"])""",
    "lien_status.lien_statuses": f"""
assets = [{{"code": "{_PARCEL}"}}]
for status in bank.lien_statuses(assets):
    print(status["known"], status["trade"]["verdict"])""",
    "waterfalls.waterfall": f"""
asset = {{"code": "{_PARCEL}"}}
price = {{"amount": "900000.00", "currency": "CNY"}}
(status,) = bank.lien_statuses([asset])
owed = {{
    lien["registration"]: price for lien in status["liens"]
}}
divided = bank.waterfall(
    asset, proceeds=price, owed=owed
).body
for share in divided["shares"]:
    print(share["registration"], share["amount"]["amount"])""",
    "searches.search": f"""
asset = {{"code": "{_PARCEL}"}}
found = bank.search({{"asset": asset}}, purpose="lending").body
print(found["count"], found["certificate"]["number"])""",
    "certificates.certificate": f"""
{_ONE_OF_OURS}
print(bank.certificate(f"{{number}}-1").body["status"])""",
    "certificates.verification": f"""
{_ONE_OF_OURS}
certificate = bank.certificate(f"{{number}}-1").body
print(bank.verify(certificate).body["verdict"])""",
    "catalogue.kinds": """
for kind in bank.get("/v1/collateral-kinds").body["data"]:
    print(kind["kind"], kind["name"]["zh"])""",
    "catalogue.enums": """
print(bank.get("/v1/enums").body["data"].keys())""",
    "wellknown.jwks": """
print(bank.get("/.well-known/jwks.json").body["keys"])""",
    "wellknown.healthz": """
print(bank.get("/healthz").body["status"])""",
    "wellknown.readyz": """
print(bank.get("/readyz").body["settled_age_seconds"])""",
}
