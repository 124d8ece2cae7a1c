"""Worksheets: what a reader fills in, as a form of fields or as a grid of rows and columns."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from pydantic import Field, model_validator

from elearn.content.yamlfile import FileModel

Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Label = Annotated[str, Field(min_length=1, max_length=160)]


class WorksheetField(FileModel):
    """One thing to fill in of a form."""

    id: Name
    label: Label
    kind: Literal["text", "number", "date", "choice"] = "text"
    options: tuple[Label, ...] = ()
    help: str = ""

    @model_validator(mode="after")
    def _options_fit(self) -> WorksheetField:
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("options belong to kind: choice, and to no other")
        return self


class WorksheetRow(FileModel):
    """A row of a grid."""

    id: Name
    label: Label
    help: str = ""


class WorksheetColumn(FileModel):
    """A column of a grid."""

    id: Name
    label: Label


class Worksheet(FileModel):
    """A form or a grid; ``kind`` tells it from the other blocks in templates."""

    id: Name
    title: Label
    intro: str = ""
    fields: Annotated[tuple[WorksheetField, ...], Field(max_length=20)] = ()
    rows: Annotated[tuple[WorksheetRow, ...], Field(max_length=20)] = ()
    columns: Annotated[tuple[WorksheetColumn, ...], Field(max_length=6)] = ()

    @property
    def kind(self) -> str:
        """The block's kind."""
        return "worksheet"

    @model_validator(mode="after")
    def _form_or_grid(self) -> Worksheet:
        is_form, is_grid = bool(self.fields), bool(self.rows and self.columns)
        if is_form == is_grid or (is_form and (self.rows or self.columns)):
            raise ValueError("write either fields, or rows and columns")
        parts: tuple[tuple[WorksheetField | WorksheetRow | WorksheetColumn, ...], ...]
        parts = (self.fields, self.rows, self.columns)
        for part in parts:
            counted = Counter(item.id for item in part)
            if doubles := sorted(name for name, count in counted.items() if count > 1):
                raise ValueError(f"an id stands twice: {', '.join(doubles)}")
        return self
