"""What every speech engine must do, whichever it is."""

from __future__ import annotations

import contextlib

import pytest

from elearn.adapters.mp3 import LameMp3
from elearn.adapters.speech_espeak import EspeakSpeech
from elearn.adapters.speech_gtts import GttsSpeech
from elearn.adapters.speech_silent import SilentSpeech
from elearn.audio import gate
from elearn.audio.errors import SpeechError, VoiceMissing
from elearn.audio.models import SPEEDS, Utterance, spoken_text
from elearn.audio.ports import Mp3Recording
from elearn.kernel.locales import CONTENT_LANGUAGES
from tests.support.gtts_server import gtts_server

PHRASES = {
    "en": "May I give you my business card?",
    "fr": "Puis-je vous donner ma carte de visite ?",
    "el": "Μπορώ να σας δώσω την κάρτα μου;",
    "it": "Posso darle il mio biglietto da visita?",
    "pt-BR": "Posso lhe dar o meu cartão de visita?",
    "es": "¿Puedo darle mi tarjeta de visita?",
    "ar": "هَلْ يُمْكِنُنِي أَنْ أُعْطِيَكَ بِطَاقَتِي؟",
    "zh-CN": "我可以给您我的名片吗？",
    "ja": "めいし を おわたし して も よろしい でしょうか。",
    "ko": "명함을 드려도 되겠습니까?",
    "de": "Darf ich Ihnen meine Visitenkarte geben?",
    "hi": "क्या मैं आपको अपना विज़िटिंग कार्ड दे सकता हूँ?",
    "ca": "Puc donar-li la meva targeta de visita?",
}


@pytest.fixture(scope="module", params=["espeak", "gtts", "silent"])
def engine(request):
    if request.param == "gtts":
        with gtts_server() as server:
            yield GttsSpeech(server.url)
        return
    built = EspeakSpeech() if request.param == "espeak" else SilentSpeech()
    yield built
    built.close()


def passes(recording, spoken, speed):
    """Put a recording through the gate and return its duration."""
    if isinstance(recording, Mp3Recording):
        duration_ms = gate.mp3_duration_ms(recording.content)
        gate.check_duration(duration_ms, spoken, speed)
        return duration_ms
    levelled = gate.level(recording, spoken, speed)
    assert abs(levelled.loudness_lufs + 16) <= 1
    assert max(levelled.silence_ms) <= 200
    assert gate.mp3_duration_ms(LameMp3().encode(levelled.recording, {})) >= levelled.duration_ms
    return levelled.duration_ms


@pytest.mark.parametrize("language", CONTENT_LANGUAGES)
def test_it_speaks_a_phrase_at_both_speeds_and_the_gate_takes_it(engine, language):
    spoken = spoken_text(language, PHRASES[language], PHRASES[language])
    durations = [
        passes(engine.speak(Utterance(spoken, language, engine.voices(language)[0], speed)), spoken, speed)
        for speed in SPEEDS
    ]
    assert durations[0] > 600
    if engine.name != "gtts":  # the test's server hums at one speed
        assert durations[1] > 1.2 * durations[0], "slow is spoken slowly, not played slowly"


def test_the_same_utterance_gives_the_same_recording_whatever_was_spoken_before(engine):
    voice = engine.voices("en")[0]
    first = engine.speak(Utterance("Thank you very much.", "en", voice, "normal"))
    engine.speak(Utterance("Something else in between.", "en", voice, "slow"))
    assert engine.speak(Utterance("Thank you very much.", "en", voice, "normal")) == first


@pytest.mark.parametrize("text", ["A.", "GMP 2030: R&D, 2–8 °C", "<b>&amp;</b> [[h@'loU]]", "Yes … no", "é" * 100])
def test_odd_texts_are_spoken_or_refused_by_an_error_of_the_port(engine, text):
    with contextlib.suppress(SpeechError):  # any other error fails the test
        assert engine.speak(Utterance(text, "en", engine.voices("en")[0], "normal"))


def test_an_unknown_language_has_no_voice(engine):
    assert engine.voices("xx") == ()
    assert engine.name
    assert engine.version


def test_an_unknown_voice_is_an_error_of_the_port(engine):
    if engine.name == "silent":
        pytest.skip("it has one voice and never looks")
    with pytest.raises(VoiceMissing):
        engine.speak(Utterance("Hello.", "en", "no/such", "normal"))


def test_it_speaks_again_after_being_closed(engine):
    engine.close()
    assert engine.speak(Utterance("Hello again.", "en", engine.voices("en")[0], "normal"))
