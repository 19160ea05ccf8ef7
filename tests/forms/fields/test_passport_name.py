import pytest

from registration.forms.fields.name import full_name
from tests.forms.documents import field, section
from tests.forms.reading import CHINESE, ENGLISH, GERMAN, field_of, read, refusal
from tests.forms.test_document import problems_of

PARTS = ["surname", "given_names", "native", "pinyin"]


def test_names_are_kept_exactly_as_printed():
    typed = {"surname": "MÜLLER-LÜDENSCHEIDT", "given_names": "ANNA  MARIA "}
    found = read(field_of("passport_name"), **typed)
    assert found == {"surname": "MÜLLER-LÜDENSCHEIDT", "given_names": "ANNA MARIA"}


def test_a_single_name_is_a_surname():
    found = read(field_of("passport_name"), surname="SUHARTO", given_names="")
    assert found == {"surname": "SUHARTO", "given_names": ""}


def test_given_names_alone_are_sent_to_the_surname():
    told = refusal(field_of("passport_name"), surname="", given_names="SUHARTO")
    assert told.endswith("If there is only one name, write it there.")


def test_nothing_typed_is_no_answer():
    assert read(field_of("passport_name"), surname=" ", given_names="") is None


def test_only_what_is_asked_is_kept():
    found = read(field_of("passport_name"), surname="WANG", given_names="MING", native="王明")
    assert found == {"surname": "WANG", "given_names": "MING"}


@pytest.mark.parametrize(
    ("hanzi", "told"),
    [
        ("吕小明", "the surname LYU and the given names XIAOMING"),
        ("单田芳", "the surname SHAN and the given names TIANFANG"),
        ("尉迟恭", "the surname YUCHI and the given names GONG"),
        ("王", "the surname WANG."),
    ],
)
def test_hanzi_alone_bring_a_suggestion_and_are_not_taken(hanzi, told):
    assert told in refusal(field_of("passport_name", parts=PARTS), native=hanzi)


def test_the_suggestion_does_not_overrule_the_passport():
    typed = {"surname": "LU", "given_names": "XIAOMING", "native": "吕小明"}
    assert read(field_of("passport_name", parts=PARTS[:3]), **typed) == typed


def test_pinyin_is_suggested_where_it_is_asked():
    typed = {"surname": "LYU", "given_names": "XIAOMING", "native": "吕小明"}
    told = refusal(field_of("passport_name", parts=PARTS), **typed)
    assert "We read 吕小明 as Lǚ Xiǎomíng" in told
    found = read(field_of("passport_name", parts=PARTS), **typed, pinyin="Lǚ Xiǎomíng")
    assert found["pinyin"] == "Lǚ Xiǎomíng"


def test_another_script_needs_no_pinyin():
    typed = {"surname": "TANAKA", "given_names": "", "native": "タナカ"}
    assert read(field_of("passport_name", parts=PARTS), **typed) == {**typed, "pinyin": ""}


@pytest.mark.parametrize(
    "name", ["王", "Иванов", "ANNA2", "٣", "\u202eANNA", "A<B", "<script>", "👩", "-", "x" * 101]
)
def test_a_name_that_no_passport_prints_is_refused(name):
    assert refusal(field_of("passport_name"), surname=name).startswith("Please")


def test_full_width_letters_of_a_chinese_keyboard_are_letters():
    found = read(field_of("passport_name"), surname="ＷＡＮＧ", given_names="")
    assert found["surname"] == "WANG"


@pytest.mark.parametrize("name", ["O'CONNOR", "D’ARTAGNAN", "SMITH-JONES", "NGUYỄN", "ÞÓR", "E"])
def test_names_of_all_latin_alphabets_are_taken(name):
    assert read(field_of("passport_name"), surname=name)["surname"] == name


def test_each_reader_sees_the_name_in_the_own_order():
    name = {"surname": "LYU", "given_names": "XIAOMING", "native": "吕小明", "pinyin": ""}
    asked = field_of("passport_name", parts=PARTS)
    shown = [asked.show(name, reader) for reader in (ENGLISH, GERMAN, CHINESE)]
    assert shown == ["XIAOMING LYU (吕小明)", "XIAOMING LYU (吕小明)", "吕小明 (XIAOMING LYU)"]
    assert full_name(name, "en") == "XIAOMING LYU (吕小明)"


def test_a_form_cannot_leave_the_surname_out():
    person = [
        field("passport_name", "name", role="name", parts=["native"]),
        field("email", "email", role="email"),
    ]
    told = problems_of({"key": "x", "sections": [section("only", *person)]})
    assert told == ["form/only/name: parts lack surname"]


def test_a_table_shows_the_parts_that_are_asked_for_side_by_side():
    found = field_of("passport_name", parts=PARTS)
    assert found.part_names("de") == {
        "surname": "Familienname in lateinischen Buchstaben",
        "given_names": "Vornamen in lateinischen Buchstaben",
        "native": "Name in eigener Schrift",
        "pinyin": "Pinyin",
    }
    assert list(field_of("passport_name").part_names("zh")) == ["surname", "given_names"]
    assert found.show_part("native", "王明", ENGLISH) == "王明"
