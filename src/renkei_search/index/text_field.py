"""The text fields of a document, each declared once: its name in the index and its names for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TextField:
    """A text field.

    Attributes:
        name: its name in the index, in queries and in answers.
        label: the Japanese name of its content, such as 圏域名.
        completion: what a completion from this field is called; empty if there are none.
        operators: the names that limit a word to this field (題名:移住), the one that messages use first. Case and
            width do not matter. Empty if queries cannot name the field.
    """

    name: str
    label: str
    completion: str = ""
    operators: tuple[str, ...] = ()


TITLE: Final = TextField("title", "題名", "取組", ("題名", "タイトル", "title"))
DESCRIPTION: Final = TextField("description", "具体的内容")

TEXT_FIELD_BY_NAME: Final = {
    field.name: field
    for field in (
        TITLE,
        DESCRIPTION,
        TextField("region", "圏域名", "圏域", ("圏域", "region")),
        TextField("municipality", "市町村名", "市町村", ("市町村", "municipality")),
        TextField("field", "政策分野名", "政策分野", ("分野", "政策分野", "field")),
    )
}
"""All text fields, in the order in which they are written."""
