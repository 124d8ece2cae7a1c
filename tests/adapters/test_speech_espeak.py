"""espeak-ng in its own process: what happens when that process misbehaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import pytest

from elearn.adapters import speech_espeak
from elearn.adapters.speech_espeak import EspeakSpeech
from elearn.audio.errors import BadAudio, EngineUnavailable, NeedsReading, Unreachable
from elearn.audio.models import Utterance


@pytest.fixture
def espeak():
    engine = EspeakSpeech()
    yield engine
    engine.close()


def hello(text="Hello, how are you?", language="en", voice="gmw/en"):
    return Utterance(text, language, voice, "normal")


def impostor(monkeypatch, tmp_path, program):
    """Let another program stand in for the child."""
    file = tmp_path / "impostor.py"
    ready = "import sys,time,os,struct,json\nout=sys.stdout.buffer\ndef send(b): out.write(struct.pack('>I',len(b))+b); out.flush()\n"
    file.write_text(ready + program)
    monkeypatch.setattr(speech_espeak, "_CHILD", file)


def test_it_starts_with_the_first_utterance_and_ends_when_closed(espeak):
    assert espeak._process is None
    espeak.speak(hello())
    process = espeak._process
    espeak.close()
    assert process.poll() is not None
    assert espeak._process is None


def test_bytes_are_the_same_in_another_process(espeak):
    other = EspeakSpeech()
    other.speak(hello("Something before."))
    assert other.speak(hello()) == espeak.speak(hello())
    other.close()


def test_a_killed_child_costs_one_utterance_at_most(espeak):
    espeak.speak(hello())
    os.kill(espeak._process.pid, signal.SIGKILL)
    espeak._process.wait()
    assert espeak.speak(hello())


def test_eight_threads_at_once_are_served_in_turn(espeak):
    wanted = espeak.speak(hello())
    heard = []
    threads = [threading.Thread(target=lambda: heard.append(espeak.speak(hello()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [wanted] * 8


def test_a_hanging_child_is_killed_after_the_time_out(monkeypatch, tmp_path):
    impostor(monkeypatch, tmp_path, "send(b'{\"status\": \"ready\"}'); send(b''); time.sleep(60)")
    engine = EspeakSpeech(timeout_s=0)
    with pytest.raises(Unreachable, match="timeout"):
        engine.speak(hello())
    assert engine._process is None


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("send(b'{\"status\": \"ready\"}'); send(b''); sys.stdin.buffer.read(4); sys.exit(3)", Unreachable),
        ("send(b'{\"status\": \"ready\"}'); send(b''); out.write(b'garb'); out.write(b'age!' * 9); out.flush(); time.sleep(9)", Unreachable),
        ("send(b'{\"status\": \"ready\"}'); send(b''); send(b'{\"status\": \"crashed\"}'); send(b''); time.sleep(9)", Unreachable),
        ("send(b'{\"status\": \"ready\"}'); send(b''); send(b'{\"status\": \"ok\", \"rate_hz\": 1}'); send(b''); time.sleep(9)", BadAudio),
        ("sys.exit(1)", EngineUnavailable),
        ("send(b'{\"status\": \"crashed\"}'); send(b'')", EngineUnavailable),
    ],
)  # fmt: skip
def test_a_child_that_misbehaves_becomes_an_error_of_the_port(monkeypatch, tmp_path, program, error):
    impostor(monkeypatch, tmp_path, program)
    engine = EspeakSpeech(timeout_s=2)
    with pytest.raises(error):
        engine.speak(hello())
    engine.close()


def test_a_missing_library_says_what_to_install(monkeypatch):
    monkeypatch.setattr(speech_espeak.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match="pip install espeakng-loader"):
        EspeakSpeech().speak(hello())


@pytest.mark.parametrize(("language", "text"), [("ja", "名刺です。"), ("ar", "بطاقة عمل")])
def test_a_spelling_that_the_voice_would_misread_is_refused(espeak, language, text):
    with pytest.raises(NeedsReading):
        espeak.speak(hello(text, language, espeak.voices(language)[0]))


def test_the_child_ends_when_its_owner_is_killed():
    program = (
        "from elearn.adapters.speech_espeak import EspeakSpeech\n"
        "from elearn.audio.models import Utterance\n"
        "import sys, time\n"
        "engine = EspeakSpeech(); engine.speak(Utterance('Hello.', 'en', 'gmw/en', 'normal'))\n"
        "print(engine._process.pid, flush=True); time.sleep(60)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True
    )
    child = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            return
        threading.Event().wait(0.05)
    pytest.fail("the child outlived its owner")


def test_no_web_process_loads_numpy_or_a_vendors_library():
    program = (
        "import sys, elearn.audio.queries, elearn.audio.services, elearn.audio.ports, elearn.jobs.tasks\n"
        "import elearn.adapters.speech_espeak, elearn.adapters.speech_gtts, elearn.adapters.mp3\n"
        "import elearn.adapters.blobs_local, elearn.adapters.blobs_s3\n"
        "print([name for name in ('numpy','gtts','requests','lameenc','obstore','espeakng_loader') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    answer = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("شَرِكَةْ.", "شَرِكَ."),
        ("شَرِكَة", "شَرِكَ"),
        ("شَرِكَةُ عَمَل", "شَرِكَةُ عَمَل"),
        ("تَفَضَّلُوا،", "تَفَض\u0651َلُو،"),
        ("لِاسْمِكُمْ", "لِسْمِكُمْ"),
        ("مُمَثِّل", "مُمَث\u0651ِل"),
    ],
)
def test_arabic_is_respelt_for_the_ear(written: str, heard: str) -> None:
    assert speech_espeak._arabic_as_heard(unicodedata.normalize("NFC", written)) == heard
