import pytest

from tests.forms.reading import CHINESE, ENGLISH, field_of, read, refusal

PARTS = ["family", "given", "native", "latin"]


def test_parts_are_kept_apart_and_never_split_on_spaces():
    found = read(field_of("name"), family="von der Leyen", given="Anna Maria")
    assert found == {"family": "von der Leyen", "given": "Anna Maria"}


@pytest.mark.parametrize(
    "typed",
    [{"family": "O", "given": ""}, {"family": "", "given": "Suharto"}, {"latin": "W" * 39}],
)
def test_one_letter_one_name_and_39_signs_of_passport_are_all_right(typed):
    found = read(field_of("name", parts=PARTS), **typed)
    assert {part: name for part, name in found.items() if name} == {
        part: name for part, name in typed.items() if name
    }


def test_no_name_at_all_is_no_answer():
    assert read(field_of("name"), family=" ", given="") is None


def test_a_name_beyond_measure_is_refused():
    told = refusal(field_of("name"), family="x" * 101)
    assert told == "Please shorten this name to at most 100 characters."


def test_each_reader_sees_the_own_script_first():
    name = {"family": "Wang", "given": "Xiaoming", "native": "王晓明", "latin": "WANG XIAOMING"}
    shown = [field_of("name", parts=PARTS).show(name, asked) for asked in (ENGLISH, CHINESE)]
    assert shown == ["Xiaoming Wang (王晓明)", "王晓明 (Xiaoming Wang)"]


def test_only_hanzi_are_a_whole_name():
    assert field_of("name", parts=PARTS).show({"native": "王晓明"}, ENGLISH) == "王晓明"
