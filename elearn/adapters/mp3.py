"""MP3 by LAME (``lameenc``): 48 kbit/s, one channel, with a small ID3v2.3 head. The same input gives the same bytes.

The head says that the voice is synthetic and names engine, voice and language; it has no title and nothing about a
person. It is written here because the libraries that write ID3 are under the GPL. Source: id3.org, ID3v2.3.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from elearn.audio.errors import BadAudio
from elearn.audio.ports import PcmRecording

_KBITS = 48
_QUALITY = 2
"""LAME's scale: 0 best, 9 quickest; 2 costs 13 ms a phrase."""


class LameMp3:
    """Encodes clips."""

    def encode(self, recording: PcmRecording, labels: Mapping[str, str]) -> bytes:
        """Return a whole MP3 file. Raises BadAudio ``not-audio`` when the encoder refuses the samples."""
        import lameenc  # type: ignore[import-not-found]

        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_in_sample_rate(recording.rate_hz)
        encoder.set_channels(1)
        encoder.set_bit_rate(_KBITS)
        encoder.set_quality(_QUALITY)
        try:
            sound = bytes(encoder.encode(recording.samples)) + bytes(encoder.flush())
        except (RuntimeError, ValueError) as error:
            raise BadAudio(reason="not-audio") from error
        return id3_head(labels) + sound


def id3_head(labels: Mapping[str, str]) -> bytes:
    """Return an ID3v2.3 tag with the encoder (TSSE) and one TXXX frame a label, in UTF-16 where ASCII is not enough."""
    frames = [_text_frame(b"TSSE", "LAME, synthetic voice")]
    frames += [_text_frame(b"TXXX", value, name) for name, value in sorted(labels.items())]
    body = b"".join(frames)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def _text_frame(frame_id: bytes, text: str, name: str | None = None) -> bytes:
    parts = [text] if name is None else [name, text]
    if all(part.isascii() for part in parts):
        body = b"\x00" + b"\x00".join(part.encode("ascii") for part in parts)
    else:
        body = b"\x01" + b"\x00\x00".join(part.encode("utf-16") for part in parts)
    return frame_id + len(body).to_bytes(4, "big") + b"\x00\x00" + body
