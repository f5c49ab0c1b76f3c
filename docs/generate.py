"""Writes the generated pages of this folder; each page has its own module in docs/pages. Run it with: make docs"""

from collections.abc import Callable
from pathlib import Path

from docs.pages.data_dictionary import data_dictionary_page
from docs.pages.formulation import formulation_page
from docs.pages.metrics import metrics_page
from docs.pages.outputs import outputs_page
from docs.pages.rules import rules_page
from docs.pages.settings import settings_page

FOLDER = Path(__file__).parent
PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary_page,
    "metrics.md": metrics_page,
    "settings.md": settings_page,
    "rules.md": rules_page,
    "formulation.md": formulation_page,
    "outputs.md": outputs_page,
}

if __name__ == "__main__":
    for page, text_of in PAGES.items():
        (FOLDER / page).write_text(text_of(), "utf-8")
