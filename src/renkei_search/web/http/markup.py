"""XML documents, built from elements and streamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

XML_DECLARATION: Final = b'<?xml version="1.0" encoding="utf-8"?>\n'

# XML 1.0 cannot represent these, not even escaped.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def make_element(
    name: str, text: str | None = None, *children: ET.Element, attributes: dict[str, str] | None = None
) -> ET.Element:
    """An element with attributes, a text and children; characters that are invalid in XML are left out."""
    element = ET.Element(name, {key: _plain(value) for key, value in (attributes or {}).items()})
    element.text = _plain(text) if text is not None else None
    element.extend(children)
    return element


def write_xml(root: ET.Element) -> bytes:
    """A whole document, UTF-8."""
    return XML_DECLARATION + _write(root) + b"\n"


def stream_document(root: ET.Element, children: Iterable[ET.Element]) -> Iterator[bytes]:
    """A document whose root has further children, which are consumed one by one."""
    end = f"</{root.tag}>".encode()
    # An empty text keeps the root from being written as an empty-element tag.
    root.text = root.text or "\n"
    yield XML_DECLARATION + _write(root).removesuffix(end)
    for child in children:
        yield _write(child) + b"\n"
    yield end + b"\n"


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _write(element: ET.Element) -> bytes:
    return ET.tostring(element, encoding="unicode").encode()
