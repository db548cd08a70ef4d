"""What to type for each operation, with curl and with the Python SDK: ``x-codeSamples`` of the specification.

Written for the demo register, for the lender it calls rural-bank and its court, exchange and keeper, so that each of
them runs as it stands: the tests run them all. $TOKEN comes from the sample of /oauth/token; $NUMBER, $CODE and $JWS
stand in the answer to a registration and so do $ITEM and $OTHER (its first item, and who is ahead there), $HOLD and
$SEIZURE in those to an exchange's hold and a court's seizure; $DRAFT is what a filing above the ceiling waits as, $KEY
the thumbprint of a key of the bank's.
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.api.sdk_samples import PARCEL, WITH_THE_SDK

DEMO = "http://127.0.0.1:8000"  # /docs puts the address of the register that serves it in its place

_LINE = " \\\n  "
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

{{who}} = Client(
    "{DEMO}",
    "demo-{{client}}",
    Path(".demo/clients/{{client}}.pem"),
)
"""
_LENDER = ("bank", "rural-bank")
_OFFICES = {
    "seizures": ("court", "court"),
    "holds": ("exchange", "exchange"),
    "transfers": ("exchange", "exchange"),
    "attestations": ("keeper", "keeper"),
    "access_events": ("auditor", "auditor"),
    "unmaskings": ("auditor", "auditor"),
}
_REHEARSED = """\
# 演练；去掉 dry_run 即提交，版本随之加一
# A rehearsal: without dry_run it is filed,
# and the registration has its next version
"""
_ANOTHER_RECEIPT = """\
# 三十日内同一财产只能预留一次：每次换一张仓单
# One asset is held once in thirty days:
# another receipt each time
"""
_ON_PAPER = """\
# 打印件：带签名的 PDF，有机构令牌才载明姓名、号码
# As it is printed, with names only under your token"""
_SIGNED = """\
# 签名的答复：十分钟内有效，不得据以判断此后
# The answer signed: good for ten minutes"""
_OWN_AS_A_TABLE = """\
# 有令牌者得本机构的统计；表格软件可直接打开
# With a token your own, for a spreadsheet"""
_UNMASKING = "--input unmasking.json"
_OF_THE_COPY = """\
# 担保人留存联所载的查询码；窗口可重印
# The code on the grantor's copy; the counter can
# print it again
"""
_SHOWN = '-d "{\\"registration\\": \\"$NUMBER\\", \\"access_code\\": \\"$COPY\\"}"'
_AS_JOSE = "-H 'Accept: application/jose'"
_KEPT = "-o lien-status.jose"
_OF_A_PARCEL = ("kind=land_management_right", f"key={PARCEL}")
_SEVERAL = f'{{"assets": [{{"code": "{PARCEL}"}}]}}'


