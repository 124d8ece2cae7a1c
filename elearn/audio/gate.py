"""The audio gate: what every recording must be before it is stored. Imported by jobs and commands only (numpy).

Samples are trimmed, judged and levelled to one loudness; an MP3 that an engine made itself is judged by its frames
alone, since we have no decoder. What does not pass raises BadAudio with the reason.

Source: ITU-R BS.1770-4 (loudness); ISO/IEC 11172-3 and 13818-3 (MPEG audio frames); EBU R 128 s1 for short clips.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from elearn.audio.errors import BadAudio
from elearn.audio.models import Speed
from elearn.audio.ports import PcmRecording

Samples = NDArray[np.float64]

TARGET_LUFS = -16.0
TOLERANCE_LU = 1.0
CEILING = 10 ** (-1.5 / 20)
"""Highest sample after levelling, -1.5 dBFS, which leaves MP3 room to overshoot."""
KEPT_SILENCE_MS = 150
LONGEST_SILENCE_MS = 400
RATES_HZ = (16000, 22050, 24000, 32000, 44100, 48000)
"""What the MP3 encoder takes without resampling."""

_SILENCE_BELOW_PEAK = 10 ** (-45 / 20)
_SILENCE_FLOOR = 10 ** (-60 / 20)


@dataclass(frozen=True)
class Levelled:
    """A recording that passed."""

    recording: PcmRecording
    duration_ms: int
    loudness_lufs: float
    silence_ms: tuple[int, int]
    """At the start and at the end."""


def level(recording: PcmRecording, spoken: str, speed: Speed) -> Levelled:
    """Trim, judge and level a recording.

    Raises:
        BadAudio: ``sample-rate``, ``not-audio``, ``silent``, ``silence`` (too much at an end), ``clipped``,
            ``too-short``, ``too-long``, ``loudness``.
    """
    rate = recording.rate_hz
    if rate not in RATES_HZ:
        raise BadAudio(reason="sample-rate", rate_hz=rate)
    if len(recording.samples) % 2:
        raise BadAudio(reason="not-audio")
    samples = np.frombuffer(recording.samples, "<i2").astype(np.float64) / 32768.0
    _refuse_clipped(samples)
    samples = _trimmed(samples, rate)
    duration_ms = round(1000 * len(samples) / rate)
    check_duration(duration_ms - 2 * KEPT_SILENCE_MS, spoken, speed)
    samples, loudness = _levelled(samples, rate)
    start, end = _sounding(samples, rate)
    silence_ms = (round(1000 * start / rate), round(1000 * (len(samples) - end) / rate))
    if max(silence_ms) > LONGEST_SILENCE_MS:
        raise BadAudio(reason="silence", silence_ms=silence_ms)
    whole = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype("<i2")
    return Levelled(PcmRecording(whole.tobytes(), rate), duration_ms, round(loudness, 2), silence_ms)


def plausible_ms(spoken: str, speed: Speed) -> tuple[int, int]:
    """Return the shortest and the longest sounding time that a text can sensibly take.

    The bounds are wide on purpose: they are there to catch half a recording or a wrong text, not a quick speaker.
    """
    least = most = 0
    for char in spoken:
        code, kind = ord(char), unicodedata.category(char)
        if kind[0] == "N":
            least, most = least + 40, most + 1200  # 2030 may become eight words
        elif 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3:
            least, most = least + 50, most + 800
        elif 0x3040 <= code <= 0x30FF:
            least, most = least + 25, most + 500
        elif kind == "Lu":
            least, most = least + 15, most + 900  # a letter of an abbreviation may be a word of its own
        elif kind[0] == "L":
            least, most = least + 15, most + 300
        elif kind[0] == "P" or kind[0] == "S":
            most += 600
    return max(60, least), (most + 1500) * (2 if speed == "slow" else 1)


def check_duration(sounding_ms: int, spoken: str, speed: Speed) -> None:
    """Refuse a sounding time that cannot be this text. Raises BadAudio ``too-short`` or ``too-long``."""
    least, most = plausible_ms(spoken, speed)
    if sounding_ms < least:
        raise BadAudio(reason="too-short", sounding_ms=sounding_ms, least_ms=least)
    if sounding_ms > most:
        raise BadAudio(reason="too-long", sounding_ms=sounding_ms, most_ms=most)


def loudness(samples: Samples, rate_hz: int) -> float:
    """Return the integrated loudness in LUFS; minus infinity for silence. Clips under 0.4 s are looped.

    The K weighting is applied in the frequency domain, which needs no scipy and was seen to differ from pyloudnorm
    by at most 0.2 LU. Source: ITU-R BS.1770-4, annex 1.
    """
    block, hop = int(0.4 * rate_hz), int(0.1 * rate_hz)
    if not len(samples):
        return float("-inf")
    if len(samples) < block:
        samples = np.tile(samples, -(-block // len(samples)))
    size = 1 << (len(samples) + rate_hz - 1).bit_length()
    weighted = np.fft.irfft(np.fft.rfft(samples, size) * _k_weighting(size, rate_hz), size)[: len(samples)]
    energy = np.concatenate(([0.0], np.cumsum(weighted**2)))
    starts = np.arange(0, len(samples) - block + 1, hop)
    power = np.maximum(energy[starts + block] - energy[starts], 0) / block + 1e-12
    blocks = -0.691 + 10 * np.log10(power)
    loud = blocks > -70
    if not loud.any():
        return float("-inf")
    loud &= blocks > -0.691 + 10 * np.log10(power[loud].mean()) - 10
    return float(-0.691 + 10 * np.log10(power[loud].mean()))


@lru_cache(maxsize=8)
def _k_weighting(size: int, rate_hz: int) -> NDArray[np.complex128]:
    """Return the response of the two K filters, high shelf and high pass, at the frequencies of a real FFT."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    k, q = np.tan(np.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z * z
    shelf /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z
    k, q = np.tan(np.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    norm = 1 + k / q + k * k
    high_pass = (1 - z) ** 2 / (1 + 2 * (k * k - 1) / norm * z + (1 - k / q + k * k) / norm * z * z)
    response: NDArray[np.complex128] = shelf * high_pass
    return response


def _refuse_clipped(samples: Samples) -> None:
    full = np.abs(samples) >= 32760 / 32768
    runs = full[:-2] & full[1:-1] & full[2:]
    if runs.sum() > 0.0005 * len(samples):
        raise BadAudio(reason="clipped")


def _sounding(samples: Samples, rate_hz: int) -> tuple[int, int]:
    """Return where sound starts and ends, in samples, by the level of 10 ms windows. Raises BadAudio ``silent``."""
    window = rate_hz // 100
    count = len(samples) // window
    if not count:
        raise BadAudio(reason="silent")
    levels = np.sqrt((samples[: count * window].reshape(count, window) ** 2).mean(axis=1))
    heard = np.flatnonzero(levels > max(_SILENCE_FLOOR, levels.max() * _SILENCE_BELOW_PEAK))
    if not len(heard):
        raise BadAudio(reason="silent")
    return int(heard[0]) * window, min(len(samples), (int(heard[-1]) + 1) * window)


def _trimmed(samples: Samples, rate_hz: int) -> Samples:
    """Leave exactly ``KEPT_SILENCE_MS`` at each end, so that players that swallow the start swallow no sound."""
    start, end = _sounding(samples, rate_hz)
    kept = rate_hz * KEPT_SILENCE_MS // 1000
    before, after = samples[max(0, start - kept) : start], samples[end : end + kept]
    pad = np.zeros
    return np.concatenate((pad(kept - len(before)), before, samples[start:end], after, pad(kept - len(after))))


def _levelled(samples: Samples, rate_hz: int) -> tuple[Samples, float]:
    """Bring to the target loudness, limiting peaks; the gain grows until the limiter's loss is made good."""
    measured = loudness(samples, rate_hz)
    if measured == float("-inf"):
        raise BadAudio(reason="silent")
    gain_db = TARGET_LUFS - measured
    for _ in range(6):
        louder = samples * 10 ** (gain_db / 20)
        if np.abs(louder).max() > CEILING:
            louder = _limited(louder, rate_hz)
        reached = loudness(louder, rate_hz)
        if abs(reached - TARGET_LUFS) < 0.2:
            return louder, reached
        gain_db += TARGET_LUFS - reached
    if abs(reached - TARGET_LUFS) > TOLERANCE_LU:
        raise BadAudio(reason="loudness", lufs=round(reached, 1))
    return louder, reached


def _limited(samples: Samples, rate_hz: int) -> Samples:
    """Turn peaks down smoothly: the least gain within 4 ms on either side, averaged over the same span.

    The average of gains that each suffice for the sample in the middle suffices too, so nothing is above the ceiling.
    """
    reach = rate_hz // 250
    needed = np.minimum(1.0, CEILING / np.maximum(np.abs(samples), 1e-9))
    padded = np.pad(needed, 2 * reach, constant_values=1.0)
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    weights = np.hanning(2 * reach + 3)[1:-1]
    gains = np.convolve(least, weights / weights.sum(), mode="valid")
    return samples * gains


_BITRATES = {
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG1_RATES_HZ = (44100, 48000, 32000)


def mp3_duration_ms(content: bytes) -> int:
    """Return how long an MP3 plays, by walking over its frames.

    ID3 tags may stand before, between and behind the frames, because engines send several files joined.

    Raises:
        BadAudio: ``no-audio`` for empty bytes, ``not-audio`` where no frame starts, ``truncated`` where one is cut.
    """
    if not content:
        raise BadAudio(reason="no-audio")
    at, seconds, frames = 0, 0.0, 0
    while at < len(content):
        if content[at : at + 3] == b"ID3" and len(content) >= at + 10:
            size = 0
            for byte in content[at + 6 : at + 10]:
                size = size << 7 | byte & 0x7F
            at += 10 + size
        elif content[at : at + 3] == b"TAG":
            at += 128
        elif not content[at:].strip(b"\0"):
            break  # padding
        elif len(content) - at < 4:
            raise BadAudio(reason="truncated" if frames else "not-audio")
        else:
            length, duration_s = _frame(content[at : at + 4])
            at, seconds, frames = at + length, seconds + duration_s, frames + 1
    if at > len(content):
        raise BadAudio(reason="truncated")
    if not frames:
        raise BadAudio(reason="no-audio")
    return round(1000 * seconds)


def _frame(head: bytes) -> tuple[int, float]:
    """Return length in bytes and duration in seconds of the layer III frame that starts with ``head``."""
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0 or version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        raise BadAudio(reason="not-audio")
    is_mpeg1 = version == 3
    rate_hz = _MPEG1_RATES_HZ[rate] // {3: 1, 2: 2, 0: 4}[version]
    kbits = _BITRATES[(1 if is_mpeg1 else 2, 3)][bitrate - 1]
    samples = 1152 if is_mpeg1 else 576
    return samples // 8 * kbits * 1000 // rate_hz + (head[2] >> 1 & 1), samples / rate_hz
