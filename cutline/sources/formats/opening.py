"""Opens a delivered file: unpacks it, recognises the format inside, and checks it against the ending of the file's name.

The module unpacks gzip and zip; before it unpacks an archive, it checks the unpacked size. The reader of the format then
reads the rows of the document.
"""

from pathlib import PurePosixPath

from cutline.settings.sources import Source
from cutline.sources.formats.archives import gunzip, measured_members, only_member
from cutline.sources.formats.documents import (
    DOCUMENT_MAX_BYTES,
    Content,
    Document,
    Opener,
    chunks_of,
    refuse_file,
    refuse_giant_cells,
)
from cutline.sources.formats.known_formats import FORMATS, format_named, formats_for_ending

ZIP, EMPTY_ZIP, GZIP, PDF = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"%PDF"
PACKED = (".gz", ".zip")
# The endings of files that only their own program reads: what the file is, and what to export instead.
_AS_XML = "in Microsoft Project, save the project as XML (*.xml), and send that file"
_AS_P6 = "in Primavera P6, export the project as XER or as Primavera XML, and send that file"
UNREADABLE = {
    ".mpp": ("a project in Microsoft Project's own format", _AS_XML),
    ".mpt": ("a template in Microsoft Project's own format", _AS_XML),
    ".mpx": ("a project in the exchange format of Microsoft Project 98", _AS_XML),
    ".mpd": ("a database of Microsoft Project", _AS_XML),
    ".plf": ("a layout of Primavera P6", _AS_P6),
    ".prx": ("a project of Primavera P3", _AS_P6),
    ".doc": ("a document", "send the table in it as a workbook or as CSV"),
    ".docx": ("a document", "send the table in it as a workbook or as CSV"),
    ".pdf": ("a PDF", "send the table in it as a workbook or as CSV, from the program that printed it"),
    ".xlsb": ("a binary workbook of Excel", "in Excel, save the workbook as .xlsx, and send that file"),
    ".numbers": ("a workbook of Numbers", "in Numbers, export the sheet as CSV or as .xlsx, and send that file"),
}
HEAD_BYTES = 4096  # in which an XML document names its vocabulary


def open_document(content: Content, source: Source) -> Document:
    """Open a delivered file: unpack it if it is packed, and recognise its format.

    Raises SourceError when the file is too large, packed too tightly, damaged, or not of the format that its ending or its
    source states.
    """
    size = content.path.stat().st_size
    if size > DOCUMENT_MAX_BYTES:
        refuse_file(content.file, source, f"{size:,} bytes", f"at most {DOCUMENT_MAX_BYTES:,} bytes in a file that must be held in memory",
               "split the export, or send it as CSV without quotes")  # fmt: skip
    if size == 0:
        refuse_file(content.file, source, "an empty file", "a header and rows", "send the export again")
    name, inner, opener = content.file, content.file, _opener_of(content)
    is_packed = False
    while True:
        ending, head = PurePosixPath(inner).suffix.lower(), _head_of(opener)
        is_gzip = head.startswith(GZIP) and ending == ".gz"
        if not is_gzip and not (head.startswith(ZIP) and ending == ".zip" and recognised(head, opener, name, source) == "zip"):
            return _document(name, _format_name(head, opener, name, inner, source), opener, source, is_packed=is_packed)
        if is_packed:
            refuse_file(
                content.file,
                source,
                "an archive in an archive",
                "one file that is packed once",
                "send the export itself, unpacked or packed once",
            )
        is_packed = True
        if is_gzip:
            inner, opener = inner[: -len(ending)], gunzip(content.path, name, source)
        else:
            inner, opener = only_member(content.path, name, source)
            name = f"{name}/{inner}"


def _opener_of(content: Content) -> Opener:
    return lambda: content.path.open("rb")


def _head_of(opener: Opener) -> bytes:
    with opener() as file:
        return file.read(HEAD_BYTES)


def _document(name: str, kind: str, opener: Opener, source: Source, *, is_packed: bool) -> Document:
    """The document behind `opener`. A text is read as a stream; a packed file of another kind is held, because its reader goes
    back and forth in it.
    """
    export_format = format_named(kind)
    if export_format.is_text or export_format.xml_mentions:
        with opener() as file:
            refuse_giant_cells(chunks_of(file), "xml" if export_format.xml_mentions else kind, name, source)
    elif is_packed:
        return Document(name, kind, Document(name, kind, opener).data)
    return Document(name, kind, opener)


def _format_name(head: bytes, opener: Opener, name: str, inner: str, source: Source) -> str:
    """The name of the format of a document. head: its first bytes. inner: the file name without the ending of its packing.

    Raises SourceError if the content is of another format than the source declares. If the source declares no format, the
    ending of the file's name counts instead.
    """
    ending = PurePosixPath(inner).suffix.lower()
    if ending in UNREADABLE and source.format == "auto":
        what, instead = UNREADABLE[ending]
        refuse_file(name, source, what, "an export that Cutline reads; it does not read files that end in " + ending, instead)
    seen = recognised(head, opener, name, source)
    allowed = (format_named(source.format),) if source.format != "auto" else formats_for_ending(ending)
    kind = seen
    if seen == "text":
        textual = [each for each in allowed if each.is_text]
        marked = [each for each in textual if each.begins_with and head.startswith(each.begins_with)]
        kind = next((each.name for each in (*marked, *textual)), "text")
    if kind not in [each.name for each in allowed] or ending in PACKED:
        stated = f"format = {source.format!r}" if source.format != "auto" else f"the ending {ending!r}"
        expected = "an archive" if ending in PACKED else f"{' or '.join(each.name for each in allowed)}, as {stated} says"
        refuse_file(
            name,
            source,
            f"what begins like {_spoken(seen)}",
            expected,
            'send the right file, or declare its format in the source: format = "..."',
        )
    return kind


def _spoken(kind: str) -> str:
    return {"pdf": "a PDF", "zip": "a zip", "gzip": "gzip", "xml": "some XML, or a web page", "text": "text"}.get(kind, kind)


def recognised(data: bytes, opener: Opener, name: str, source: Source) -> str:
    """What the content is: the name of a format, or `zip`, `gzip`, `pdf` or `xml` for a content of no known format; `text`
    for anything that is not marked. data: the first bytes. opener: opens all bytes.

    Raises SourceError for a zip archive that is damaged, packed too tightly, or unsafe to open.
    """
    if data.startswith((ZIP, EMPTY_ZIP)):
        members = {each.filename for each in measured_members(opener, name, source)}
        return next((each.name for each in FORMATS if each.zip_members and each.zip_members <= members), "zip")
    for each in FORMATS:
        if not each.is_text and each.begins_with and data.startswith(each.begins_with):
            return each.name
    if data.startswith(PDF):
        return "pdf"
    if data.startswith(GZIP):
        return "gzip"
    head = data[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = data[:HEAD_BYTES].decode("utf-16", "ignore").lstrip("\ufeff \t\r\n").encode()
    if head[:1] == b"<":
        return next((each.name for each in FORMATS if each.xml_mentions and each.xml_mentions in head), "xml")
    return "text"
