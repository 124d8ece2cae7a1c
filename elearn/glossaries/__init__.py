"""Glossaries: Termbase > Concept > LanguageSection > Term, as in TBX (ISO 30042:2019), and what pages show of them.

An *entry* is a concept with all its language sections. Direction and script of a phrase follow the phrase's own
language, never the interface.
"""
