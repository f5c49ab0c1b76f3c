"""Writes small Parquet files that need much memory, some of which lie about it, or reads them and prints what became of each.

`python -m tests.exports.lying_parquet FOLDER write` and `... read`, in two processes, so that the peak of the second is that of
the reading.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

MEGABYTE = 1 << 20


def varint(number: int) -> bytes:
    """A number as the table of contents of a Parquet file writes it."""
    number, found = number << 1, bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def with_lie(data: bytes, true: int, stated: int) -> bytes:
    """A Parquet file that states `stated` in its table of contents wherever the number `true` stands there."""
    length = int.from_bytes(data[-8:-4], "little")
    contents = data[-8 - length : -8]
    assert varint(true) in contents
    lie = contents.replace(varint(true), varint(stated))
    return data[: -8 - length] + lie + len(lie).to_bytes(4, "little") + data[-4:]


def files() -> Iterator[tuple[str, bytes]]:
    """Every file by name. A project table has the columns project_id, name and status."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    def table(rows: int, names: pa.Array) -> pa.Table:
        return pa.table(
            {"project_id": pa.array([f"P{i}" for i in range(rows)]), "name": names, "status": pa.array(["idea"] * rows)}
        )

    def packed(data: pa.Table, **more: object) -> bytes:
        buffer = io.BytesIO()
        pq.write_table(data, buffer, compression="zstd", **more)
        return buffer.getvalue()

    def sizes(data: bytes) -> list[int]:
        group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)
        return [group.column(i).total_uncompressed_size for i in range(group.num_columns)]

    giant = packed(table(1, pa.array(["A" * (300 * MEGABYTE)], pa.large_string())), use_dictionary=False)
    yield "giant_cell.parquet", giant
    yield "giant_cell_said_to_be_small.parquet", with_lie(giant, sizes(giant)[1], 1000)
    dictionary = packed(table(1, pa.array(["A" * (300 * MEGABYTE)], pa.large_string())))
    yield "giant_dictionary_said_to_be_small.parquet", with_lie(dictionary, sizes(dictionary)[1], 1000)
    yield "cell_of_twenty_megabytes.parquet", packed(table(1, pa.array(["A" * (20 * MEGABYTE)])))
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), pa.array(["A" * (9 * MEGABYTE)]))
    yield "value_repeated.parquet", packed(table(2000, repeated))
    yield "fifty_million_rows.parquet", packed(pa.table({"project_id": pa.nulls(50_000_000, pa.string())}))
    small = packed(table(123_457, pa.array(["N"] * 123_457)))
    yield "more_rows_than_there_are.parquet", with_lie(small, 123_457, 123_999)
    yield "fewer_rows_than_there_are.parquet", with_lie(small, 123_457, 100_000)
    yield "a_billion_rows_said.parquet", with_lie(small, 123_457, 10**12)


def read_all(folder: Path) -> dict[str, object]:
    """What became of each file, and the peak of memory in megabytes."""
    from cutline.errors import SourceError
    from tests.cutline.sources.reading_exports import one_source, raw_table
    from tests.exports.read_all import peak_megabytes

    outcomes = {}
    for path in sorted(folder.glob("*.parquet")):
        place = folder / path.stem
        place.mkdir()
        path.rename(place / "f.parquet")
        try:
            outcomes[path.name] = f"{raw_table('projects', one_source('projects'), place).lazy().collect().height} rows"
        except SourceError as error:
            outcomes[path.name] = error.findings[0].found
    return {"outcomes": outcomes, "peak": peak_megabytes()}


if __name__ == "__main__":
    if sys.argv[2] == "write":
        for file_name, data in files():
            (Path(sys.argv[1]) / file_name).write_bytes(data)
    else:
        print(json.dumps(read_all(Path(sys.argv[1]))))
