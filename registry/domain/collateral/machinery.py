"""Machinery and production equipment (农机、生产设备): a machine by its maker and serial number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from registry.domain.calendar import SHANGHAI, day_of, within_days
from registry.domain.collateral.base import AssetKey, Case, Interest, KeyRole, Terms, make_key, particular
from registry.domain.collateral.movable import Movable, StockCategory
from registry.domain.errors import BeyondTheCalendar, Fault
from registry.domain.identifiers import machine_number
from registry.domain.rules import civil_code, register_rules
from registry.domain.rules.base import Finding
from registry.domain.rules.effects import MACHINERY
from registry.domain.text import Text

_DAYS_TO_REGISTER = 10  # 民法典第416条
_TYPED = re.compile(r"(?=.*[A-Z])(?=.*\d)[A-Z\d./-]{5,17}")  # shorter than a credit code; nothing else looks like it


@dataclass(frozen=True, slots=True, kw_only=True)
class Machinery(Movable):
    kind: ClassVar[str] = "machinery"
    name: ClassVar[Text] = Text("农机与生产设备", "machinery and equipment")
    several_names: ClassVar[bool] = True
    interests: ClassVar[tuple[Interest, ...]] = (
        Interest.MORTGAGE,
        Interest.RETENTION_OF_TITLE,
        Interest.FINANCE_LEASE,
    )
    basis: ClassVar[tuple[str, ...]] = (
        "民法典第395条",
        "民法典第396条",
        "民法典第403条、第404条",
        "民法典第416条",
        "民法典第641条、第745条",
        "担保制度解释第57条",
    )
    rules = (
        civil_code.MOVABLE_REGISTRATION,
        civil_code.PURCHASE_MONEY,
        civil_code.GENERAL_DESCRIPTION,
        civil_code.UNPUBLICISED,
        register_rules.PLATED,
        register_rules.SAME_SERIAL,
        register_rules.HOLDER,
        register_rules.PRIOR_ENTRY,
    )
    linked_rule = register_rules.SAME_SERIAL

    machine: str = particular("机具名称", "machine", example="稻谷烘干机", longest=100)
    maker: str = particular("生产企业", "maker", example="示例农机制造有限公司", longest=100)
    model: str = particular("型号", "model", example="5HX-15", longest=64)
    serial_number: str = particular("出厂编号", "serial number", example="LX1204-000117", normalise=machine_number)
    engine_number: str | None = particular("发动机号", "engine number", optional=True, normalise=machine_number)
    chassis_number: str | None = particular("底盘号", "chassis number", optional=True, normalise=machine_number)
    plate_number: str | None = particular("牌照号", "plate", optional=True, normalise=machine_number)
    invoice_number: str | None = particular("发票号码", "invoice", optional=True, longest=64)
    delivered_on: date | None = particular("交付买受人（承租人）的日期", "delivered to the buyer on", optional=True)
    secures_price: bool | None = particular("担保该财产的价款", "whether it secures its own price", optional=True)

    def asset_keys(self) -> tuple[AssetKey, ...]:
        """The maker with serial, engine or chassis number, and the plate; the serial number alone ties to a machine
        whose maker is spelt otherwise."""
        marks = (("serial", self.serial_number), ("engine", self.engine_number), ("chassis", self.chassis_number))
        identity = [make_key(self.kind, mark, self.maker, number) for mark, number in marks if number]
        if self.plate_number:
            identity.append(make_key(self.kind, "plate", self.plate_number))
        serial = AssetKey(make_key("serial", self.serial_number), KeyRole.SITE)
        return (*(AssetKey(key, KeyRole.IDENTITY) for key in identity), serial, *self.holder_sites())

    @property
    def reach(self) -> frozenset[StockCategory]:
        return frozenset({StockCategory.EQUIPMENT})

    def faults(self, _pointer: str) -> Iterator[Fault]:
        return iter(())

    def findings(self, case: Case) -> Iterator[Finding]:
        yield from Movable.findings(self, case)
        if self.plate_number:
            yield Finding(register_rules.PLATED, f"{case.pointer}/plate_number")
        if self._loses_its_place(case.terms):
            yield Finding(civil_code.PURCHASE_MONEY, f"{case.pointer}/delivered_on")

    def goods_delivered(self, terms: Terms) -> datetime | None:
        """A mortgage may secure the price too (担保制度解释第57条: whoever financed it). Of a delivery that the machine
        itself states the day alone is known: its beginning."""
        if not (self.secures_price or terms.keeps_title):
            return None
        return datetime.combine(self.delivered_on, time(), SHANGHAI) if self.delivered_on else terms.delivered_at

    def _loses_its_place(self, terms: Terms) -> bool:
        """Whether what secures the price was not registered within the ten days, as far as declared. Who only keeps
        title claims no place before others until he says when he delivered. Told by plain days where no calendar of
        holidays reaches: then a day more may have been given."""
        declared, delivered = terms.statutory_registration, self.goods_delivered(terms)
        if delivered is None:
            return bool(self.secures_price)
        if declared is None or declared.registered_at is None:
            return True
        try:
            return not within_days(declared.registered_at, event=delivered, days=_DAYS_TO_REGISTER)
        except BeyondTheCalendar:
            return day_of(declared.registered_at) > day_of(delivered) + timedelta(days=_DAYS_TO_REGISTER)

    @property
    def effect_text(self) -> Text:
        return MACHINERY

    @classmethod
    def own_number(cls, text: str) -> tuple[str, ...]:
        """A serial number or a plate as it is stamped."""
        if text.startswith("serial/v1:"):
            return (text,)
        code = cls.typed(text)
        return (make_key("serial", code), make_key(cls.kind, "plate", code)) if _TYPED.fullmatch(code) else ()
