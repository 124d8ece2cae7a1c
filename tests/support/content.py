"""A small, right market and termbase, as files in memory, and a way to break them."""

from __future__ import annotations

COURSE = """\
id: canada
order: 9
areas: [CA]
languages: [en, fr]
hue: moss
native_name: {text: Canada, lang: en}
name: {en: Canada, fr: Canada}
summary: {en: A market for tests.}
reviewed_on: 2026-11-23
reviewer_role: editor
review_due: 2027-05-23
notice: {en: Not legal advice.}
modules: [overview]
starter: [hello]
state: being-written
"""

FACTS = """\
market: canada
facts:
- id: CA-001
  topic: spending
  class: F1
  statement: Canada spent CAD 344.0 billion on health in 2023.
  source_title: CIHI
  source_url: https://www.cihi.ca/
  found_on: https://www.cihi.ca/en
  as_of: "2023"
  confidence: found
  evidence: primary
  read_on: 2026-11-23
- id: CA-002
  topic: culture
  class: F4
  statement: Meetings often begin on time.
  source_title: Editors
  source_url: https://example.org/
  as_of: undated
  confidence: from memory
  evidence: none
  read_on: 2026-11-23
"""

PLAYERS = """\
market: canada
players:
- id: payer
  kind: payer
  name: The provinces
  native_name: {text: Les provinces, lang: fr}
  city: Ottawa
  area: CA
  place: [45.42, -75.7]
  does: Pays for CAD 344.0 billion of care.
  for_you: Ask what it paid in 2023.
  url: https://example.org/payer
  facts: [CA-001]
- id: payer-fair
  kind: fair
  name: Fair, of payers; and more
  area: CA
  does: Brings payers and makers together.
  for_you: Check the date before you book.
  url: https://example.org/fair
  months: [5]
"""

MODULE = """\
id: overview
title: {en: Ten-minute overview}
lessons: [overview]
"""

LESSON = """\
---
id: overview
title: Canada in ten minutes
objectives: [Name the payer., Choose a route.]
in_short: [One., Two., Three.]
---

## Picture {#picture}

Canada spent [CAD 344.0 billion](fact:CA-001) on health (as of 2023). Say [hello](term:hello).
In Japanese one would write [名刺]{lang=ja}.

```figures
- {fact: CA-001, value: CAD 344.0 billion, label: spent on health, year: "2023"}
```

- [ ] Read the guide.
- [ ] Ask the authority.

::: check Who decides
Ask the regulator.
:::

## Way in {#way}

```tree
id: route
title: Which way?
start: risk
nodes:
  risk: {question: Is the risk low?, yes: notify, no: ask}
leaves:
  notify: {action: Notify., fact: CA-001}
  ask: {action: Ask., fact: CA-001}
```

```quiz
- id: payer
  level: recall
  fact: CA-001
  question: Who pays?
  options:
  - {text: The provinces, correct: true, why: They do.}
  - {text: Nobody, why: Somebody must.}
  - {text: The embassy, why: It does not.}
```
"""

TERMBASE = """\
id: small
title: {en: Small}
languages: [en, ja, ar]
domains:
- {id: greetings, title: {en: Greetings, ja: 挨拶}}
"""

GREETINGS = """\
- id: hello
  domain: greetings
  situation: first contact
  kind: phrase
  say: both
  priority: 1
  replies: [hello-name]
  markets: [canada]
  note: {canada: "Said on time.", fact: CA-002}
  terms:
    en: {text: Hello., register: formal, status: draft}
    ja: {text: 初めまして。, reading: はじめまして。, romanisation: hajimemashite, register: formal, status: draft}
    ar: {text: مرحبا., reading: مَرْحَبًا., romanisation: marḥaban, register: formal, status: draft}

- id: hello-name
  domain: greetings
  situation: first contact
  kind: phrase
  say: say
  terms:
    en: {text: "My name is {name}.", status: draft}
    ja: {text: "{name}と申します。", reading: "{name}ともうします。", romanisation: "{name} to mōshimasu", status: draft}
    ar: {text: "اسمي {name}.", reading: "اِسْمِي {name}.", romanisation: "ismī {name}", status: draft}
"""

MARKET_FILES = {
    "course.yaml": COURSE,
    "facts.yaml": FACTS,
    "players.yaml": PLAYERS,
    "modules/00-overview/module.yaml": MODULE,
    "modules/00-overview/01-overview.en.md": LESSON,
}
HANDBOOK = """\
id: handbook
kind: handbook
order: 100
name: {en: Handbook}
summary: {en: A handbook for tests.}
reviewed_on: 2026-11-23
reviewer_role: editor
review_due: 2027-05-23
notice: {en: Not legal advice.}
modules: [chapters]
"""

CHAPTERS = """\
id: chapters
title: {en: Chapters}
lessons: [ready]
"""

CHAPTER = """\
---
id: ready
title: Are you ready?
objectives: [Name the payer., Choose a route.]
in_short: [One., Two., Three.]
---

## Purpose {#purpose}

Canada spent [CAD 344.0 billion](fact:CA-001) (as of 2023). Read [the overview](lesson:canada/overview/overview).

```worksheet
id: grid
title: Score
rows:
- {id: need, label: Need}
columns:
- {id: first, label: First market}
```

```worksheet
id: form
title: Report
fields:
- {id: day, label: Day, kind: date}
- {id: done, label: Done, kind: choice, options: [Fully, In part]}
```
"""

LIBRARY = HANDBOOK.replace("handbook", "interviews").replace("kind: interviews", "kind: library")
INTERVIEW = """\
---
id: ready
title: A talk
format: interview-original
consent_ref: consent-2026-001
approved_on: 2026-11-20
---

## Purpose {#purpose}

Meetings [often begin on time](fact:CA-002) (not yet checked against the source).
"""

CHAPTER_PATH = "modules/00-chapters/01-ready.en.md"
HANDBOOK_FILES = {"course.yaml": HANDBOOK, "modules/00-chapters/module.yaml": CHAPTERS, CHAPTER_PATH: CHAPTER}
LIBRARY_FILES = {**HANDBOOK_FILES, "course.yaml": LIBRARY, CHAPTER_PATH: INTERVIEW}
TERMBASE_FILES = {"termbase.yaml": TERMBASE, "greetings.yaml": GREETINGS}


def as_bytes(files: dict[str, str]) -> dict[str, bytes]:
    """Return files as the parsers want them."""
    return {name: text.encode() for name, text in files.items()}


def broken(files: dict[str, str], name: str, before: str, after: str) -> dict[str, bytes]:
    """Return files with one replacement made in one of them; the text to replace must be there."""
    assert before in files[name], f"{before!r} is not in {name}"
    return as_bytes({**files, name: files[name].replace(before, after, 1)})
