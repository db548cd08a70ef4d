"""Counties in figures: under which code of today an old one is counted, and what each is called in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from registry.domain.regions import REGIONS, current_successor, region_at
from registry.domain.text import Text

_THE_CITY = "500000"
_IN_PINYIN: Mapping[str, str] = {  # of those in force; the Chinese names stand in domain.regions
    "500101": "Wanzhou", "500102": "Fuling", "500103": "Yuzhong", "500104": "Dadukou", "500106": "Shapingba",
    "500107": "Jiulongpo", "500108": "Nan'an", "500109": "Beibei", "500110": "Qijiang", "500111": "Dazu",
    "500113": "Banan", "500114": "Qianjiang", "500115": "Changshou", "500116": "Jiangjin", "500117": "Hechuan",
    "500118": "Yongchuan", "500119": "Nanchuan", "500120": "Bishan", "500151": "Tongliang", "500152": "Tongnan",
    "500153": "Rongchang", "500154": "Kaizhou", "500155": "Liangping", "500156": "Wulong",
    "500157": "Liangjiang New Area", "500229": "Chengkou", "500230": "Fengdu", "500231": "Dianjiang",
    "500233": "Zhongxian", "500235": "Yunyang", "500236": "Fengjie", "500237": "Wushan", "500238": "Wuxi",
    "500240": "Shizhu", "500241": "Xiushan", "500242": "Youyang", "500243": "Pengshui",
}  # fmt: skip


def became(today: date) -> Mapping[str, str]:
    """For every code there was, that of the county of today which its land belongs to."""
    successors = {region.code: current_successor(region.code, today, today=today) for region in REGIONS}
    return {code: region.code for code, region in successors.items() if region}


def county(code: str, today: date) -> Text:
    """What the county of today with this code is called; another's code stands for itself."""
    if code == _THE_CITY:
        return Text("市级或者区县不详", "the municipality, or no county known")
    region = region_at(code, today)
    return Text(region.name, _IN_PINYIN.get(code, code)) if region else Text(code, code)