def samples(endpoint: str) -> list[dict[str, str]]:
    """Both samples of an operation, as readers of OpenAPI documents expect them; none of a route nobody wrote any for,
    which is for a test to say and no reason not to start."""
    if endpoint not in _WITH_CURL or endpoint not in WITH_THE_SDK:
        return []
    who, client = _OFFICES.get(endpoint.partition(".")[0], _LENDER)
    made = _CLIENT.format(who=who, client=client)
    return [
        {"lang": "shell", "label": "curl", "source": _WITH_CURL[endpoint]},
        {"lang": "python", "label": "Python SDK", "source": made + WITH_THE_SDK[endpoint]},
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


def _filed(path: str, *options: str, by: str = "rural-bank") -> str:
    return f"{_SIGNED_BY_YOU}{_signed(path, *options, by=by)}\nsh request.sh"


def _signed(path: str, *options: str, by: str = "rural-bank") -> str:
    """The command line signs, and writes down what curl then sends."""
    asked = (".venv/bin/registry api", f"POST {path}", f"--as {by}", *options, "--curl > request.sh")
    return _LINE.join(asked)


def _followed(kind: str, body: str) -> str:
    """A follow-up of a registration: rehearsed, so that the version it is based on stays the one that stands."""
    written = f'sed "s/ITEM/$ITEM/; s/OTHER/$OTHER/" {_LINE[1:]}.demo/{body}.json > {body}.json\n'
    path = f'"/v1/registrations/$NUMBER/{kind}?dry_run=true"'
    return _REHEARSED + written + _filed(path, "--if-match 1", f"--input {body}.json")


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
    "follow_ups.further_claims": _followed("further-claims", "sample-further-claim"),
    "follow_ups.statutory_registrations": _followed("statutory-registrations", "sample-report"),
    "follow_ups.subordinations": _followed("subordinations", "sample-subordination"),
    "follow_ups.releases": _followed("releases", "sample-release"),
    "holds.place": _ANOTHER_RECEIPT
    + 'sed "s/CD-SAMPLE/CD-$(date +%s)/" \\\n  .demo/sample-hold.json > hold.json\n'
    + _filed("/v1/holds", "--input hold.json", by="exchange"),
    "holds.release": _filed("/v1/holds/$HOLD/release", "--input .demo/release.json", by="exchange"),
    "seizures.seize": _filed("/v1/seizures", "--input .demo/sample-seizure.json", by="court"),
    "seizures.lift": _filed("/v1/seizures/$SEIZURE/lift", "--input .demo/lift.json", by="court"),
    "access_events.listing": _LINE.join(
        (".venv/bin/registry api", "GET '/v1/access-events?limit=3'", "--as auditor", "--curl | sh")
    ),
    "unmaskings.show": 'echo "{\\"registration\\": \\"$NUMBER\\", \\"reason\\": \\"audit\\"}" > unmasking.json\n'
    + _LINE.join((".venv/bin/registry api", "POST /v1/unmaskings", "--as auditor", _UNMASKING, "--curl | sh")),
    "subject_reports.report": _OF_THE_COPY
    + "COPY=$(.venv/bin/registry privacy code $NUMBER | head -n 1)\n"
    + _LINE.join((_public("/v1/subject-reports"), _JSON, _SHOWN)),
    "transfers.transfer": _filed("/v1/transfers", "--input .demo/sample-transfer.json", by="exchange"),
    "attestations.attest": _filed("/v1/attestations", "--input .demo/sample-attestation.json", by="keeper"),
    "client_keys.listing": _asked("/v1/client-keys"),
    "client_keys.enrol": _REHEARSED + _filed('"/v1/client-keys?dry_run=true"', "--input .demo/sample-key.json"),
    "client_keys.revoke": _REHEARSED + _filed('"/v1/client-keys/$KEY/revoke?dry_run=true"', "--input .demo/lost.json"),
    "lien_status.lien_status": "\n".join(
        (
            _asked("/v1/lien-status", *_OF_A_PARCEL),
            _SIGNED,
            _LINE.join((_asked("/v1/lien-status", *_OF_A_PARCEL), _AS_JOSE, _KEPT)),
        )
    ),
    "lien_status.lien_statuses": "\n".join(
        (
            _posed("/v1/lien-status", _SEVERAL),
            _SIGNED,
            _LINE.join((_posed("/v1/lien-status", _SEVERAL), _AS_JOSE, _KEPT)),
        )
    ),
    "waterfalls.waterfall": _posed(
        "/v1/waterfalls",
        '{"asset": {"code": "5002331042030100999"},\n       "proceeds": {"amount": "900000.00", "currency": "CNY"}}',
    ),
    "statistics.listing": _public("/v1/statistics"),
    "statistics.statistic": "\n".join(
        (
            _public("/v1/statistics/registrations", "by=month,kind"),
            _OWN_AS_A_TABLE,
            _LINE.join((_asked("/v1/statistics/amount", "by=month,county"), "-H 'Accept: text/csv'", "-o amount.csv")),
        )
    ),
    "drafts.listing": _asked("/v1/drafts", "state=waiting", "limit=3"),
    "drafts.one": _asked("/v1/drafts/$DRAFT"),
    "drafts.withdrawal": _LINE.join((_public("/v1/drafts/$DRAFT/withdrawal"), "-X POST", _BEARER)),
    "events.events": _asked("/v1/events", "limit=3"),
    "searches.search": _posed(
        "/v1/searches", f'{{"by": {{"asset": {{"code": "{PARCEL}"}}}},\n       "purpose": "lending"}}'
    ),
    "certificates.certificate": "\n".join(
        (
            _public("/v1/certificates/$NUMBER-1", "code=$CODE"),
            _ON_PAPER,
            _LINE.join(
                (_public("/v1/certificates/$NUMBER-1"), _BEARER, "-H 'Accept: application/pdf'", "-o certificate.pdf")
            ),
        )
    ),
    "certificates.verification": _LINE.join((_public("/v1/verifications"), _JSON, '-d "{\\"jws\\": \\"$JWS\\"}"')),
    "catalogue.kinds": _public("/v1/collateral-kinds"),
    "catalogue.enums": _public("/v1/enums"),
    "log.checkpoint": _public("/log/checkpoint"),
    "log.tile": _public("/log/tile/entries/000.p/1") + " | tail -c +3",
    "status.status_list": _public("/status/0"),
    "wellknown.jwks": _public("/.well-known/jwks.json"),
    "wellknown.healthz": _public("/healthz"),
    "wellknown.readyz": _public("/readyz"),
}
