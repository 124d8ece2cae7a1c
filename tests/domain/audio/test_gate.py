"""The audio gate."""

from __future__ import annotations

import numpy as np
import pytest

from elearn.adapters.mp3 import LameMp3
from elearn.audio import gate
from elearn.audio.errors import BadAudio
from elearn.audio.ports import PcmRecording

RATE = 22050
TEXT = "Good morning, everyone."


def tone(seconds=1.5, amplitude=0.2, hz=440.0, rate=RATE):
    return amplitude * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)


def recording(samples, rate=RATE):
    return PcmRecording(np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes(), rate)


def quiet(seconds):
    return np.zeros(int(seconds * RATE))


def test_loudness_of_the_reference_tone_is_that_of_the_standard():
    """A sine of 997 Hz at full scale in one channel reads -3.01 LUFS. Source: ITU-R BS.1770-4, annex 1."""
    for rate in (16000, 22050, 24000, 48000):
        assert gate.loudness(tone(3, 1.0, 997.0, rate), rate) == pytest.approx(-3.01, abs=0.1)


def test_a_clip_shorter_than_a_measuring_block_is_measured_too():
    assert gate.loudness(tone(0.1), RATE) == pytest.approx(gate.loudness(tone(2), RATE), abs=0.5)
    assert gate.loudness(quiet(1), RATE) == float("-inf")


@pytest.mark.parametrize("amplitude", [0.004, 0.05, 0.9])
def test_every_clip_comes_out_equally_loud_with_quiet_ends_and_no_high_peak(amplitude):
    speech = tone(1.2, amplitude) * (0.6 + 0.4 * np.sin(np.arange(int(1.2 * RATE)) / 900))
    levelled = gate.level(recording(np.concatenate((quiet(0.9), speech, quiet(1.1)))), TEXT, "normal")
    samples = np.frombuffer(levelled.recording.samples, "<i2") / 32768
    assert gate.loudness(samples, RATE) == pytest.approx(-16, abs=0.5)
    assert np.abs(samples).max() <= gate.CEILING + 1e-3
    assert all(130 <= silence <= 170 for silence in levelled.silence_ms)
    assert levelled.duration_ms == pytest.approx(1500, abs=30)


def test_sharp_peaks_are_limited_softly():
    speech = tone(1.5, 0.03)
    speech[::2205] = 0.95
    levelled = gate.level(recording(speech), TEXT, "normal")
    samples = np.frombuffer(levelled.recording.samples, "<i2") / 32768
    assert np.abs(samples).max() <= gate.CEILING + 1e-3
    assert abs(levelled.loudness_lufs + 16) <= 1


@pytest.mark.parametrize(
    ("samples", "rate", "reason"),
    [
        (quiet(2), RATE, "silent"),
        (quiet(0), RATE, "silent"),
        (tone(1.5) * 1e-4, RATE, "silent"),
        (np.clip(tone(1.5, 3.0), -1, 0.99999), RATE, "clipped"),
        (tone(0.1), RATE, "too-short"),
        (tone(40), RATE, "too-long"),
        (tone(1.5, rate=8000), 8000, "sample-rate"),
    ],
)
def test_what_no_listener_should_hear_is_refused_with_its_reason(samples, rate, reason):
    with pytest.raises(BadAudio) as refusal:
        gate.level(recording(samples, rate), TEXT, "normal")
    assert refusal.value.params["reason"] == reason


def test_half_a_sample_is_refused():
    with pytest.raises(BadAudio, match="not-audio"):
        gate.level(PcmRecording(b"\0" * 99, RATE), TEXT, "normal")


@pytest.mark.parametrize("rate", gate.RATES_HZ)
def test_the_encoder_gives_the_same_bytes_twice_and_the_frames_tell_the_duration(rate):
    sound = recording(tone(2.0, rate=rate), rate)
    labels = {"engine": "espeak", "voice": "gmw/en"}
    first, second = LameMp3().encode(sound, labels), LameMp3().encode(sound, labels)
    assert first == second
    assert 2000 <= gate.mp3_duration_ms(first) <= 2160
    assert 5.5 < len(first) / 2000 < 6.8, "bytes a millisecond: 48 kbit/s"


def test_joined_files_with_tags_between_are_one_duration():
    one = LameMp3().encode(recording(tone(1.0)), {"voice": "日本語"})
    assert gate.mp3_duration_ms(one + one + b"TAG" + bytes(125)) == pytest.approx(2 * gate.mp3_duration_ms(one), abs=2)


@pytest.mark.parametrize(
    ("cut", "reason"),
    [
        (lambda mp3: b"", "no-audio"),
        (lambda mp3: b"<html>Before you continue</html>", "not-audio"),
        (lambda mp3: mp3[:-1], "truncated"),
        (lambda mp3: mp3[: len(mp3) // 2 + 7], "truncated"),
        (lambda mp3: mp3 + b"??????", "not-audio"),
        (lambda mp3: b"ID3\x03\x00\x00\x00\x00\x00\x01x", "no-audio"),
        (lambda mp3: b"ID3\x03\x00\x00\x7f\x7f\x7f\x7fx", "truncated"),
        (lambda mp3: b"\xff\xff", "not-audio"),
    ],
)
def test_an_mp3_that_is_not_whole_is_refused(cut, reason):
    whole = LameMp3().encode(recording(tone(1.0)), {})
    with pytest.raises(BadAudio) as refusal:
        gate.mp3_duration_ms(cut(whole))
    assert refusal.value.params["reason"] == reason
