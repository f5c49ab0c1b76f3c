"""The helpers of all sections: the nearest known word, and the section inside an annotation."""

from pydantic import BaseModel

from cutline.settings.section import nearest, section_of


class Inner(BaseModel):
    """A section."""


def test_the_nearest_word_is_a_question():
    """A word with two letters exchanged is recognised, and a word that resembles no other is not guessed."""
    assert nearest("projetcs", ("projects", "funds")) == "; did you mean 'projects'?"
    assert nearest("xyz", ("projects", "funds")) == ""


def test_a_section_is_found_inside_an_annotation():
    """A section may be the annotation itself, the item of a tuple or dictionary, or optional. Plain values have no section."""
    for annotation in (Inner, tuple[Inner, ...], dict[str, Inner], Inner | None, tuple[dict[str, Inner], ...]):
        assert section_of(annotation) is Inner
    for annotation in (int, tuple[str, ...], str | None):
        assert section_of(annotation) is None
