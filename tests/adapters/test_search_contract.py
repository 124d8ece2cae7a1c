"""What every search index must do, whatever engine it runs on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from elearn.adapters.search_tantivy import TantivyIndex
from elearn.adapters.search_whoosh import WhooshIndex
from elearn.search import queries, services
from elearn.search.errors import IndexBusy, IndexMissing, IndexUnavailable
from elearn.search.models import Form, SearchDocument, SearchRequest
from elearn.search.ports import SearchIndex

ENGINES: dict[str, Callable[..., SearchIndex]] = {"tantivy": TantivyIndex, "whoosh": WhooshIndex}
ROOT = Path(__file__).resolve().parents[2]


def document(
    id: str, text: str, *, lang: str = "en", type: str = "entry", kind: str = "term", domain: str = "", market: str = ""
) -> SearchDocument:
    return SearchDocument(
        id, type, f"phrases/entry/{id}/", {lang: text}, (Form(lang, "text", text),), kind=kind, domain=domain,  # type: ignore[arg-type]
        markets=(market,) if market else (),
    )  # fmt: skip


DOCUMENTS = (
    document("trial", "clinical trial", domain="clinical", market="japan"),
    document("protocol", "trial protocol", domain="clinical", market="china"),
    document("tender", "public tender", domain="pricing & access", kind="phrase"),
    document("lesson", "How a trial starts", type="lesson", kind=""),
)


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(engine: str, tmp_path: Path) -> Callable[..., SearchIndex]:
    return lambda **settings: ENGINES[engine](tmp_path, **settings)


@pytest.fixture
def index(make: Callable[..., SearchIndex]) -> SearchIndex:
    built = make()
    assert services.rebuild(built, DOCUMENTS, "one") == len(DOCUMENTS)
    return built


def found(index: SearchIndex, query: str, **request: str) -> list[str]:
    return [hit.id for hit in queries.search(index, SearchRequest(query, **request)).hits]  # type: ignore[arg-type]


def in_another_process(engine: str, folder: Path, code: str) -> subprocess.Popen[str]:
    start = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from elearn.adapters.search_tantivy import TantivyIndex\nfrom elearn.adapters.search_whoosh import WhooshIndex\n"
        "from elearn.search import queries\nfrom elearn.search.models import Form, SearchDocument, SearchRequest\n"
        f"index = {engine.title()}Index(Path({str(folder)!r}))\n"
        "def document(id, text):\n"
        "    return SearchDocument(id, 'entry', id, {'en': text}, (Form('en', 'text', text),))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", start + code], stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
    )


def test_an_index_that_was_never_built_has_no_stamp_and_cannot_be_asked(make: Callable[..., SearchIndex]) -> None:
    index = make()
    assert index.stamp() is None
    with pytest.raises(IndexMissing):
        index.ping()
    with pytest.raises(IndexMissing):
        found(index, "trial")
    with pytest.raises(IndexMissing):
        index.titles(["trial"])


def test_a_rebuilt_index_finds_its_documents_and_keeps_its_stamp(index: SearchIndex) -> None:
    assert index.stamp() == "one"
    index.ping()
    assert found(index, "clinical trial")[0] == "trial"
    assert index.titles(["tender", "nobody"]) == {"tender": {"en": "public tender"}}


def test_a_rebuild_replaces_everything(index: SearchIndex) -> None:
    index.rebuild([document("new", "cold chain")], "two")
    assert index.stamp() == "two"
    assert found(index, "cold") == ["new"]
    assert found(index, "tender") == []


def test_an_empty_index_is_an_index(make: Callable[..., SearchIndex]) -> None:
    index = make()
    assert index.rebuild([], "empty") == 0
    assert index.stamp() == "empty"
    assert found(index, "trial") == []


def test_another_process_opens_the_index(index: SearchIndex, engine: str, tmp_path: Path) -> None:
    code = "print(index.stamp(), queries.search(index, SearchRequest('clinical')).hits[0].id)"
    output, _ = in_another_process(engine, tmp_path, code).communicate(timeout=30)
    assert output.split() == ["one", "trial"]


def test_a_reader_notices_within_a_second_that_another_process_rebuilt(
    index: SearchIndex, engine: str, tmp_path: Path
) -> None:
    assert found(index, "cold") == []
    process = in_another_process(engine, tmp_path, "index.rebuild([document('new', 'cold chain')], 'two')")
    process.communicate(timeout=30)
    assert process.returncode == 0
    time.sleep(1.05)
    assert found(index, "cold") == ["new"]


def test_a_lost_folder_is_no_index_and_is_rebuilt(index: SearchIndex, tmp_path: Path) -> None:
    for folder in tmp_path.iterdir():
        shutil.rmtree(folder)
    assert index.stamp() is None
    with pytest.raises(IndexMissing):
        found(index, "trial")
    assert services.ensure_current(index, "one", lambda: DOCUMENTS)
    assert not services.ensure_current(index, "one", lambda: DOCUMENTS)
    assert found(index, "clinical")[0] == "trial"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwrite(path: Path) -> None:
    path.write_bytes(b"\x07" * path.stat().st_size)


@pytest.mark.parametrize("damage", [_cut, _overwrite, Path.unlink])
def test_a_damaged_folder_is_no_index(
    index: SearchIndex, make: Callable[..., SearchIndex], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    for path in sorted(tmp_path.rglob("g*/*")):
        if "lock" in path.name.lower():
            continue
        kept = path.read_bytes()
        damage(path)
        again = make()
        assert again.stamp() is None, path
        with pytest.raises((IndexMissing, IndexUnavailable)):
            found(again, "trial")
        path.write_bytes(kept)
        assert again.stamp() == "one"


@pytest.mark.parametrize("content", ["", "nothing\n", "../..", "\x00"])
def test_a_pointer_that_names_no_generation_is_no_index(
    index: SearchIndex, make: Callable[..., SearchIndex], tmp_path: Path, content: str
) -> None:
    next(tmp_path.rglob("CURRENT")).write_text(content, encoding="utf-8")
    assert make().stamp() is None
    assert services.ensure_current(make(), "one", lambda: DOCUMENTS)


def test_a_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    def breaks() -> Iterator[SearchDocument]:
        yield document("new", "cold chain")
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.rebuild(breaks(), "two")
    assert index.stamp() == "one"
    assert found(index, "clinical")[0] == "trial"


def test_killing_a_rebuild_leaves_the_old_index_and_does_not_block_the_next(
    index: SearchIndex, engine: str, tmp_path: Path
) -> None:
    code = (
        "def endless():\n"
        "    for n in range(10**9):\n"
        "        if n == 300: print('writing', flush=True)\n"
        "        yield document(f'n{n}', f'noise {n}')\n"
        "index.rebuild(endless(), 'two')\n"
    )
    process = in_another_process(engine, tmp_path, code)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stdout.close()
    assert index.stamp() == "one"
    assert found(index, "clinical")[0] == "trial"
    index.rebuild([document("new", "cold chain")], "three")
    assert found(index, "cold") == ["new"]


def test_of_two_rebuilds_at_once_one_waits(index: SearchIndex) -> None:
    def slowly() -> Iterator[SearchDocument]:
        started.set()
        time.sleep(0.3)
        yield document("slow", "cold chain")

    started = threading.Event()
    first = threading.Thread(target=index.rebuild, args=(slowly(), "slow"))
    first.start()
    started.wait(5)
    index.rebuild([document("fast", "cold store")], "fast")
    first.join()
    assert index.stamp() == "fast"
    assert found(index, "cold") == ["fast"]


def test_a_rebuild_gives_up_when_another_takes_too_long(index: SearchIndex, make: Callable[..., SearchIndex]) -> None:
    def slowly() -> Iterator[SearchDocument]:
        started.set()
        release.wait(10)
        yield document("slow", "cold chain")

    started, release = threading.Event(), threading.Event()
    first = threading.Thread(target=index.rebuild, args=(slowly(), "slow"))
    first.start()
    started.wait(5)
    try:
        with pytest.raises(IndexBusy):
            make(wait_s=0.2).rebuild([], "never")
        assert index.stamp() == "one"
    finally:
        release.set()
        first.join()
    assert index.stamp() == "slow"


def test_readers_work_while_the_index_is_rebuilt_many_times(index: SearchIndex) -> None:
    problems: list[BaseException] = []

    def read() -> None:
        try:
            while not done.is_set():
                assert found(index, "clinical")[0] == "trial"
                index.stamp()
        except BaseException as error:
            problems.append(error)

    done = threading.Event()
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(5):
        index.rebuild(DOCUMENTS, f"again {number}")
    done.set()
    for reader in readers:
        reader.join()
    assert problems == []


def test_old_generations_do_not_pile_up(index: SearchIndex, tmp_path: Path) -> None:
    for number in range(4):
        index.rebuild(DOCUMENTS, str(number))
    assert len([path for path in tmp_path.rglob("g*") if path.is_dir()]) <= 2


def test_filters_are_exact(index: SearchIndex) -> None:
    assert set(found(index, "trial")) == {"trial", "protocol", "lesson"}
    assert set(found(index, "trial", type="entry")) == {"trial", "protocol"}
    assert found(index, "trial", type="lesson") == ["lesson"]
    assert found(index, "trial", market="japan") == ["trial"]
    assert found(index, "trial", market="jap") == []
    assert found(index, "trial", domain="clinical", market="china") == ["protocol"]
    assert found(index, "tender", domain="pricing & access", kind="phrase") == ["tender"]
    assert found(index, "tender", domain="pricing") == []


def test_a_document_with_strange_text_is_indexed(make: Callable[..., SearchIndex]) -> None:
    index = make()
    strange = document("strange", "a\u0000b \ud83d\ude00 \u202eabc x" + "y" * 70_000)
    empty = SearchDocument("empty", "entry", "empty", {}, ())
    assert index.rebuild([strange, empty, document("bare", "   ")], "one") == 3
    assert found(index, "abc") == ["strange"]
