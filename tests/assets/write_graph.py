"""Write the snapshot of the graph anew, after looking at what changed: python -m tests.assets.write_graph"""

import json
import tempfile
from pathlib import Path

from cutline.samples.starter_folder import write_starter
from pipelines.definitions import build_definitions
from tests.assets.test_graph import SNAPSHOT, graph_of

with tempfile.TemporaryDirectory() as place:
    write_starter(Path(place) / "p")
    SNAPSHOT.write_text(json.dumps(graph_of(build_definitions(Path(place) / "p")), indent=1, sort_keys=True) + "\n")
