"""elearn: courses on foreign life-science markets and a glossary to read, hear and show in 13 languages.

The folder list is the architecture: see ``docs/guide/developer.md``.
"""

__version__ = "0.1.0"
