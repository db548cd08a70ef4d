// Made by `registry spec` from the register's own words; do not edit.

export const VERDICTS = {
  "valid": ["有效", "valid", 0],
  "genuine": ["真实，现状未核实", "genuine; present standing unknown", 10],
  "unproven": ["暂不能采信", "unproven; believe nothing yet", 15],
  "superseded": ["已被更新", "superseded", 20],
  "diverged": ["日志不一致", "diverged from the log", 30],
  "invalid": ["无效", "invalid", 40],
  "unreadable": ["无法读取", "unreadable", 50],
};

export const REASONS = {
  "too_large": ["文件超过 1 MiB。", "The document is larger than 1 MiB."],
  "not_a_certificate": ["内容不是本登记系统的登记证明、证明包或登记答复。", "Not a certificate, a bundle or a registration's answer of this register."],
  "wrong_type": ["签名文件的类型不是登记证明。", "A signed document of another type than a registration's certificate."],
  "unknown_key": ["信任文件未列出签发该证明的密钥。", "The key it names is not one that the trust file lists for certificates."],
  "bad_signature": ["签名不符：内容可能被改动。", "The signature does not fit the content."],
  "wrong_issuer": ["签发机构与信任文件不一致。", "Issued by another register than the trust file's."],
  "wrong_mode": ["正式与测试登记系统的证明不能互相核验。", "Test and live registers never vouch for each other."],
  "bad_disclosure": ["所附披露项与证明中的摘要不对应，或者重复。", "A disclosure that stands twice, or for no digest of the certificate."],
  "paper_altered": ["PDF 被改动、追加或者未被完整签名；其他程序可能仍称签名有效。", "The PDF was altered or added to, or is not signed as a whole; other programs may still call it valid."],
  "paper_key": ["信任文件未列出签署该 PDF 的密钥，或者该密钥已吊销。", "The key that signed the PDF is not listed, or was revoked."],
  "codes_differ": ["页面上的二维码与所附的证明不是同一份。", "The codes on the page are not those of the certificate inside."],
  "code_misread": ["二维码文字不完整、有误，或者两个码不属于同一份证明。", "The text of a code is incomplete or misread, or the codes are not of one certificate."],
  "key_not_current": ["签发密钥已停用或者吊销，且无可核验的入账证明。", "Signed under a retired or revoked key, without a proof of inclusion that could be checked."],
  "no_proof": ["未附入账证明：仅核对了签名。", "No proof of inclusion: nothing but the signature could be checked."],
  "proof_not_checked": ["本版本尚不能核验所附入账证明，视同未附。", "This release cannot check the proof of inclusion that came along; it counts as none."],
  "register_silent": ["无法联系登记系统，现状未核实。", "The register could not be asked; present standing is unknown."],
  "register_says": ["结论来自登记系统的答复。", "The verdict is the register's answer."],
  "amended": ["该登记已有更新版本。", "The registration has a newer version."],
  "discharged": ["该登记已注销。", "The registration has been discharged."],
  "lapsed": ["登记期限已届满，尚未注销；登记期限届满不等于担保权消灭。", "The entry has lapsed and was not discharged; that does not mean that the right has ended."],
  "revoked": ["该登记已被撤销。", "The registration has been revoked."],
  "of_its_instant": ["查询证明、回执只说明其所载时点的记载，此后的登记不在其内。", "A search certificate or a receipt says what stood at its instant; nothing entered since is in it."],
  "not_in_journal": ["登记系统的日志中没有这份证明，请勿采信并告知登记机构。", "The register's journal does not know this certificate; do not believe it, and tell the register."],
};
