"""The public catalogue of rules: every refusal, acknowledgement and warning, with its article. One file per statute."""

from __future__ import annotations

from collections.abc import Mapping

from registry.domain.rules import (
    civil_code,
    collective_economy_law,
    contract_law,
    contracting_law,
    forest_law,
    homestead_pilots,
    insurance_law,
    interpretation,
    land_administration_law,
    land_registration_regulation,
    land_ticket_measures,
    movables_measures,
    personal_information_law,
    register_rules,
    seizure_rules,
)
from registry.domain.rules.base import Finding, Level, Rule, Severity

VERSION = "2026-11-29.1"
"""Changes whenever a rule or a printed text does; entries and certificates carry it."""

CATALOGUE: Mapping[str, Rule] = {
    rule.code: rule
    for statute in (
        civil_code,
        contracting_law,
        land_administration_law,
        forest_law,
        insurance_law,
        interpretation,
        homestead_pilots,
        land_registration_regulation,
        land_ticket_measures,
        movables_measures,
        contract_law,
        collective_economy_law,
        personal_information_law,
        seizure_rules,
        register_rules,
    )
    for rule in statute.RULES
}

__all__ = ["CATALOGUE", "VERSION", "Finding", "Level", "Rule", "Severity"]
