"""The public catalogue: what the register may say, on what authority, and what it never says."""

from dataclasses import fields
from itertools import product

import pytest

from registry.domain import errors, rules
from registry.domain.collateral import CLASSES
from registry.domain.errors import Refusal
from registry.domain.rules import CATALOGUE, Level, Rule, Severity, effects
from registry.domain.rules.effects import StatutoryRegistry
from registry.domain.text import Text
from tests.kinds import a_greenhouse, a_house, a_receivable, a_ticket, an_order
from tests.movables import a_crop, a_herd, a_machine, a_stock
from tests.samples import NOON, a_forest, a_parcel, a_policy, a_receipt, a_site, an_electronic_receipt

NEVER_PRINTED = ("抵押权已设立", "第一顺位优先受偿", "无抵押", "产权清晰", "free")
WORDS = Text("字", "word")


def every_text():
    """Everything the domain can print: rules, effect lines, refusals, names of kinds and fields."""
    lines = [rule.text for rule in CATALOGUE.values()]
    lines += [*every_effect(), *every_name_of_a_kind()]
    lines += [refusal.title for refusal in every_refusal()]
    articles = [rule.article for rule in CATALOGUE.values()]
    return [*articles, *(line.zh for line in lines), *(line.en for line in lines)]


def every_effect():
    written = [value for value in vars(effects).values() if isinstance(value, Text)]
    made = [effects.notice_line(registry, number) for registry, number in product(StatutoryRegistry, (None, "1"))]
    return [*written, *made, *effects.REGISTRY_NAME.values(), effects.nothing_found("now")]


def every_name_of_a_kind():
    names = [kind.name for kind in CLASSES.values()]
    return names + [field.metadata["particular"] for kind in CLASSES.values() for field in fields(kind)]


def every_refusal():
    """Every one that is raised: what only brings others together has no code."""
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    return [each for each in classes if issubclass(each, Refusal) and "code" in vars(each) and each is not Refusal]


def every_module():
    return [value for value in vars(rules).values() if hasattr(value, "RULES")]


class TestEveryRule:
    @pytest.mark.parametrize("rule", CATALOGUE.values(), ids=list(CATALOGUE))
    def test_says_on_what_article_it_rests_in_both_languages(self, rule):
        assert rule.article
        assert any("\u4e00" <= character <= "\u9fff" for character in rule.text.zh)
        assert rule.text.en
        assert rule.text.en.isascii()

    @pytest.mark.parametrize("rule", CATALOGUE.values(), ids=list(CATALOGUE))
    def test_refuses_only_where_the_register_may(self, rule):
        may = {Level.STATUTE, Level.INTERPRETATION, Level.REGULATION, Level.REGISTER_RULE}
        assert rule.severity is not Severity.REFUSE or (rule.confirmed and rule.level in may)

    def test_has_a_code_of_its_own(self):
        listed = [rule for module in every_module() for rule in module.RULES]
        assert len({rule.code for rule in listed}) == len(listed) == len(CATALOGUE)

    def test_is_in_the_catalogue_once_it_is_declared(self):
        declared = [rule for module in every_module() for rule in vars(module).values() if isinstance(rule, Rule)]
        assert sorted(rule.code for rule in declared) == sorted(CATALOGUE)


class TestARuleThatRefuses:
    @pytest.mark.parametrize("level", [Level.MINISTRY, Level.LOCAL])
    def test_is_not_a_ministrys_or_a_citys(self, level):
        with pytest.raises(ValueError, match="may not refuse"):
            Rule("X", "article", level, Severity.REFUSE, WORDS)

    @pytest.mark.parametrize("level", list(Level))
    def test_is_not_one_from_memory(self, level):
        with pytest.raises(ValueError, match="may not refuse"):
            Rule("X", "article", level, Severity.REFUSE, WORDS, confirmed=False)

    @pytest.mark.parametrize("level", [Level.STATUTE, Level.INTERPRETATION, Level.REGULATION, Level.REGISTER_RULE])
    def test_may_be_a_confirmed_one(self, level):
        assert Rule("X", "article", level, Severity.REFUSE, WORDS).confirmed

    @pytest.mark.parametrize("severity", [Severity.ACKNOWLEDGE, Severity.WARNING, Severity.INFO])
    def test_is_the_only_one_that_must_be_confirmed(self, severity):
        assert not Rule("X", "article", Level.LOCAL, severity, WORDS, confirmed=False).confirmed


class TestEveryKind:
    ASSETS = (
        a_parcel(), a_receipt(), an_electronic_receipt(), a_forest(), a_site(), a_policy(), a_stock(), a_crop(), a_herd(),
        a_machine(), a_house(), a_greenhouse(), a_receivable(), an_order(), a_ticket(),
    )  # fmt: skip

    @pytest.mark.parametrize("kind", CLASSES.values(), ids=list(CLASSES))
    def test_declares_rules_of_the_catalogue_only(self, kind):
        assert kind.rules
        for rule in (*kind.rules, kind.linked_rule):
            assert CATALOGUE[rule.code] is rule

    @pytest.mark.parametrize("asset", ASSETS)
    def test_declares_what_it_says_of_links_and_of_missing_publicity(self, asset):
        assert {asset.linked_rule, asset.unpublicised_rule} <= set(asset.rules)

    def test_is_among_these_assets(self):
        assert {type(asset) for asset in self.ASSETS} == set(CLASSES.values())


class TestWhatIsNeverPrinted:
    @pytest.mark.parametrize("words", NEVER_PRINTED)
    def test_stands_in_no_text(self, words):
        assert [text for text in every_text() if words in text.lower()] == []

    def test_is_looked_for_in_every_corner(self):
        texts = every_text()
        assert len(texts) > 3 * len(CATALOGUE)
        assert effects.FOOT.zh in texts
        assert effects.LAPSED.zh in texts


class TestEveryRefusal:
    @pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.__name__)
    def test_has_a_code_and_a_title_in_both_languages(self, refusal):
        assert refusal.code
        assert refusal.title.zh
        assert refusal.title.en

    def test_has_a_code_of_its_own(self):
        codes = [refusal.code for refusal in every_refusal()]
        assert len(set(codes)) == len(codes)

    def test_says_its_title_where_it_has_nothing_more_to_say(self):
        refusal = errors.KeyRevoked()
        assert (refusal.detail, refusal.faults, refusal.rule, refusal.facts) == (refusal.title, (), None, {})

    def test_of_a_later_as_of_names_what_is_settled(self):
        assert errors.NotSettled(NOON).facts == {"settled_until": "2026-11-22T04:00:00+00:00"}
