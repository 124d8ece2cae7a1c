"""Clips: asked for, made, stored, tidied up."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from elearn.audio import queries, services
from elearn.audio.errors import BadAudio, EngineUnavailable, RateLimited, Unreachable
from elearn.audio.maker import ClipMaker
from elearn.audio.models import Clip, ClipLeftover, Utterance
from elearn.audio.ports import Mp3Recording, PcmRecording
from elearn.storage.blobs import BlobStoreUnavailable, digest_of
from elearn.storage.db import db, transaction
from tests.support.audio_rig import build_maker, stamp, wish

pytestmark = pytest.mark.usefixtures("audio_app")


class Fussy:
    """An engine that raises what it is given, or hums."""

    version = "1"

    def __init__(self, name, *errors, recording=None):
        self.name, self.errors, self.asked, self.recording = name, list(errors), [], recording

    def voices(self, language):
        return ("only",)

    def speak(self, utterance):
        self.asked.append(utterance)
        if self.errors:
            error = self.errors.pop(0)
            if error is not None:
                raise error
        if self.recording is not None:
            return self.recording
        from elearn.adapters.speech_silent import SilentSpeech

        return SilentSpeech().speak(utterance)

    def close(self):
        pass


def ask(maker, *wishes, **options):
    with transaction() as session:
        return services.request_clips(session, wishes, maker.speech, **options)


def make(maker, **options):
    return services.make_batch(transaction, maker, **options)


def clips():
    db.session.rollback()
    return list(db.session.scalars(sa.select(Clip).order_by(Clip.id)))


def change(**values):
    with transaction() as session:
        session.execute(sa.update(Clip).values(**values))


def test_a_wish_becomes_audio_that_the_store_has_under_its_own_digest(clip_maker):
    assert ask(clip_maker, wish()).added == 1
    assert make(clip_maker).made == 1
    (clip,) = clips()
    content = clip_maker.blobs.get(clip.digest)
    assert (clip.state, digest_of(content), len(content)) == ("ready", clip.digest, clip.size_bytes)
    assert content.startswith(b"ID3")
    assert b"synthetic voice" in content
    (view,) = queries.clips_of(db.session(), ["greetings-hello"])["greetings-hello"]
    assert view.url == f"/media/{clip.digest}.mp3"
    assert view.engine == "silent"
    assert view.is_synthetic


def test_wishing_the_same_twice_changes_no_row_and_no_stamp(clip_maker):
    ask(clip_maker, wish(), wish(speed="slow"))
    make(clip_maker)
    before = [(clip.id, clip.state, clip.requested_at, clip.digest) for clip in clips()], stamp("clips")
    report = ask(clip_maker, wish(), wish(speed="slow"))
    assert (report.added, report.changed, report.unchanged, report.removed) == (0, 0, 2, 0)
    assert before == ([(clip.id, clip.state, clip.requested_at, clip.digest) for clip in clips()], stamp("clips"))


def test_a_changed_text_is_asked_for_again_while_the_old_audio_stays(clip_maker):
    ask(clip_maker, wish())
    make(clip_maker)
    (old,) = [clip.digest for clip in clips()]
    assert ask(clip_maker, wish(spoken="Good evening, and welcome.")).changed == 1
    (view,) = queries.clips_of(db.session(), ["greetings-hello"])["greetings-hello"]
    assert (view.state, view.url, view.spoken, view.is_current) == (
        "requested", f"/media/{old}.mp3", "Good morning.", False,
    )  # fmt: skip
    make(clip_maker)
    (view,) = queries.clips_of(db.session(), ["greetings-hello"])["greetings-hello"]
    assert view.state == "ready"
    assert view.url != f"/media/{old}.mp3"
    assert view.is_current
    assert clip_maker.blobs.size_bytes(old)


def test_a_text_that_is_put_back_is_ready_without_being_spoken_again(clip_maker):
    ask(clip_maker, wish())
    make(clip_maker)
    ask(clip_maker, wish(spoken="Good evening."))
    ask(clip_maker, wish())
    assert [clip.state for clip in clips()] == ["ready"]


def test_another_engine_is_another_key_and_asks_for_the_clip_again(tmp_path, clip_maker):
    ask(clip_maker, wish())
    make(clip_maker)
    other = build_maker(tmp_path, [Fussy("other")])
    assert ask(other, wish()).changed == 1
    make(other)
    assert [(clip.state, clip.engine) for clip in clips()] == [("ready", "other")]


def test_wishes_that_vanish_take_their_rows_along_but_only_within_the_given_concepts(clip_maker):
    ask(clip_maker, wish("a"), wish("b"))
    assert ask(clip_maker, wish("c"), within={"c"}).removed == 0
    assert ask(clip_maker, wish("c"), within={"a", "c"}).removed == 1
    assert ask(clip_maker, wish("c")).removed == 1
    assert [clip.concept_id for clip in clips()] == ["c"]


def test_what_cannot_be_spoken_says_why_and_is_never_claimed(clip_maker):
    report = ask(clip_maker, wish("a", ""), wish("b", language="xx"), wish("c", "word " * 300))
    assert report.unspoken == 3
    assert {clip.concept_id: clip.error_code for clip in clips()} == {
        "a": "nothing-to-speak", "b": "voice-missing", "c": "text-too-long",
    }  # fmt: skip
    assert make(clip_maker).is_idle


def test_must_knows_are_made_first_and_a_preferred_clip_before_them(clip_maker):
    ask(clip_maker, wish("good", priority=3), wish("must", priority=1), wish("should", priority=2))
    with transaction() as session:
        assert services.prefer(session, "good", "en") == "requested"
    order = []
    for _ in range(3):
        make(clip_maker, limit=1)
        order += [clip.concept_id for clip in clips() if clip.state == "ready" and clip.concept_id not in order]
    assert order == ["good", "must", "should"]


def test_preferring_again_writes_nothing_and_an_unknown_clip_is_none(clip_maker):
    ask(clip_maker, wish())
    with transaction() as session:
        services.prefer(session, "greetings-hello", "en")
    first = clips()[0].preferred_at
    with transaction() as session:
        services.prefer(session, "greetings-hello", "en")
        assert services.prefer(session, "nobody", "en") is None
    assert clips()[0].preferred_at == first


def test_a_clip_in_one_workers_hands_is_not_claimed_by_another_until_the_lease_ends(clip_maker):
    ask(clip_maker, wish("a"), wish("b"))
    with transaction() as session:
        jobs, _ = services._claim(session, clip_maker, 1, None)
    assert make(clip_maker).made == 1
    assert make(clip_maker).is_idle
    change(lease_until_at=datetime.now(UTC) - timedelta(seconds=1))
    assert make(clip_maker).made == 1
    assert all(clip.state == "ready" for clip in clips())
    assert len(jobs) == 1


def test_a_worker_that_lost_its_lease_stores_nothing(clip_maker):
    ask(clip_maker, wish())
    with transaction() as session:
        jobs, _ = services._claim(session, clip_maker, 1, None)
    outcomes = {jobs[0]: clip_maker.make(jobs[0])}
    change(lease_until_at=None)
    make(clip_maker)
    made_at = clips()[0].made_at
    with transaction() as session:
        assert services._store(session, jobs, outcomes).made == 0
    assert clips()[0].made_at == made_at


def test_a_wish_that_changed_while_it_was_spoken_is_not_overwritten(clip_maker):
    ask(clip_maker, wish())
    with transaction() as session:
        jobs, _ = services._claim(session, clip_maker, 1, None)
    outcomes = {jobs[0]: clip_maker.make(jobs[0])}
    ask(clip_maker, wish(spoken="Good night."))
    with transaction() as session:
        services._store(session, jobs, outcomes)
    assert [(clip.state, clip.digest) for clip in clips()] == [("requested", None)]


def test_the_same_utterance_of_two_concepts_is_spoken_once(tmp_path):
    engine = Fussy("one")
    maker = build_maker(tmp_path, [engine])
    ask(maker, wish("a"))
    make(maker)
    ask(maker, wish("a"), wish("b"))
    make(maker)
    assert len(engine.asked) == 1
    assert len({clip.digest for clip in clips()}) == 1


def test_the_next_engine_speaks_where_the_first_cannot(tmp_path):
    first, second = Fussy("first", EngineUnavailable(engine="first", hint="pip")), Fussy("second")
    ask(maker := build_maker(tmp_path, [first, second]), wish())
    make(maker)
    assert [(clip.state, clip.engine) for clip in clips()] == [("ready", "second")]
    assert ask(maker, wish()).unchanged == 1


@pytest.mark.parametrize("attempts", range(1, 9))
def test_the_wait_doubles_from_one_minute_to_sixty(attempts):
    wanted = min(2 ** (attempts - 1), 60)
    assert 0.79 * wanted <= services.backoff(attempts) / timedelta(minutes=1) <= 1.21 * wanted


def test_what_may_pass_is_tried_again_later_and_fails_for_good_after_six_times(tmp_path):
    engine = Fussy("bad", *[BadAudio(engine="bad", reason="no-audio") for _ in range(9)])
    ask(maker := build_maker(tmp_path, [engine]), wish())
    for attempt in range(1, 7):
        assert make(maker).failed == 1
        assert make(maker).is_idle, "it waits"
        (clip,) = clips()
        assert (clip.attempts, clip.error_code) == (attempt, "bad-audio-no-audio")
        assert clip.state == ("failed" if attempt == 6 else "requested")
        change(not_before_at=None)
    with transaction() as session:
        assert services.request_again(session) == 1
    engine.errors.clear()
    assert make(maker).made == 1


def test_what_will_not_pass_fails_at_once_and_pressing_play_tries_again(tmp_path):
    engine = Fussy("gone", EngineUnavailable(engine="gone", hint="pip install gone"))
    ask(maker := build_maker(tmp_path, [engine]), wish())
    make(maker)
    assert [(clip.state, clip.error_code) for clip in clips()] == [("failed", "engine-unavailable")]
    with transaction() as session:
        assert services.prefer(session, "greetings-hello", "en") == "requested"
    assert make(maker).made == 1


def test_a_rate_limited_engine_is_left_alone_and_costs_no_attempt(tmp_path):
    engine = Fussy("shy", RateLimited(engine="shy", retry_after_s=30))
    ask(maker := build_maker(tmp_path, [engine]), wish("a"), wish("b"))
    assert make(maker).postponed == 2
    assert len(engine.asked) == 1, "the second clip was not even tried"
    change(not_before_at=None)
    assert make(maker).is_idle, "its languages are not claimed while it rests"
    assert [(clip.state, clip.attempts, clip.error_code) for clip in clips()] == [("requested", 0, "rate-limited")] * 2


def test_an_engine_that_does_not_answer_three_times_rests(tmp_path):
    engine = Fussy("mute", *[Unreachable(engine="mute", reason="timeout") for _ in range(9)])
    ask(maker := build_maker(tmp_path, [engine]), *(wish(name) for name in "abcde"))
    report = make(maker)
    assert (len(engine.asked), report.failed, report.postponed) == (3, 3, 2)


def test_a_fault_of_ours_in_one_clip_does_not_hold_up_the_others(tmp_path):
    maker = build_maker(tmp_path, [Fussy("odd", ZeroDivisionError())])
    ask(maker, wish("a"), wish("b"))
    report = make(maker)
    assert (report.made, report.failed) == (1, 1)


def test_what_does_not_pass_the_gate_is_not_stored(tmp_path):
    maker = build_maker(tmp_path, [Fussy("still", recording=PcmRecording(bytes(44100), 22050))])
    ask(maker, wish())
    make(maker)
    assert [(clip.digest, clip.error_code) for clip in clips()] == [(None, "bad-audio-silent")]
    maker = build_maker(tmp_path, [Fussy("cut", recording=Mp3Recording(b"\xff\xf3\x64\xc4" + bytes(20)))])
    change(not_before_at=None)
    make(maker)
    assert [(clip.digest, clip.error_code) for clip in clips()] == [(None, "bad-audio-truncated")]


def test_a_full_blob_store_postpones_and_keeps_the_old_audio(clip_maker: ClipMaker, monkeypatch):
    ask(clip_maker, wish())
    make(clip_maker)
    old = clips()[0].digest
    ask(clip_maker, wish(spoken="Good evening."))

    def refuse(content):
        raise BlobStoreUnavailable(reason="full")

    with monkeypatch.context() as patch:
        patch.setattr(clip_maker.blobs, "put", refuse)
        assert make(clip_maker).postponed == 1
    (clip,) = clips()
    assert (clip.state, clip.digest, clip.attempts, clip.error_code) == (
        "requested", old, 0, "blob-store-unavailable-full",
    )  # fmt: skip
    change(not_before_at=None)
    assert make(clip_maker).made == 1


def test_a_batch_counts_the_page_stamp_up_once(clip_maker):
    ask(clip_maker, *(wish(name) for name in "abc"))
    before = stamp("clips")
    assert make(clip_maker).made == 3
    assert stamp("clips") == before + 1


def test_a_batch_gives_back_what_it_could_not_begin_in_time(clip_maker):
    ask(clip_maker, *(wish(name, f"{name} is here.") for name in "abc"))
    assert make(clip_maker, seconds=0).made == 1
    assert [(clip.lease_until_at, clip.attempts) for clip in clips() if clip.state == "requested"] == [(None, 0)] * 2
    assert make(clip_maker, should_stop=lambda: True).made == 1


def test_only_the_given_languages_are_made(clip_maker):
    ask(clip_maker, wish("a"), wish("a", language="ca"))
    assert make(clip_maker, languages=["ca"]).made == 1
    assert {clip.language: clip.state for clip in clips()} == {"en": "requested", "ca": "ready"}


def test_leftovers_go_after_an_hour_unless_somebody_needs_them(clip_maker):
    ask(clip_maker, wish("a", "One."), wish("b", "Two two."))
    make(clip_maker)
    gone, kept = [clip.digest for clip in clips()]
    ask(clip_maker, wish("b", "Two two."))

    def sweep(*references):
        return services.sweep_leftovers(transaction, clip_maker.blobs, (queries.referenced, *references))

    def age():
        with transaction() as session:
            session.execute(sa.update(ClipLeftover).values(since_at=datetime.now(UTC) - timedelta(minutes=61)))

    assert sweep() == 0
    assert clip_maker.blobs.size_bytes(gone)
    age()
    assert sweep(lambda session, digests: set(digests)) == 0, "another feature needs it"
    ask(clip_maker, wish("b", "Two two."), wish("a", "One."))
    make(clip_maker)
    ask(clip_maker, wish("b", "Two two."))
    age()
    assert sweep() == 1
    assert clip_maker.blobs.size_bytes(gone) is None
    assert clip_maker.blobs.size_bytes(kept)


def test_coverage_counts_by_language_engine_and_error(tmp_path):
    maker = build_maker(tmp_path, [Fussy("one", BadAudio(engine="one", reason="silent"))])
    ask(maker, wish("a"), wish("b", "Hello."), wish("c", ""), wish("a", language="de"))
    make(maker)
    german, english = queries.coverage(db.session())
    assert (english.language, english.ready, english.requested, english.unspoken) == ("en", 1, 1, 1)
    assert english.engines == {"one": 1}
    assert english.size_bytes > 1000
    assert english.duration_ms > 300
    assert english.errors == {"bad-audio-silent": 1, "nothing-to-speak": 1}
    assert (german.ready, german.errors) == (1, {})
    assert queries.waiting(db.session()) == queries.Waiting(due=0, later=1)


def test_thousands_of_wishes_are_compared_quickly(clip_maker):
    wishes = [
        wish(f"concept-{number}", f"Sentence {number}.", speed=speed)
        for number in range(2000)
        for speed in ("normal", "slow")
    ]
    ask(clip_maker, *wishes)
    began = time.perf_counter()
    assert ask(clip_maker, *wishes).unchanged == 4000
    assert time.perf_counter() - began < 10


def test_the_key_names_everything_that_was_asked():
    base = Utterance("Hello.", "en", "gmw/en", "normal")
    others = [
        Utterance("Hello!", "en", "gmw/en", "normal"),
        Utterance("Hello.", "de", "gmw/en", "normal"),
        Utterance("Hello.", "en", "gmw/de", "normal"),
        Utterance("Hello.", "en", "gmw/en", "slow"),
    ]
    keys = {base.key("espeak", "1"), base.key("espeak", "2"), base.key("gtts", "1")}
    keys |= {other.key("espeak", "1") for other in others}
    assert len(keys) == 7
    assert base.key("espeak", "1") == Utterance("Hello.", "en", "gmw/en", "normal").key("espeak", "1")
