"""Sentences for content problems: what is wrong and how to mend it, by code."""

from __future__ import annotations

from elearn.content.problems import Problem

SENTENCES: dict[str, tuple[str, str]] = {
    "file-missing": ("The file is not there.", "Add it; the author's guide shows what it holds."),
    "file-unexpected": ("This file has no place in the format.", "Move it to media/ or remove it."),
    "file-too-large": ("The file has {size} bytes; {limit} are allowed.", "Split it."),
    "file-not-a-list": ("The file must be a list.", "Begin each item with '- '."),
    "not-utf8": ("The file is not UTF-8 from here on.", "Save it as UTF-8."),
    "control-character": ("An invisible character, {character}, stands on this line.", "Delete it; mark foreign words with {{lang=…}}."),
    "not-nfc": ("The text {text!r} of {id} ({lang}) is not in normal form NFC.", "Normalise it to NFC."),
    "yaml-syntax": ("This is not readable YAML: {reason}.", "Look at indents, colons and quotes on this line."),
    "yaml-alias": ("Aliases (*name) are not allowed.", "Write the value out."),
    "yaml-tag": ("The tag {tag} is not allowed.", "Use plain texts, lists and mappings."),
    "yaml-key": ("A key must be a plain text.", "Write key: value."),
    "yaml-duplicate-key": ("The key {key} stands twice.", "Keep one of the two."),
    "yaml-too-deep": ("The file is nested deeper than {limit} levels.", "Flatten it."),
    "yaml-too-many-nodes": ("The file has more than {limit} values.", "Split it."),
    "key-missing": ("{key} is missing.", "Add it; the guide lists all keys."),
    "key-unknown": ("{key} is no key of the format.", "Look for a typing mistake, or an unquoted comma or colon."),
    "value-wrong": ("{key}: {reason}.", "The guide says what is allowed."),
    "id-differs-from-folder": ("The id {id} differs from the folder {folder}.", "Make them the same."),
    "id-differs-from-file": ("The id {id} differs from the file name {file}.", "Make them the same."),
    "module-missing": ("There is no folder for the module {module}.", "Add modules/NN-{module}/module.yaml."),
    "module-not-listed": ("The module {module} is not listed.", "Add it to modules: in course.yaml."),
    "lesson-empty": ("The English text is a head only.", "Write the lesson; only a translation may be a head."),
    "lesson-missing": ("The lesson {lesson} has no English text.", "Add NN-{lesson}.en.md."),
    "lesson-not-listed": ("The lesson {lesson} is not listed.", "Add it to lessons: in module.yaml."),
    "lesson-language-unknown": ("{lang} is no interface language.", "Use one of the 13."),
    "lesson-head-missing": ("The lesson has no head.", "Begin with a --- line, the head, and another --- line."),
    "heading-level": ("A {level} heading cannot stand here.", "Use ## for sections and ### or #### below."),
    "text-before-section": ("Text stands before the first section.", "Begin with a ## heading."),
    "section-id-double": ("The section id {id} stands twice.", "Give one of them another {{#id}}."),
    "box-title-missing": ("The {box} box has no title.", "Write ::: {box} Title."),
    "fence-unknown": ("The block {fence!r} is unknown.", "Use figures, quiz or tree."),
    "fence-not-a-list": ("The {fence} block must be a list.", "Begin each item with '- '."),
    "quiz-id-double": ("The quiz id {id} stands twice.", "Give one of them another id."),
    "fact-id-double": ("The fact {id} stands twice.", "Keep one."),
    "fact-evidence-wrong": ("The evidence of {id} does not fit.", "A fact from memory, and no other, has evidence: none."),
    "fact-unknown": ("There is no fact {id}.", "Add it to facts.yaml, or cite another."),
    "figure-from-memory": ("{id} is from memory and may not carry a figure.", "Find a source, or leave the figure out."),
    "number-without-fact": ("The number {number} has no fact.", "Cite one: [{number}](fact:…), or write it without digits."),
    "number-not-in-fact": ("The number {number} does not occur in {facts}.", "Cite the fact that has it."),
    "term-unknown": ("There is no glossary entry {id}.", "Use the id of an entry."),
    "concept-id-double": ("The concept {id} stands twice, first at {first}.", "Give one of them another id."),
    "concept-unknown": ("{id} points to {other}, which is no concept.", "Use the id of a concept."),
    "language-unlisted": ("{id}: {lang} is not in languages: of termbase.yaml.", "List it there, or remove the wording."),
    "domain-unknown": ("{id}: the domain {domain} is not in termbase.yaml.", "Add the domain or use another."),
    "market-unknown": ("{id}: there is no market {market}.", "Use the id of a market."),
    "placeholder-unknown": ("{id} ({lang}): {{{placeholder}}} is no placeholder.", "The guide lists them."),
    "placeholders-differ": ("{id} ({lang}): other placeholders than English ({wanted}).", "Use the same in every language."),
    "script-wrong": ("{id} ({lang}): {text!r} is not in {script} script.", "Translate it, or set keep_en: true."),
    "reading-missing": ("{id} ({lang}): {text!r} has no reading.", "Add reading."),
    "romanisation-missing": ("{id} ({lang}): {text!r} has no romanisation.", "Add romanisation."),
    "reading-differs": ("{id} ({lang}): the reading is not that of the text.", "Text {text!r}, reading {reading!r}."),
    "romanisation-differs": ("{id} ({lang}): the romanisation sounds unlike the text.", "Text {text!r}, {romanisation!r}."),
    "reading-placeholders": ("{id} ({lang}): the reading has other placeholders than {text!r}.", "Mend {reading!r}."),
    "character-of-another-country": ("{id} ({lang}): {char} is not written there, in {text!r}.", "Use the country's own character."),
    "english-left-over": ("{id} ({lang}): {word!r} is left of the English, in {text!r}.", "Translate it, or set keep_en: true."),
    "form-of-address": ("{id} ({lang}): {word!r} is too familiar, in {text!r}.", "Use the polite form."),
    "form-of-another-country": ("{id} ({lang}): {word!r} is not written so there, in {text!r}.", "Use the country's own word."),
    "punctuation-wrong": ("{id} ({lang}): the mark {mark!r} is wrong, in {text!r}.", "Use the language's own marks and spaces."),
    "length-odd": ("{id} ({lang}): {text!r} is far shorter or longer than {english!r}.", "Say all of it, and no more."),
    "text-double": ("{id} ({lang}): {text!r} is also the wording of {other}.", "Make them differ, or join the two."),
    "reading-not-kana": ("{id} ({lang}): the reading holds kanji.", "Write {reading!r} in kana."),
    "reading-not-pinyin": ("{id} ({lang}): the reading is not pinyin with tones.", "Write {reading!r} in pinyin."),
}  # fmt: skip
"""What is wrong, and what to do, with the problem's parameters to fill in."""


def sentence(problem: Problem) -> str:
    """Return one line: where, what, how to mend it."""
    what, mend = (text.format(**dict(problem.params)) for text in SENTENCES[problem.code])
    return f"{problem.path}:{problem.line}: {what} {mend} [{problem.code}]"
