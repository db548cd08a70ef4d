"""What is answered, described for OpenAPI. Answers are written by ``answers``; a test validates every one of them
against these, in both directions."""

from __future__ import annotations

from marshmallow import fields as f

from registry.domain.collateral import CLASSES, Interest, Mode, TransferRestriction
from registry.domain.evidence import EvidenceKind
from registry.domain.filings import Purpose
from registry.domain.lien_status import Flag
from registry.domain.lifecycle import Status, Verb
from registry.domain.priority import Basis, Weight
from registry.domain.registration import SearchBy
from registry.domain.rules.base import Severity
from registry.domain.rules.effects import Effect, StatutoryRegistry
from registry.domain.verdict import Verdict as Verification
from registry.schemas.described import count as _count
from registry.schemas.described import day as _day
from registry.schemas.described import flag as _flag
from registry.schemas.described import instant as _instant
from registry.schemas.described import maybe as _maybe
from registry.schemas.described import one_of as _one_of
from registry.schemas.described import text as _text
from registry.schemas.described import texts as _texts
from registry.schemas.fields import Schema
from registry.schemas.geometry import AreaOut, OverlappedOut
from registry.schemas.masked import AmountSeenOut
from registry.schemas.quantities import QuantityOut
from registry.schemas.standing_outputs import A_PERSON, HeldOut, LinkedOut, NewerOut, QueuedOut, TradeOut


class BothOut(Schema):
    zh = _text()
    en = _text()


class ReasonOut(Schema):
    code = _text()
    article = _text()
    text = f.Nested(BothOut(), required=True)


class FindingOut(ReasonOut):
    severity = _one_of(Severity)
    pointer = _text()
    related = _texts()


class PriorityOut(Schema):
    position = _count()
    basis = _one_of(Basis)
    evidence = _one_of(Weight)
    reasons = f.List(f.Nested(ReasonOut()), required=True)


class StatutoryOut(Schema):
    registry = _one_of(StatutoryRegistry)
    effect = _one_of(Effect)
    number = _maybe()


class EffectOut(Schema):
    entry = _one_of(Effect)
    statutory = f.Nested(StatutoryOut(), required=True)


_BEHIND_SEIZURES = "本登记排在其后的查封；仅在有查封时出现 | the seizures it comes behind; only where there are any"
_CONTESTS = (
    "他人作为权利人提供的登记，或者他人据以取得权利的转让；仅在有权属冲突时出现 | the registrations and the transfer "
    "by which another is the holder; only where titles conflict"
)
_INSTEAD_OF = "分割、换发前的担保财产 | the item on the receipt that was split or replaced"
_SUBORDINATED_TO = "约定列于其后的登记；没有时不出现 | stands behind these by agreement; left out where there are none"


class EnteredItemOut(Schema):
    id = _text()
    kind = _one_of(CLASSES)
    interest = _one_of(Interest)
    identity_keys = _texts()
    mode = _one_of(Mode)
    rank = _count()
    ahead = _texts()
    seizures = f.List(f.String(), metadata={"description": _BEHIND_SEIZURES})
    contests = f.List(f.String(), metadata={"description": _CONTESTS})
    linked = _texts()
    measured_area = f.Nested(AreaOut())
    overlaps = f.List(f.Nested(OverlappedOut()))
    priority = f.Nested(PriorityOut(), required=True)
    effect = f.Nested(EffectOut(), required=True)
    instead_of = f.String(metadata={"description": _INSTEAD_OF})
    subordinated_to = f.List(f.String(), metadata={"description": _SUBORDINATED_TO})


class FurtherItemOut(EnteredItemOut):
    item = _text(description="所追加的担保财产 | the item that is burdened once more")


class FurtherClaimOut(Schema):
    """A claim that the registration secures besides its first."""

    version = _count()
    registered_at = _instant()
    client_reference = _maybe()
    contract_number = _text()
    due_on = _day()
    claim_id = f.String()
    collateral = f.List(f.Nested(FurtherItemOut()), required=True)


class CertificateOut(Schema):
    number = _text()
    check_code = _text()
    jws = _text()
    bundle = _text()


_FURTHER = "追加的债权；没有时不出现 | claims secured besides the first; left out where there are none"
_QUANTITIES = "登记时所占用的数量；没有时不出现 | the quantities it takes of, at its entry"
_RELEASED = "已部分解除的担保财产；没有时不出现 | items released since; left out where there are none"


