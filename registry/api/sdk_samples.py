"""What to type for each operation with the Python SDK, behind the lines that make a client (see ``samples``)."""

from __future__ import annotations

from collections.abc import Mapping

PARCEL = "5002331042030796973"  # of the demo's example mortgage

_AN_ACT = """
import json

path = Path(".demo/{name}.json")
body = json.loads(path.read_text("utf-8"))"""
_ANOTHER_KEY = """
from registry.signing.client_keys import generate_client_key

new = generate_client_key()"""
_A_REGISTRATION = """
import json

path = Path(".demo/sample.json")
body = json.loads(path.read_text("utf-8"))
made = bank.register(body).body
item = made["collateral"][0]["id"]"""
_ONE_OF_OURS = 'number = next(bank.registrations(status="active"))["number"]'

WITH_THE_SDK: Mapping[str, str] = {
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
    "follow_ups.further_claims": f"""{_A_REGISTRATION}
claim = {{
    **body["secured_claim"],
    "contract_number": "HT-FURTHER",
}}
further = bank.further_claim(
    made["number"],
    {{"secured_claim": claim, "collateral": [{{"id": item}}]}},
    version=made["version"],
).body
print(further["version"], further["contract_number"])""",
    "follow_ups.statutory_registrations": f"""{_A_REGISTRATION}
reported = bank.statutory_registration(
    made["number"],
    {{"registry": "不动产登记机构", "number": "1"}},
    version=made["version"],
    collateral=[item],
).body
print(reported["collateral"][0]["effect"])""",
    "follow_ups.subordinations": f"""{_A_REGISTRATION}
other = bank.register(body).body
behind = bank.subordinate(
    made["number"],
    behind=other["number"],
    version=made["version"],
    collateral=[item],
).body
print(behind["version"], behind["behind"])""",
    "follow_ups.releases": f"""{_A_REGISTRATION}
released = bank.release(
    made["number"],
    version=made["version"],
    collateral=[item],
    reason="waived",
).body
print(released["version"], released["released"])""",
    "client_keys.listing": """
for each in bank.client_keys().body["data"]:
    print(each["thumbprint"], each["state"])""",
    "client_keys.enrol": _ANOTHER_KEY
    + """
print(bank.enrol_key(new).body["thumbprint"])""",
    "client_keys.revoke": _ANOTHER_KEY
    + """
made = bank.enrol_key(new).body["thumbprint"]
print(bank.revoke_key(made, reason="a trial").body["at"])""",
    "holds.place": f"""{_AN_ACT.format(name="sample-hold")}
# 三十日内同一财产只能预留一次：每次换一张仓单
# One asset is held once in thirty days:
# another receipt each time
from uuid import uuid4

body["assets"][0]["receipt_number"] = f"CD-{{uuid4()}}"
held = exchange.hold(body).body
print(held["id"], held["until"])""",
    "access_events.listing": """
events = auditor.get("/v1/access-events", {"limit": 3}).body
for each in events["data"]:
    print(each["at"], each["kind"], each["times"])""",
    "holds.release": f"""{_AN_ACT.format(name="sample-hold")}
from uuid import uuid4

body["assets"][0]["receipt_number"] = f"CD-{{uuid4()}}"
hold = exchange.hold(body).body["id"]
let_go = exchange.release_hold(hold, reason="completed").body
print(let_go["hold"])""",
    "seizures.seize": f"""{_AN_ACT.format(name="sample-seizure")}
seized = court.seize(body).body
for asset in seized["assets"]:
    print(seized["id"], asset["position"])""",
    "seizures.lift": f"""{_AN_ACT.format(name="sample-seizure")}
seizure = court.seize(body).body["id"]
lifted = court.lift_seizure(
    seizure, document_number="解除查封通知书之一"
).body
print(lifted["seizure"])""",
    "transfers.transfer": f"""{_AN_ACT.format(name="sample-transfer")}
moved = exchange.transfer(body).body
for asset in moved["assets"]:
    print(moved["id"], asset["follows"])""",
    "attestations.attest": f"""{_AN_ACT.format(name="sample-attestation")}
attested = keeper.attest(body).body
print(attested["id"], attested["statement"])
for each in attested["quantities"]:
    print(each["pledged"], each["capacity"], each["unit"])""",
    "lien_status.lien_status": f"""
status = bank.lien_status(
    "land_management_right", "{PARCEL}"
).body
print(status["known"], status["trade"]["verdict"])
# 签名的答复，以信任文件验证
# The answer signed, judged by the trust file
from datetime import UTC, datetime
from registry.client import read_statement
from registry.signing.trust import open_trust_note

signed = bank.lien_status(
    "land_management_right", "{PARCEL}", signed=True
).body
note = Path(".demo/trust.note").read_text("utf-8")
found = read_statement(
    signed,
    trust=open_trust_note(note, pinned=None),
    now=datetime.now(UTC),
)
assert found.verdict == "valid", found.reasons
print(found.verdict, found.good_until)""",
    "lien_status.lien_statuses": f"""
assets = [{{"code": "{PARCEL}"}}]
for status in bank.lien_statuses(assets):
    print(status["known"], status["trade"]["verdict"])
# 一次签名，所有财产同在其内
# All of the assets under one signature
signed = bank.signed_lien_statuses(assets)
Path("lien-status.jose").write_text(signed)""",
    "waterfalls.waterfall": f"""
asset = {{"code": "{PARCEL}"}}
price = {{"amount": "900000.00", "currency": "CNY"}}
(status,) = bank.lien_statuses([asset])
owed = {{
    (lien["registration"], lien.get("further_claim")): price
    for lien in status["liens"]
}}
divided = bank.waterfall(
    asset, proceeds=price, owed=owed
).body
for share in divided["shares"]:
    print(share["registration"], share["amount"]["amount"])""",
    "statistics.listing": """
for each in bank.get("/v1/statistics").body["data"]:
    print(each["measure"], each["name"]["zh"])""",
    "statistics.statistic": """
asked = {"by": "month,county"}
told = bank.get("/v1/statistics/amount", asked).body
for line in told["data"]:
    print(line["month"], line["group"], line["value"])""",
    "events.events": """
for each in bank.events():
    print(each["event"], each["about"], each["contested"])""",
    "searches.search": f"""
asset = {{"code": "{PARCEL}"}}
found = bank.search({{"asset": asset}}, purpose="lending").body
print(found["count"], found["certificate"]["number"])""",
    "certificates.certificate": f"""
{_ONE_OF_OURS}
print(bank.certificate(f"{{number}}-1").body["proof"])
# 打印件：带签名的 PDF
# As it is printed: a signed PDF
printed = bank.paper(f"{{number}}-1")
Path("certificate.pdf").write_bytes(printed)
print(len(printed))""",
    "certificates.verification": f"""
{_ONE_OF_OURS}
certificate = bank.certificate(f"{{number}}-1").body
print(bank.verify(certificate).body["verdict"])""",
    "catalogue.kinds": """
for kind in bank.get("/v1/collateral-kinds").body["data"]:
    print(kind["kind"], kind["name"]["zh"])""",
    "catalogue.enums": """
print(bank.get("/v1/enums").body["data"].keys())""",
    "log.checkpoint": """
# 跟踪整个日志：registry monitor
# To follow the whole log: registry monitor
print(bank.get("/log/checkpoint").body)""",
    "log.tile": """
from registry.domain.tiles import read_bundle

entries = bank.get("/log/tile/entries/000.p/1").body
print(read_bundle(entries)[0].decode())""",
    "status.status_list": """
# 验证证明时自动取用：registry verify
# registry verify fetches it by itself
print(len(bank.get("/status/0").body))""",
    "wellknown.jwks": """
print(bank.get("/.well-known/jwks.json").body["keys"])""",
    "wellknown.healthz": """
print(bank.get("/healthz").body["status"])""",
    "wellknown.readyz": """
print(bank.get("/readyz").body["settled_age_seconds"])""",
}
