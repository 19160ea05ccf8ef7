from tests.forms.reading import ENGLISH, field_of, read


def test_the_answer_is_what_was_kept():
    assert read(field_of("file", key="papers")) == ["cv.pdf"]
    assert read(field_of("file", key="photo")) is None


def test_the_chooser_offers_the_kinds_that_are_taken():
    assert field_of("file", kinds=["png", "docx"]).accept == ".png,image/png,.docx"


def test_the_limit_is_counted_in_megabytes():
    assert field_of("file", max_mb=2).max_bytes == 2 * 1024 * 1024


def test_names_are_shown():
    assert field_of("file").show(["a.pdf", "b.pdf"], ENGLISH) == "a.pdf and b.pdf"