class RegistrationOut(Schema):
    object = _one_of(("registration",))
    number = _maybe()
    status = _one_of(Status)
    flags = f.List(f.String(metadata={"enum": [str(flag) for flag in Flag]}), required=True)
    version = f.Integer(required=True, allow_none=True)
    livemode = _flag()
    registered_at = _instant()
    expires_on = _day()
    evidence = _one_of(EvidenceKind)
    client_reference = _maybe()
    contract_number = _text()
    due_on = _day()
    claim_id = f.String()
    collateral = f.List(f.Nested(EnteredItemOut()), required=True)
    further_claims = f.List(f.Nested(FurtherClaimOut()), metadata={"description": _FURTHER})
    released = f.List(f.String(), metadata={"description": _RELEASED})
    quantities = f.List(f.Nested(QuantityOut()), metadata={"description": _QUANTITIES})
    findings = f.List(f.Nested(FindingOut()), required=True)
    certificate = f.Nested(CertificateOut(), required=True, allow_none=True)
    as_of = f.String(metadata={"format": "date-time"})
    dry_run = f.Boolean()


class DischargedOut(Schema):
    object = _one_of(("discharge",))
    number = _text()
    status = _one_of(Status)
    version = _count()
    livemode = _flag()
    recorded_at = _instant()
    reason = _text()
    evidence = _one_of(EvidenceKind)
    certificate = f.Nested(CertificateOut(), required=True, allow_none=True)
    dry_run = f.Boolean()


class ListedOut(Schema):
    object = _one_of(("registration",))
    number = _text()
    status = _one_of(Status)
    version = _count()
    livemode = _flag()
    client_reference = _maybe()
    contract_number = _text()
    registered_at = _instant()
    due_on = _day()
    expires_on = _day()


class RegistrationListOut(Schema):
    data = f.List(f.Nested(ListedOut()), required=True)
    has_more = _flag()
    next_cursor = _maybe()


class EventOut(Schema):
    id = _text()
    event = _one_of(Verb)
    version = _count()
    at = _instant()
    evidence = _one_of(EvidenceKind)
    certificate = _maybe()


class HistoryOut(Schema):
    number = _text()
    data = f.List(f.Nested(EventOut()), required=True)
    as_of = _instant()


class ToldOut(Schema):
    id = _text()
    event = _one_of(Verb)
    at = _instant()
    registration = _maybe()  # what was entered, or what the entry belongs to
    act = _maybe()
    about = _texts()  # the caller's own registrations and acts on the asset
    contested = _flag()


class EventListOut(Schema):
    data = f.List(f.Nested(ToldOut()), required=True)
    has_more = _flag()
    next_cursor = _maybe()


class AssetOut(Schema):
    kind = _maybe(enum=[*CLASSES, None])  # null: the code asked about is no one kind's
    identity_keys = _texts()


class LayerOut(Schema):
    key = _text()
    liens = _texts()


FURTHER_CLAIM = "追加债权所在版本；首个债权不出现 | the version that entered a further claim; left out of the first"
_AGENT = "代担保权人申报的机构；仅在代理申报时出现 | who filed for the creditor; only where another did"


_DETERMINED = (
    "最高额担保因查封确定债权额的时间；仅在已确定时出现 | when a seizure fixed a maximum amount; only where one did"
)


class LienOut(AmountSeenOut):
    registration = _text()
    rank = _count()
    secured_creditor = _maybe(description=A_PERSON)
    filed_by = f.String(metadata={"description": _AGENT})
    further_claim = f.Integer(metadata={"description": FURTHER_CLAIM})
    own = _flag()
    interest = _one_of(Interest)
    status = _one_of(Status)
    registered_at = _instant()
    expires_on = _day()
    transfer_restriction = _one_of(TransferRestriction)
    determined_at = f.String(metadata={"format": "date-time", "description": _DETERMINED})
    priority = f.Nested(PriorityOut(), required=True)
    subordinated_to = f.List(f.String(), metadata={"description": _SUBORDINATED_TO})


