"""Write the golden .lp of every family anew, after looking at what changed: python -m tests.optimizer.write_golden"""

from optimizer.model.family_modules import FAMILIES
from tests.optimizer.test_golden import GOLDEN, text_of

for family in FAMILIES:
    (GOLDEN / f"{family}.lp").write_text(text_of(family))
