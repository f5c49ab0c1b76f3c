"""The addresses of cells as a spreadsheet shows them."""


def column_letters(index: int) -> str:
    """The letters of a column, counted from 0: 0 is A, 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
