"""Pinyin of names, for sorting and for search by initials."""

from __future__ import annotations

SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "盖": "ge", "区": "ou",
    "翟": "zhai", "乐": "yue", "员": "yun", "折": "she", "秘": "bi", "冼": "xian", "洗": "xian", "缪": "miao",
    "覃": "qin", "种": "chong", "黑": "he", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun",
}  # fmt: skip
"""Surnames whose reading differs from the character's usual one."""


def pinyin_of(name: str) -> str:
    """Give a name's syllables without tones, separated by spaces: 陈亦舟 gives `chen yi zhou`."""
    name = name.strip()
    # Imported here: the tables of readings take long to load and a PC seldom registers anybody.
    from pypinyin import lazy_pinyin

    surname = next((key for key in (name[:2], name[:1]) if key in SURNAMES), "")
    rest = lazy_pinyin(name[len(surname) :])
    return " ".join(part.lower() for part in ([SURNAMES[surname]] if surname else []) + rest)
