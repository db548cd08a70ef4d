"""The numbers by which people, land, documents and our own registrations are known.

A promise for every function here that takes typed text: it returns the one canonical spelling, or raises
`IdentifierFault`, whatever the text. Normalising twice changes nothing.

Why our own checks: widely used libraries refuse every rural collective (GB 32100-2015, N1 to N3) and whoever was born
before the county of the number had its present code. A rural register would turn away the people it is for.
"""

from .citizen import citizen_id_check_character, mask_citizen_id
from .documents import (
    certificate_of_title,
    ear_tag,
    facility_number,
    forest_certificate,
    house_certificate,
    invoice_number,
    land_ticket_number,
    machine_number,
    policy_number_part,
    subcompartment,
    trade_number_part,
    warehouse_receipt_part,
)
from .fault import FaultCode, IdentifierFault
from .land import (
    UnitCode,
    contract_code,
    contract_is_household,
    contractor_code,
    issuing_party_code,
    parcel_code,
    parse_unit_code,
    same_issuing_party,
    unit_code,
)
from .mod97 import mod97_check_digits, mod97_valid
from .numbers import certificate_number, parse_certificate_number, parse_registration_number, registration_number
from .scheme import Scheme, normalise
from .uscc import (
    is_cooperative,
    is_rural_collective,
    is_sole_trader,
    organisation_code,
    organisation_code_checks,
    uscc_check_character,
)
from .uscc import uscc as credit_code

__all__ = [
    "FaultCode",
    "IdentifierFault",
    "Scheme",
    "UnitCode",
    "certificate_number",
    "certificate_of_title",
    "citizen_id_check_character",
    "contract_code",
    "contract_is_household",
    "contractor_code",
    "credit_code",
    "ear_tag",
    "facility_number",
    "forest_certificate",
    "house_certificate",
    "invoice_number",
    "is_cooperative",
    "is_rural_collective",
    "is_sole_trader",
    "issuing_party_code",
    "land_ticket_number",
    "machine_number",
    "mask_citizen_id",
    "mod97_check_digits",
    "mod97_valid",
    "normalise",
    "organisation_code",
    "organisation_code_checks",
    "parcel_code",
    "parse_certificate_number",
    "parse_registration_number",
    "parse_unit_code",
    "policy_number_part",
    "registration_number",
    "same_issuing_party",
    "subcompartment",
    "trade_number_part",
    "unit_code",
    "uscc_check_character",
    "warehouse_receipt_part",
]
