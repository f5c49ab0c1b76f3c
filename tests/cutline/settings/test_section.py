"""What sections share: unknown words are answered with the nearest known one."""

from pydantic import BaseModel

from cutline.settings.section import nearest, section_of


class Inner(BaseModel):
    """A section."""


def test_the_nearest_word_is_a_question():
    """A slip of one letter is recognised; a word that is nothing like any other is not guessed."""
    assert nearest("projetcs", ("projects", "funds")) == "; did you mean 'projects'?"
    assert nearest("xyz", ("projects", "funds")) == ""


def test_a_section_is_found_inside_an_annotation():
    """Itself, in a tuple, in a dictionary, or optional; plain values have none."""
    for annotation in (Inner, tuple[Inner, ...], dict[str, Inner], Inner | None, tuple[dict[str, Inner], ...]):
        assert section_of(annotation) is Inner
    for annotation in (int, tuple[str, ...], str | None):
        assert section_of(annotation) is None
