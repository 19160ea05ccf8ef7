import pytest

from registration.core.pinyin import as_in_passport, name_in_pinyin


@pytest.mark.parametrize(
    ("hanzi", "surname", "given", "printed"),
    [
        ("王晓明", "Wáng", "Xiǎomíng", "WANG XIAOMING"),
        ("吕小明", "Lǚ", "Xiǎomíng", "LYU XIAOMING"),
        ("单田芳", "Shàn", "Tiánfāng", "SHAN TIANFANG"),
        ("解小军", "Xiè", "Xiǎojūn", "XIE XIAOJUN"),
        ("仇英", "Qiú", "Yīng", "QIU YING"),
        ("曾志伟", "Zēng", "Zhìwěi", "ZENG ZHIWEI"),
        ("任平生", "Rén", "Píngshēng", "REN PINGSHENG"),
        ("区大明", "Ōu", "Dàmíng", "OU DAMING"),
        ("查良镛", "Zhā", "Liángyōng", "ZHA LIANGYONG"),
        ("尉迟恭", "Yùchí", "Gōng", "YUCHI GONG"),
        ("欧阳修", "Ōuyáng", "Xiū", "OUYANG XIU"),
        ("王西安", "Wáng", "Xī'ān", "WANG XIAN"),
        ("李绿", "Lǐ", "Lǜ", "LI LYU"),
    ],
)
def test_a_name_is_read_as_surnames_are_and_printed_as_in_passports(hanzi, surname, given, printed):
    assert name_in_pinyin(hanzi) == (surname, given)
    assert f"{as_in_passport(surname)} {as_in_passport(given)}" == printed


def test_one_sign_is_a_surname_alone():
    assert name_in_pinyin("王") == ("Wáng", "")


@pytest.mark.parametrize("name", ["", "Anna", "买买提·艾力", "王 明", "王" * 9, "\u202e王", "キム"])
def test_what_is_not_a_chinese_name_gets_no_guess(name):
    assert name_in_pinyin(name) is None
