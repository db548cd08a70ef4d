"""What a verifier can say of a certificate, and why; the register and its clients say it in the same words.

Only `valid` is green. The exit codes are those of ``registry verify``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.text import Text


class Verdict(StrEnum):
    VALID = "valid"  # signature, inclusion and fresh status
    GENUINE = "genuine"  # signature and inclusion; present standing unknown, e.g. offline
    UNPROVEN = "unproven"  # signature only: normal in the first minute, otherwise believe nothing
    SUPERSEDED = "superseded"  # amended, discharged, lapsed, objected
    DIVERGED = "diverged"  # contradicts a checkpoint kept earlier
    INVALID = "invalid"
    UNREADABLE = "unreadable"

    @property
    def exit_code(self) -> int:
        return _EXIT_CODES[self]

    @property
    def label(self) -> Text:
        return _LABELS[self]


class Check(StrEnum):
    """What a verifier found good, in the order in which it looks."""

    PAPER = "paper"
    SIGNATURE = "signature"
    DISCLOSURES = "disclosures"
    INCLUSION = "inclusion"
    STANDING = "standing"
    HISTORY = "history"

    @property
    def label(self) -> Text:
        return _CHECKED[self]


_EXIT_CODES: Mapping[Verdict, int] = {
    Verdict.VALID: 0,
    Verdict.GENUINE: 10,
    Verdict.UNPROVEN: 15,
    Verdict.SUPERSEDED: 20,
    Verdict.DIVERGED: 30,
    Verdict.INVALID: 40,
    Verdict.UNREADABLE: 50,
}
_LABELS: Mapping[Verdict, Text] = {
    Verdict.VALID: Text("有效", "valid"),
    Verdict.GENUINE: Text("真实，现状未核实", "genuine; present standing unknown"),
    Verdict.UNPROVEN: Text("暂不能采信", "unproven; believe nothing yet"),
    Verdict.SUPERSEDED: Text("已被更新", "superseded"),
    Verdict.DIVERGED: Text("日志不一致", "diverged from the log"),
    Verdict.INVALID: Text("无效", "invalid"),
    Verdict.UNREADABLE: Text("无法读取", "unreadable"),
}
_CHECKED: Mapping[Check, Text] = {
    Check.PAPER: Text("PDF 整份签名", "the PDF, to its last byte"),
    Check.SIGNATURE: Text("证明签名", "the signature"),
    Check.DISCLOSURES: Text("披露的姓名等", "names and other values disclosed"),
    Check.INCLUSION: Text("公开日志已收录", "that the public log holds it"),
    Check.STANDING: Text("状态列表", "the signed list of how it stands"),
    Check.HISTORY: Text("日志与先前所见一致", "that the log is the one seen before"),
}


@dataclass(frozen=True, slots=True)
class Because:
    """One reason of a verdict: a stable code and a sentence that repeats nothing of what was checked."""

    code: str
    text: Text


TOO_LARGE = Because("too_large", Text("文件超过 1 MiB。", "The document is larger than 1 MiB."))
NOT_A_CERTIFICATE = Because(
    "not_a_certificate",
    Text(
        "内容不是本登记系统的登记证明、证明包或登记答复。",
        "Not a certificate, a bundle or a registration's answer of this register.",
    ),
)
REFORMATTED = Because(
    "reformatted",
    Text(
        "证明包不是登记系统给出的原样，例如被重新排版；请使用原文件。",
        "The bundle is not byte for byte as the register gives it, as when it was reformatted; use the original.",
    ),
)
WRONG_TYPE = Because(
    "wrong_type",
    Text(
        "签名文件的类型不是登记证明。",
        "A signed document of another type than a registration's certificate.",
    ),
)
UNKNOWN_KEY = Because(
    "unknown_key",
    Text(
        "信任文件未列出签发该证明的密钥。",
        "The key it names is not one that the trust file lists for certificates.",
    ),
)
BAD_SIGNATURE = Because("bad_signature", Text("签名不符：内容可能被改动。", "The signature does not fit the content."))
WRONG_ISSUER = Because(
    "wrong_issuer", Text("签发机构与信任文件不一致。", "Issued by another register than the trust file's.")
)
WRONG_MODE = Because(
    "wrong_mode",
    Text(
        "正式与测试登记系统的证明不能互相核验。",
        "Test and live registers never vouch for each other.",
    ),
)
BAD_DISCLOSURE = Because(
    "bad_disclosure",
    Text(
        "所附披露项与证明中的摘要不对应，或者重复。",
        "A disclosure that stands twice, or for no digest of the certificate.",
    ),
)
PAPER_ALTERED = Because(
    "paper_altered",
    Text(
        "PDF 被改动、追加或者未被完整签名；其他程序可能仍称签名有效。",
        "The PDF was altered or added to, or is not signed as a whole; other programs may still call it valid.",
    ),
)
PAPER_KEY = Because(
    "paper_key",
    Text(
        "信任文件未列出签署该 PDF 的密钥，或者该密钥已吊销。",
        "The key that signed the PDF is not listed, or was revoked.",
    ),
)
CODES_DIFFER = Because(
    "codes_differ",
    Text("页面上的二维码与所附的证明不是同一份。", "The codes on the page are not those of the certificate inside."),
)
CODE_MISREAD = Because(
    "code_misread",
    Text(
        "二维码文字不完整、有误，或者两个码不属于同一份证明。",
        "The text of a code is incomplete or misread, or the codes are not of one certificate.",
    ),
)
KEY_NOT_CURRENT = Because(
    "key_not_current",
    Text(
        "签发密钥已停用或者吊销，且无可核验的入账证明。",
        "Signed under a retired or revoked key, without a proof of inclusion that could be checked.",
    ),
)
NO_PROOF = Because(
    "no_proof",
    Text(
        "未附入账证明：仅核对了签名。",
        "No proof of inclusion: nothing but the signature could be checked.",
    ),
)
BAD_PROOF = Because(
    "bad_proof",
    Text(
        "入账证明与本证明不符，或者并非出自信任文件所列的日志。",
        "The proof of inclusion is not of this certificate, or not of a log that the trust file lists.",
    ),
)
LOG_KEY_REVOKED = Because(
    "log_key_revoked",
    Text(
        "入账证明由已吊销的日志密钥签署，不再作数；可向登记系统取得新的证明包。",
        "The proof of inclusion is signed by a log key that was revoked, and counts no more; the register gives"
        " a new one.",
    ),
)
CONTRADICTS_KEPT = Because(
    "contradicts_kept",
    Text(
        "与先前保存的日志检查点相矛盾：日志可能被改写。请保留两份检查点作为证据并告知登记机构。",
        "It contradicts the checkpoint that was kept: the log may have been rewritten. Keep both as evidence and tell"
        " the register.",
    ),
)
KEPT_NOT_COMPARED = Because(
    "kept_not_compared",
    Text(
        "先前保存的检查点属于另一日志或者大小不同，此处无从比对（registry monitor 可比对）。",
        "The checkpoint that was kept is of another log or size and could not be compared here (registry monitor can).",
    ),
)
NO_STATUS = Because(
    "no_status",
    Text("未附状态列表：现状未核实。", "No status list came along; present standing is unknown."),
)
STATUS_STALE = Because(
    "status_stale",
    Text(
        "所附状态列表已过时：现状未核实。",
        "The status list that came along is not of now; present standing is unknown.",
    ),
)
BAD_STATUS = Because(
    "bad_status",
    Text(
        "所附状态列表不是本证明所指的列表，或者签名不符。",
        "The status list that came along is not the one it names, or its signature does not fit.",
    ),
)
ENDED = Because(
    "ended", Text("该登记已注销、撤销或者届满。", "The registration was discharged, revoked or has lapsed.")
)
OBJECTED = Because("objected", Text("该登记存在异议。", "An objection to the registration is on record."))
REGISTER_SILENT = Because(
    "register_silent",
    Text("无法联系登记系统，现状未核实。", "The register could not be asked; present standing is unknown."),
)
REGISTER_SAYS = Because("register_says", Text("结论来自登记系统的答复。", "The verdict is the register's answer."))
NOT_A_LIEN_STATUS = Because(
    "not_a_lien_status",
    Text("内容不是本登记系统签名的权利负担查询答复。", "Not a lien status signed by this register."),
)
STATEMENT_KEY = Because(
    "not_a_statement_key",
    Text(
        "信任文件未将签发该答复的密钥列为查询答复密钥。",
        "The key it names is not one that the trust file lists for lien statuses.",
    ),
)
FORMER_KEY = Because(
    "former_key",
    Text(
        "签发密钥已停用或者吊销：以其签名的查询答复一律不予采信。",
        "Signed under a retired or revoked key, which vouches for no lien status any more.",
    ),
)
BAD_CHECKPOINT = Because(
    "bad_checkpoint",
    Text(
        "所附检查点不是信任文件所列日志签发的。",
        "The checkpoint in it was not signed by the log that the trust file names.",
    ),
)
LASTS_TOO_LONG = Because(
    "lasts_too_long",
    Text("所载有效时间超过十分钟。", "It claims to last longer than the ten minutes that a lien status lasts."),
)
NOT_YET_VALID = Because(
    "not_yet_valid",
    Text(
        "签发时间晚于本机时间：请核对本机时钟。",
        "Made later than it is by this machine's clock: check the clock.",
    ),
)
EXPIRED = Because(
    "expired",
    Text(
        "已过有效时间：只说明所载时点的记载，不得据以判断现状；请重新查询。",
        "It has run out: it says what stood on record at its instant and nothing of now. Ask again.",
    ),
)
EARLIER_INSTANT = Because(
    "earlier_instant",
    Text(
        "所答复的是较早时点的记载，不得据以判断现状；请按现在重新查询。",
        "It answers for an earlier instant and says nothing of now. Ask again, of now.",
    ),
)

OF_THE_REGISTER: Mapping[str, Because] = {
    code: Because(code, text)
    for code, text in {
        "amended": Text("该登记已有更新版本。", "The registration has a newer version."),
        "discharged": Text("该登记已注销。", "The registration has been discharged."),
        "lapsed": Text(
            "登记期限已届满，尚未注销；登记期限届满不等于担保权消灭。",
            "The entry has lapsed and was not discharged; that does not mean that the right has ended.",
        ),
        "revoked": Text("该登记已被撤销。", "The registration has been revoked."),
        "of_its_instant": Text(
            "查询证明、回执只说明其所载时点的记载，此后的登记不在其内。",
            "A search certificate or a receipt says what stood at its instant; nothing entered since is in it.",
        ),
        "not_in_journal": Text(
            "登记系统的日志中没有这份证明，请勿采信并告知登记机构。",
            "The register's journal does not know this certificate; do not believe it, and tell the register.",
        ),
    }.items()
}
"""What only the register can say: how things stand today, and what its journal holds."""
