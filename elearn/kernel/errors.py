"""The base of all errors that a person may meet. Sentences are made at the edge, where the language is known."""

from __future__ import annotations


class ElearnError(Exception):
    """An error with a stable code and typed parameters.

    Subclasses set ``code`` and pass what they know as keyword arguments; the web and the CLI turn both into a
    sentence in the reader's language.
    """

    code = "error"

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class PdfFailed(ElearnError):
    """A document could not be set: ``reason`` is what the engine says, or ``timeout``."""

    code = "pdf-failed"


class WrongSetting(ElearnError):
    """A setting that stops the start: ``name``, ``value`` and ``choices`` (a sentence on what is allowed)."""

    code = "wrong-setting"

    def __init__(self, name: str, value: str, choices: str) -> None:
        super().__init__(name=name, value=value, choices=choices)
        self.name, self.value, self.choices = name, value, choices

    def __str__(self) -> str:
        return f"The setting {self.name} is {self.value!r}. Allowed: {self.choices}."
