"""The online engine against a local server that speaks its protocol and misbehaves. Nothing leaves this machine."""

from __future__ import annotations

import builtins
import socket
import time
import warnings

import pytest

from elearn.adapters.speech_gtts import GttsSpeech
from elearn.audio import gate
from elearn.audio.errors import BadAudio, EngineUnavailable, RateLimited, Unreachable
from elearn.audio.models import Utterance
from tests.support.gtts_server import gtts_server


@pytest.fixture(scope="module")
def running_gtts():
    with gtts_server() as server:
        yield server


@pytest.fixture
def online(running_gtts):
    running_gtts.moods.clear()
    running_gtts.asked.clear()
    return running_gtts


def engine(server, read_timeout_s=5.0):
    return GttsSpeech(server.url, connect_timeout_s=0.5, read_timeout_s=read_timeout_s, sleep=lambda seconds: None)


def hello(text="Hello, how are you?", language="en", voice="en@co.uk", speed="normal"):
    return Utterance(text, language, voice, speed)


def test_the_text_the_language_and_the_speed_arrive_as_asked(online):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        engine(online).speak(hello("Esq. and Dr. Lee", speed="slow"))
        engine(online).speak(hello("你好", "zh-CN", "zh-CN@com"))
    assert online.asked == [("Esq. and Dr. Lee", "en", True), ("你好", "zh-CN", None)]
    assert "Mozilla" in online.agents[-1]


def test_a_long_text_is_asked_in_pieces_and_joined(online):
    text = "The batch was released after quality control and must be kept cold. " * 3
    recording = engine(online).speak(hello(text))
    assert len(online.asked) == 3 or len(online.asked) == 4
    assert all(len(piece) <= 100 for piece, _, _ in online.asked)
    assert gate.mp3_duration_ms(recording.content) > 8000


@pytest.mark.parametrize(("mood", "seconds"), [("busy", 60.0), ("busy_for_90", 90.0)])
def test_too_many_requests_is_reported_at_once_and_not_asked_again(online, mood, seconds):
    online.moods[:] = [mood]
    with pytest.raises(RateLimited) as refusal:
        engine(online).speak(hello())
    assert refusal.value.retry_after_s == seconds
    assert len(online.asked) == 1


def test_a_server_error_is_tried_again_and_then_well(online):
    online.moods[:] = ["broken"]
    assert engine(online).speak(hello()).content
    assert len(online.asked) == 2


def test_three_server_errors_are_enough(online):
    online.moods[:] = ["broken"] * 9
    with pytest.raises(Unreachable, match="server"):
        engine(online).speak(hello())
    assert len(online.asked) == 3


@pytest.mark.parametrize("mood", ["consent", "no_audio", "redirect", "forbidden"])
def test_an_answer_without_audio_is_an_error_even_with_status_200(online, mood):
    online.moods[:] = [mood]
    with pytest.raises(BadAudio, match="no-audio"):
        engine(online).speak(hello())
    assert len(online.asked) == 1, "no redirect was followed and nothing was tried again"


def test_bytes_that_are_no_mp3_are_refused(online):
    online.moods[:] = ["not_audio"]
    with pytest.raises(BadAudio, match="not-audio"):
        engine(online).speak(hello())


def test_audio_that_was_cut_does_not_pass_the_gate(online):
    online.moods[:] = ["half_audio"]
    recording = engine(online).speak(hello())
    with pytest.raises(BadAudio, match="truncated"):
        gate.mp3_duration_ms(recording.content)


def test_an_answer_that_breaks_off_is_asked_again(online):
    online.moods[:] = ["half_body"]
    assert gate.mp3_duration_ms(engine(online).speak(hello()).content)
    assert len(online.asked) == 2


@pytest.mark.parametrize("mood", ["hang", "hang_in_body"])
def test_a_server_that_hangs_costs_no_more_than_the_time_outs(online, mood):
    online.moods[:] = [mood] * 3
    began = time.monotonic()
    with pytest.raises(Unreachable, match="timeout"):
        engine(online, read_timeout_s=0.2).speak(hello())
    assert time.monotonic() - began < 4


def test_nobody_at_the_address_is_unreachable():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="refused"):
        GttsSpeech(f"http://127.0.0.1:{port}", sleep=lambda seconds: None).speak(hello())


def test_a_text_with_nothing_to_say_is_refused_before_anything_is_sent(online):
    with pytest.raises(BadAudio, match="no-audio"):
        engine(online).speak(hello("..."))
    assert online.asked == []


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **options):
        if name.partition(".")[0] == "gtts":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(EngineUnavailable, match=r"elearn\[gtts\]"):
        GttsSpeech("http://127.0.0.1:1").speak(hello())
