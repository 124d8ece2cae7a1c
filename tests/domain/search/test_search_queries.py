"""What a search answers beside the order: why, where, how many, and what if nothing was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.adapters.search_tantivy import TantivyIndex
from elearn.adapters.search_whoosh import WhooshIndex
from elearn.search.models import Form, SearchDocument, SearchHit, SearchRequest, SearchResults
from elearn.search.ports import SearchIndex
from elearn.search.queries import search


def document(id: str, *forms: tuple[str, str, str], **more: object) -> SearchDocument:
    made = tuple(Form(*form) for form in forms)  # type: ignore[arg-type]
    titles = {form.lang: form.text for form in made if form.kind in ("text", "title")}
    return SearchDocument(id, **{"type": "entry", "path": id, "titles": titles, "forms": made, **more})  # type: ignore[arg-type]


DOCUMENTS = (
    document(
        "trial", ("en", "text", "clinical trial"), ("fr", "text", "essai clinique"), ("ja", "text", "臨床試験"),
        ("ja", "reading", "りんしょうしけん"), ("ja", "romanisation", "rinshō shiken"), ("zh-CN", "text", "临床试验"),
        ("zh-CN", "reading", "línchuáng shìyàn"), ("hi", "text", "नैदानिक परीक्षण"),
        ("en", "definition", "A study in people. It follows a protocol that an ethics committee has approved."),
        kind="term", domain="clinical", markets=("japan", "china"),
    ),
    document("cancer", ("ja", "text", "がん"), ("en", "text", "cancer"), domain="clinical", kind="term"),
    document("can", ("ja", "text", "かん"), ("en", "text", "can"), kind="term"),
    document("e-mail", ("en", "text", "send an e-mail"), ("fr", "text", "l'entreprise"), kind="phrase"),
    document("test-en", ("en", "text", "biotest"), kind="term"),
    document("test-de", ("de", "text", "biotest"), kind="term"),
    document("must", ("en", "text", "cold chain"), priority=1),
    document("good", ("en", "text", "cold chain"), priority=3),
    document("other", ("en", "text", "store"), ("en", "alternative", "cold chain")),
    document("whole", ("en", "text", "audit")),
    document("begin", ("en", "text", "audit trail")),
    document("words", ("en", "text", "prepare an audit")),
    document("fuzzy", ("en", "text", "audic")),
    document(
        "lesson", ("en", "title", "Registering a device"), ("en", "heading", "The technical file"),
        ("en", "body", "Nothing is said of it here. " * 30 + "The dossier goes to the notified body. " + "More. " * 200),
        type="lesson", kind="",
    ),
)  # fmt: skip


@pytest.fixture(scope="module", params=[TantivyIndex, WhooshIndex])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    built: SearchIndex = request.param(Path(tmp_path_factory.mktemp("queries")))
    built.rebuild(DOCUMENTS, "queries")
    return built


def ids(results: SearchResults) -> list[str]:
    return [hit.id for hit in results.hits]


def first(index: SearchIndex, query: str, **more: str) -> SearchHit:
    return search(index, SearchRequest(query, **more)).hits[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["", "   ", "\u0000\u0007", "?!…", "\u200b", "َ"])
def test_an_empty_question_has_no_answer(index: SearchIndex, query: str) -> None:
    assert search(index, SearchRequest(query)).total == 0
    assert search(index, SearchRequest(query)).nearest == ()


def test_gan_never_finds_kan(index: SearchIndex) -> None:
    for query in ("がん", "ガン", "ｶﾞﾝ", "gan"):
        results = search(index, SearchRequest(query))
        assert ids(results)[0] == "cancer"
        if query != "gan":  # In Latin letters, "gan" may also be the beginning of a mistyped "can".
            assert "can" not in ids(results)
            assert "can" not in [hit.id for hit in results.nearest]
    assert "cancer" not in ids(search(index, SearchRequest("かん")))


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("clin", "clinical trial", ["clin"]), ("trial clinical", "clinical trial", ["clinical", "trial"]),
        ("試験", "臨床試験", ["試験"]), ("email", "send an e-mail", ["e-mail"]), ("entreprise", "l'entreprise", ["entreprise"]),
        ("rinshou shiken", "rinshō shiken", ["rinshō shiken"]), ("shi4yan4", "línchuáng shìyàn", ["shìyàn"]),
        ("linchuang", "línchuáng shìyàn", ["línchuáng"]), ("परीक्षण", "नैदानिक परीक्षण", ["परीक्षण"]),
        ("ＣＬＩＮＩＣＡＬ", "clinical trial", ["clinical"]), ("clincal", "clinical trial", ["clinical"]),
        ("しけん", "りんしょうしけん", ["しけん"]), ("parikshan", "नैदानिक परीक्षण", ["परीक्षण"]),
    ],
)  # fmt: skip
def test_a_hit_says_which_form_matched_and_what_to_highlight(
    index: SearchIndex, query: str, text: str, marked: list[str]
) -> None:
    matched = first(index, query).matched
    shown = [matched.text[start:end] for start, end in matched.spans]
    assert (matched.text, shown) == (text, marked)


def test_running_text_is_found_by_passage(index: SearchIndex) -> None:
    hit = first(index, "dossier notified body")
    assert (hit.id, hit.matched.form) == ("lesson", "body")
    assert len(hit.matched.text) <= 400
    assert [hit.matched.text[start:end] for start, end in hit.matched.spans] == ["dossier", "notified", "body"]
    assert first(index, "ethics committee").matched.form == "definition"


def test_whole_form_comes_before_beginning_before_words_before_guess(index: SearchIndex) -> None:
    found = ids(search(index, SearchRequest("audit")))
    assert found[:3] == ["whole", "begin", "words"]
    assert found[3:] in ([], ["fuzzy"])


def test_preferred_text_comes_before_alternatives_and_priority_breaks_ties(index: SearchIndex) -> None:
    assert ids(search(index, SearchRequest("cold chain"))) == ["must", "good", "other"]


def test_the_languages_of_the_pair_come_first(index: SearchIndex) -> None:
    assert first(index, "biotest", source="de", target="ja").id == "test-de"
    assert first(index, "biotest", source="it", target="en").id == "test-en"


def test_filters_and_counts_go_together(index: SearchIndex) -> None:
    results = search(index, SearchRequest("c"))
    assert results.total == len(results.hits) == sum(results.counts["type"].values())
    assert results.counts["market"] == {"japan": 1, "china": 1}
    for name in ("type", "kind", "domain", "market"):
        for value, count in results.counts[name].items():
            assert search(index, SearchRequest("c", **{name: value})).total == count  # type: ignore[arg-type]


def test_pages_follow_each_other(index: SearchIndex) -> None:
    every = ids(search(index, SearchRequest("c")))
    pages = [ids(search(index, SearchRequest("c", limit=2, offset=at))) for at in range(0, len(every), 2)]
    assert [one for page in pages for one in page] == every
    assert search(index, SearchRequest("c", limit=2, offset=len(every))).hits == ()


def test_no_answer_offers_the_nearest_apart(index: SearchIndex) -> None:
    results = search(index, SearchRequest("clinnikas"))
    assert results.total == 0
    assert results.hits == ()
    assert "trial" in [hit.id for hit in results.nearest]


def test_hits_carry_what_a_result_list_shows(index: SearchIndex) -> None:
    hit = first(index, "clinical trial")
    assert (hit.type, hit.path, hit.kind, hit.domain, hit.markets) == (
        "entry",
        "trial",
        "term",
        "clinical",
        ("japan", "china"),
    )
    assert hit.titles["ja"] == "臨床試験"


@pytest.mark.parametrize(
    "query", ["名刺 " * 3_000, "a" * 10_000, "'\"()[]{}:*?~^\\/+-", "AND OR NOT", "type:entry", "🙂"]
)
def test_no_question_breaks_the_engine(index: SearchIndex, query: str) -> None:
    assert len(search(index, SearchRequest(query)).query) <= 200
