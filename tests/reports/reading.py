"""Read all that an exported file holds, however it is packed: its words, its numbers, its metadata."""

import io
import zipfile


def everything_in(suffix: str, content: bytes) -> str:
    """Return everything a file says, as one text."""
    if suffix == "pdf":
        return _pdf(content)
    if suffix == "parquet":
        return _parquet(content)
    return unpacked(content)


def unpacked(content: bytes) -> str:
    """Return a text, or all texts of an archive and of the archives in it."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            everything_in(name.rpartition(".")[2], archive.read(name)) for name in archive.namelist()
        )


def _pdf(content: bytes) -> str:
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(content))
    # The lines of a paragraph are parted where it wraps.
    return str(read.metadata) + "".join(page.extract_text().replace("\n", "") for page in read.pages)


def _parquet(content: bytes) -> str:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(content))
    return f"{table.to_pydict()} {table.schema.metadata}"
