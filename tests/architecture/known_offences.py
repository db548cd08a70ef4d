"""Signatures older than the rule they break. The list only becomes shorter: a test asks for what is mended to go.

A new function does not belong here; it belongs in the rule.
"""

# more than six parameters
WIDE = frozenset(
    {
        "registry/domain/entry.py::draft",
    }
)

# more than two by position
BY_POSITION = frozenset(
    {
        "registry/api/body.py::__init__",
        "registry/api/problems.py::problem",
        "registry/client/client.py::_verified",
        "registry/client/verification.py::_asked",
        "registry/domain/entry.py::draft",
        "registry/domain/filings/register.py::_about_the_items",
        "registry/domain/filings/register.py::_about_what_stands",
        "registry/domain/filings/register.py::_enter",
        "registry/domain/lien_status.py::_ranked",
        "registry/domain/lien_status.py::_verdict",
        "registry/domain/projection.py::_discharge",
        "registry/domain/projection.py::_genesis",
        "registry/domain/projection.py::_institution",
        "registry/domain/projection.py::_key",
        "registry/domain/projection.py::_key_revoked",
        "registry/domain/projection.py::_parties",
        "registry/domain/projection.py::_redaction",
        "registry/domain/projection.py::_registration",
        "registry/engine/cluster.py::_launch",
        "registry/engine/cluster.py::_serve",
        "registry/engine/creation.py::_initdb",
        "registry/engine/creation.py::_initdb_command",
        "registry/engine/creation.py::create_data",
        "registry/engine/leash.py::__init__",
        "registry/schemas/answers.py::_certificate_of",
        "registry/schemas/answers.py::_item",
        "registry/schemas/fields.py::fault",
        "registry/service/audit.py::_apply",
        "registry/service/audit.py::_certificate",
        "registry/service/audit.py::_columns",
        "registry/service/audit.py::_compare",
        "registry/service/audit.py::_disclosures",
        "registry/service/audit.py::_entry",
        "registry/service/evidence.py::_body_faults",
        "registry/service/file.py::_behind_the_lock",
        "registry/service/file.py::_decided",
        "registry/service/file.py::_enter",
        "registry/service/file.py::_require_locked",
        "registry/service/file.py::_written",
        "registry/service/token.py::issue",
        "registry/signing/jws.py::sign_compact",
        "registry/signing/keys.py::verify",
        "registry/store/reads/certificates.py::_found",
        "registry/store/register/statements.py::_recordset",
        "tests/client/office.py::_write",
    }
)
