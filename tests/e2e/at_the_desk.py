"""A clerk at a desk in a browser, who registers a farmer's forest right by what the pages say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from tests.register import today
from tests.samples import a_citizen_id, a_unit_code

Shoot = Callable[[str], None]
"""Told the name of every page that is complete; who takes pictures takes one."""

Words = dict[str, str]
ZH: Words = {
    "kind": "担保财产种类", "forest": "林权", "code": "证书或者代码号", "begin": "开始办理", "on": "保存并继续",
    "category": "林种", "timber": "用材林", "species": "树种", "area": "面积（亩）", "age": "林龄（年）",
    "volume": "蓄积量（立方米）", "land": "含林地使用权", "trees": "含林木", "yes": "是", "ends": "权利届满日",
    "name": "姓名或者名称", "id": "证件号码", "address": "住所", "lender": "担保权人", "claim": "债权种类",
    "loan": "贷款", "principal": "主债权本金", "wan": "万元", "contract": "合同编号", "effective": "合同生效日",
    "due": "债务到期日", "lapses": "登记期限届满日", "seen": "担保合同", "identity": "身份证件", "signed": "申请人已在申请书上签名",
    "print": "打印申请书", "back": "返回核对页", "submit": "提交，由第二人确认", "login": "第二人登录名", "password": "口令",
    "one-time": "验证码", "confirm": "确认并登记", "done": "已登记",
}  # fmt: skip
EN: Words = {
    "kind": "Kind of asset", "forest": "forest right", "code": "Number on the certificate", "begin": "Begin",
    "on": "Save and go on", "category": "forest category", "timber": "timber forest", "species": "species",
    "area": "area in mu", "age": "age of the stand in years", "volume": "growing stock in cubic metres",
    "land": "includes the right to the forest land", "trees": "includes the trees", "yes": "Yes",
    "ends": "the right ends on", "name": "name", "id": "number on the document", "address": "address",
    "lender": "Secured creditor", "claim": "kind of claim", "loan": "loan", "principal": "principal",
    "wan": "10,000 yuan", "contract": "contract number", "effective": "contract in effect from", "due": "due on",
    "lapses": "the registration lapses after", "seen": "security contract", "identity": "identity document",
    "signed": "The applicant has signed the application", "print": "Print the application",
    "back": "Back to the check", "submit": "Submit for the second person", "login": "Login of the second person",
    "password": "Password", "one-time": "One-time code", "confirm": "Confirm and enter", "done": "Entered",
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """One way through the pages. ``sees`` looks at each before it is sent."""

    page: Page
    origin: str
    words: Words
    sees: Shoot = lambda _: None

    def registers_a_forest(self, lender: str) -> None:
        """As far as the page on which a second person confirms."""
        self._begins()
        self._describes()
        self._gives()
        self._lends(lender)
        self._ticks()
        self._checks()

    def is_confirmed(self, *, login: str, password: str, code: str) -> None:
        self._fill("login", login)
        self._fill("password", password)
        self._fill("one-time", code)
        self._press("confirm")
        self.page.get_by_role("heading", name=self.words["done"], exact=True).wait_for()
        self.sees("done")

    def _begins(self) -> None:
        self.page.goto(f"{self.origin}/desk")
        self.sees("desk")
        self._choose("kind", "forest")
        self._label("code").first.fill(a_unit_code("JE", attachment="L00000001"))
        self._press("begin")

    def _describes(self) -> None:
        self._choose("category", "timber")
        for name, text in (("species", "马尾松"), ("area", "120.00"), ("age", "18"), ("volume", "640")):
            self._fill(name, text)
        for group in ("land", "trees"):
            self.page.get_by_role("group", name=self.words[group]).get_by_label(self.words["yes"]).check()
        self._fill("ends", "2069-12-31")
        self.sees("asset")
        self._press("on")

    def _gives(self) -> None:
        self._fill("name", "张三")
        self._fill("id", a_citizen_id())
        self._fill("address", "忠县示例镇示例村一组17号")
        self.sees("grantors")
        self._press("on")

    def _lends(self, lender: str) -> None:
        day = today()
        self._label("lender").first.select_option(label=lender)
        self._choose("claim", "loan")
        self._fill("principal", "50")
        self.page.locator("select[name='secured_claim/principal/times']").select_option(label=self.words["wan"])
        self._fill("contract", f"HT-{a_unit_code()[-5:]}")
        self._fill("effective", (day - timedelta(days=2)).isoformat())
        self._fill("due", (day + timedelta(days=365)).isoformat())
        self._fill("lapses", (day + timedelta(days=400)).isoformat())
        self.sees("claim")
        self._press("on")

    def _ticks(self) -> None:
        for each in ("seen", "identity"):
            self.page.get_by_label(self.words[each], exact=True).check()
        self.sees("papers")
        self._press("on")

    def _checks(self) -> None:
        self.sees("check")
        self.page.get_by_role("link", name=self.words["print"]).click()
        self.sees("application")
        self.page.get_by_role("link", name=self.words["back"]).click()
        for each in self.page.locator("input[name=acknowledged]").all():
            each.check()
        self._label("signed").check()
        self._press("submit")
        self.sees("second")

    def _label(self, name: str):  # type: ignore[no-untyped-def]
        return self.page.get_by_label(self.words[name])

    def _fill(self, name: str, text: str) -> None:
        self._label(name).first.fill(text)

    def _choose(self, name: str, words: str) -> None:
        self._label(name).first.select_option(label=self.words[words])

    def _press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.words[name]).first.click()