class LienStatusOut(Schema):
    object = _one_of(("lien_status",))
    livemode = _flag()
    known = _flag()
    recorded = _one_of(("none", "liens"))
    flags = f.List(f.String(metadata={"enum": [str(flag) for flag in Flag]}), required=True)
    trade = f.Nested(TradeOut(), required=True)
    asset = f.Nested(AssetOut(), required=True)
    searched_keys = _texts()
    layers = f.List(f.Nested(LayerOut()), required=True)
    liens = f.List(f.Nested(LienOut()), required=True)
    waiting_seizures = _count()
    seizures = f.List(f.Nested(QueuedOut()), required=True)
    holds = f.List(f.Nested(HeldOut()), required=True)
    transfer_restriction = _one_of(TransferRestriction)
    linked = f.List(f.Nested(LinkedOut()), required=True)
    as_of = _instant()
    newer = f.List(f.Nested(NewerOut()), required=True)


class LienStatusListOut(Schema):
    data = f.List(f.Nested(LienStatusOut()), required=True)
    as_of = _instant()


class FoundItemOut(Schema):
    kind = _one_of(CLASSES)
    rank = f.Integer(required=True, allow_none=True)


class OwnFoundOut(Schema):
    contract_number = _text()
    client_reference = _maybe()
    due_on = _day()


class FoundOut(Schema):
    registration = _text()
    version = _count()
    secured_creditor = _maybe(description=A_PERSON)
    status = _one_of(Status)
    registered_at = _instant()
    expires_on = _day()
    collateral = f.List(f.Nested(FoundItemOut()), required=True)
    own = f.Nested(OwnFoundOut(), required=True, allow_none=True)


class SearchOut(Schema):
    """Registrations found under the names they were entered with; former names will be found once names can change."""

    object = _one_of(("search",))
    number = _text()
    livemode = _flag()
    purpose = _one_of(Purpose)
    by = _one_of(SearchBy)
    searched_keys = _texts()
    searched_at = _instant()
    as_of = _instant()
    evidence = _one_of(EvidenceKind)
    count = _count()
    data = f.List(f.Nested(FoundOut()), required=True)
    certificate = f.Nested(CertificateOut(), required=True)


_PROOF = "c2sp.org/tlog-proof@v1；列入公开日志前为 null | null until the entry stands in the public log"


_STATUS = (
    "状态列表令牌（statuslist+jwt），十分钟内有效；仅就其时点出具的证明为 null |"
    " the signed list in which the certificate stands, good for ten minutes; null of what is of its instant"
)


class BundleOut(Schema):
    jws = _text()
    disclosures = _texts()
    proof = _maybe(description=_PROOF)
    status = _maybe(description=_STATUS)


class VerificationOut(Schema):
    verdict = _one_of(Verification)
    reasons = _texts()
    contents = f.Dict(required=True, allow_none=True)
    status = _maybe()
    newest = _maybe()
    proof = _maybe(description=_PROOF)
    status_list = _maybe(description=_STATUS)
    livemode = _flag()


class TokenOut(Schema):
    access_token = _text()
    token_type = _one_of(("Bearer",))
    expires_in = _count()


class KindRuleOut(ReasonOut):
    level = _text()
    severity = _one_of(Severity)
    confirmed = _flag()


class CodedOut(Schema):
    code = _text()
    text = f.Nested(BothOut(), required=True)


class KindOut(Schema):
    kind = _one_of(CLASSES)
    name = f.Nested(BothOut(), required=True)
    mode = _one_of(Mode)
    interests = _texts()
    effect = _one_of(Effect)
    statutory_registry = f.Nested(CodedOut(), required=True)
    legal_basis = _texts()
    rules = f.List(f.Nested(KindRuleOut()), required=True)
    schema = f.Dict(required=True)


class KindListOut(Schema):
    data = f.List(f.Nested(KindOut()), required=True)


class EnumsOut(Schema):
    catalogue = _text()
    data = f.Dict(required=True)


class JwksOut(Schema):
    keys = f.List(f.Dict(), required=True)


class HealthOut(Schema):
    status = _one_of(("ok",))


# Ages never make the answer 503: the one worker being away must not take every filing desk with it. Alarms watch them.
_SETTLED_AGE = "答复所据时点距今秒数 | seconds since the instant up to which answers can no longer change"
_QUEUE_AGE = "最早待入公开日志的条目已等秒数；无则为 0 | age of the oldest entry waiting for the log; 0 if none waits"


class ReadyOut(Schema):
    status = _one_of(("ready",))
    migration = _text()
    livemode = _flag()
    issuer = _text()
    settled_until = _instant()
    settled_age_seconds = f.Float(required=True, metadata={"description": _SETTLED_AGE})
    log_queue_age_seconds = f.Float(required=True, metadata={"description": _QUEUE_AGE})
