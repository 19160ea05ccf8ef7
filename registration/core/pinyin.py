"""Names in Hanzi: their pinyin (GB/T 28039-2011), and how Chinese passports print it."""

import re
import unicodedata
from itertools import chain

from pypinyin import Style, pinyin

MAX = 8
HANZI = re.compile(rf"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]{{1,{MAX}}}")
# Surnames that are read otherwise than their signs usually are.
READINGS = {
    "单": "shàn", "單": "shàn", "解": "xiè", "仇": "qiú", "曾": "zēng", "区": "ōu", "區": "ōu",
    "查": "zhā", "任": "rén", "盖": "gě", "蓋": "gě", "乐": "yuè", "樂": "yuè", "朴": "piáo",
    "翟": "zhái", "缪": "miào", "繆": "miào", "纪": "jǐ", "紀": "jǐ", "华": "huà", "華": "huà",
    "燕": "yān", "宁": "nìng", "甯": "nìng", "种": "chóng", "繁": "pó", "员": "yùn", "員": "yùn",
    "秘": "bì", "洗": "xiǎn", "折": "shé", "黑": "hè", "召": "shào", "撒": "sǎ", "过": "guō",
    "過": "guō", "要": "yāo", "句": "gōu", "祭": "zhài", "能": "nài", "葛": "gě", "佴": "nài",
    "那": "nā", "哈": "hǎ", "郇": "xún", "覃": "qín", "隗": "wěi",
    "乐正": "yuè zhèng", "宰父": "zǎi fǔ", "相里": "xiàng lǐ", "诸葛": "zhū gě", "諸葛": "zhū gě",
}  # fmt: skip
COMPOUND = frozenset(
    (
        "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "公孙", "慕容", "司徒",
        "司空", "宇文", "端木", "南宫", "西门", "东郭", "申屠", "轩辕", "钟离", "闻人", "濮阳",
        "淳于", "赫连", "公羊", "公冶", "百里", "独孤", "太史", "太叔", "仲孙", "宗政", "闾丘",
        "巫马", "漆雕", "梁丘", "左丘", "谷梁", "东门", "南门", "羊舌", "第五", "单于", "尉迟",
        "万俟", "长孙", "澹台", "夏侯", "皇甫", "亓官", "拓跋", "令狐", "鲜于", "呼延", "乐正",
        "宰父", "相里",
    )
)  # fmt: skip


def name_in_pinyin(name: str) -> tuple[str, str] | None:
    """(surname, given names) of a name in Hanzi, with tones, e.g. ``("Lǚ", "Xiǎomíng")``.

    A guess to be checked by whoever bears the name: readings differ, and 4 signs may begin with a
    surname of one or of two. None where the name is not all Hanzi, as in names of other peoples.
    """
    if not HANZI.fullmatch(name):
        return None
    surname, given = _parted(name)
    read = READINGS.get(surname)
    return _joined(read.split() if read else _syllables(surname)), _joined(_syllables(given))


def hanzi_parts(name: str) -> tuple[str, str] | None:
    """(surname, given names) of a name in Hanzi; a guess like ``name_in_pinyin``, None as there."""
    return _parted(name) if HANZI.fullmatch(name) else None


def as_in_passport(spelled: str) -> str:
    """Pinyin as passports print it: capitals without tones or apostrophes, ü as YU (since 2012)."""
    letters = unicodedata.normalize("NFD", spelled).casefold().replace("\u0308", "\N{DIAERESIS}")
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return plain.replace("u\N{DIAERESIS}", "yu").replace("'", "").upper()


def _parted(name: str) -> tuple[str, str]:
    signs = 2 if name[:2] in COMPOUND else 1
    return name[:signs], name[signs:]


def _syllables(hanzi: str) -> list[str]:
    return list(chain.from_iterable(pinyin(hanzi, style=Style.TONE))) if hanzi else []


def _joined(syllables: list[str]) -> str:
    """One word; an apostrophe keeps a syllable that begins with a vowel apart: Xī'ān."""
    word = ""
    for syllable in syllables:
        begins = unicodedata.normalize("NFD", syllable)[0]
        word += f"'{syllable}" if word and begins in "aoe" else syllable
    return word.capitalize()
