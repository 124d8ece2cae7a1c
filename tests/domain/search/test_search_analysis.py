"""Folding takes away what does not matter and nothing else; every Latin spelling of a word comes to one key."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.folding import fold, is_han, words
from elearn.search.analysis import LONGEST_QUERY, analyse, rows, sounds, spellings
from elearn.search.analysis.similarity import alikeness, distance_to_start, inside
from elearn.search.models import Form, SearchDocument


def squashed(text: str) -> str:
    return "".join(words(fold(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ　ｄｅｆ", "abc def"), ("ｶﾅ", "カナ"), ("ｶﾞﾝ", "ガン"), ("カタカナ", "かたかな"), ("サーバー", "サーバ"),
        ("か\u3099ん", "がん"), ("か゛ん", "がん"), ("リスク・ベネフィット", "リスクベネフィット"),
        ("Łódź", "lodz"), ("Đồng", "dong"), ("Ærø", "aero"), ("Straße", "STRASSE"), ("ısı", "isi"), ("Þór", "thor"),
        ("cœur", "coeur"), ("naïveté", "naivete"), ("col·laboració", "collaboracio"), ("coŀlaboració", "collaboracio"),
        ("ΣΊΓΜΑΣ", "σιγμας"), ("Όδος", "οδοσ"), ("μαΐου", "μαιου"),
        ("تَجْرِبَة", "تجربه"), ("إدارة", "ادارة"), ("أدوية", "ادويه"), ("مستشفى", "مستشفي"), ("عـــقد", "عقد"),
        ("الشركة", "شركة"), ("والشركة", "شركة"), ("٣٤", "34"),
        ("क़लम", "कलम"), ("फ़ाइल", "फाइल"), ("सम्पर्क", "संपर्क"), ("हिन्दी", "हिंदी"), ("पहुँच", "पहुंच"), ("१२", "12"),
        ("e-mail", "email"), ("e‑mail", "e mail"), ("l'entreprise", "entreprise"), ("dell’azienda", "azienda"),
        ("임상 시험", "임상시험"), ("don't", "dont"),
    ],
)  # fmt: skip
def test_wordings_that_people_take_for_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert squashed(one) == squashed(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("がん", "かん"),
        ("ガン", "カン"),
        ("ぱす", "はす"),
        ("कि", "क"),
        ("परीक्षण", "परकषण"),
        ("बाल", "बल"),
        ("암", "안"),
    ],
)
def test_wordings_that_differ_in_meaning_stay_apart(one: str, other: str) -> None:
    assert squashed(one) != squashed(other)


@pytest.mark.parametrize(
    "spelled", ["rinshō shiken", "rinshou shiken", "rinsho shiken", "rinsyosiken", "rinsyou siken", "RINSHÔSHIKEN"]
)
def test_every_romaji_of_a_reading_has_one_key(spelled: str) -> None:
    assert sounds.japanese(squashed(spelled)) == sounds.japanese("りんしょうしけん")


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [("じぎょう", "zigyou"), ("つうかん", "tuukan"), ("ふくさよう", "hukusayou"), ("ちけん", "tiken"), ("とっきょ", "tokkyo"),
     ("しんぽ", "shimpo"), ("ふぁいる", "fairu"), ("こおり", "koori"), ("おおさか", "Ōsaka"), ("おの", "Ohno")],
)  # fmt: skip
def test_hepburn_and_kunrei_meet(kana: str, romaji: str) -> None:
    assert sounds.japanese(kana) == sounds.japanese(squashed(romaji))


@pytest.mark.parametrize("spelled", ["mingpian", "míngpiàn", "míng piàn", "ming2pian4", "Ming2 pian4"])
def test_pinyin_meets_with_and_without_tones_and_spaces(spelled: str) -> None:
    assert sounds.chinese(squashed(spelled)) == "mingpian"


def test_pinyin_takes_v_for_u_with_dots() -> None:
    assert sounds.chinese(squashed("fǎlǜ")) == sounds.chinese("falv") == "falu"


@pytest.mark.parametrize(
    ("hangul", "revised", "mccune", "loose"),
    [
        ("임상시험", "imsangsiheom", "imsangsihŏm", "imsang siheom"), ("계약", "gyeyak", "kyeyak", "gyeyag"),
        ("명함", "myeongham", "myŏngham", "myungham"), ("협력", "hyeomnyeok", "hyŏmnyŏk", "hyeomnyok"),
        ("독립", "dongnip", "tongnip", "dongnib"), ("특허", "teukheo", "t'ŭkhŏ", "tuekho"),
    ],
)  # fmt: skip
def test_romanisations_of_korean_meet(hangul: str, revised: str, mccune: str, loose: str) -> None:
    keys = {sounds.korean(squashed(text)) for text in (hangul, revised, mccune)}
    assert len(keys) == 1
    if hangul not in ("특허", "명함"):
        assert sounds.korean(squashed(loose)) in keys


@pytest.mark.parametrize(
    ("greek", "greeklish"),
    [("ευχαριστώ", "efharisto"), ("ευχαριστώ", "euxaristw"), ("θεραπεία", "8erapeia"), ("θεραπεία", "therapia"),
     ("σύμβαση", "symvasi"), ("εμβόλιο", "embolio"), ("αντίσωμα", "antisoma"), ("φάρμακο", "pharmako")],
)  # fmt: skip
def test_greeklish_has_the_consonants_of_greek(greek: str, greeklish: str) -> None:
    assert sounds.greek_skeleton(fold(greek)) == sounds.greek_skeleton(fold(greeklish))


@pytest.mark.parametrize(
    ("arabic", "chat"),
    [("تجربة سريرية", "tajriba sareeriya"), ("ترخيص", "tar5ees"), ("عقد", "3aqd"), ("المعهد", "al-ma3had"),
     ("الشركة", "ash-sharika"), ("مصنع", "masna3"), ("حقوق", "7uquq"), ("جودة", "gawda"), ("غرفة", "8orfa")],
)  # fmt: skip
def test_chat_spelling_has_the_consonants_of_arabic(arabic: str, chat: str) -> None:
    plain = " ".join(words(fold(arabic)))
    assert sounds.arabic_skeleton(plain).split() == sounds.arabic_skeleton(fold(chat)).split()


@pytest.mark.parametrize(
    ("hindi", "loose"),
    [("नैदानिक परीक्षण", "naidanik parikshan"), ("क्लिनिकल ट्रायल", "clinical trial"), ("सम्पर्क", "sampark"),
     ("अनुबंध", "anubandh"), ("सैंपल", "sample"), ("व्यापार", "vyapaar"), ("ज्ञान", "gyan"), ("दवा", "dawa")],
)  # fmt: skip
def test_loose_hindi_and_english_loans_have_the_consonants_of_devanagari(hindi: str, loose: str) -> None:
    assert sounds.hindi_skeleton(fold(hindi)) == sounds.hindi_skeleton(fold(loose))


@pytest.mark.parametrize("text", ["Prüfung", "Pru\u0308fung"])
def test_a_german_umlaut_is_also_written_with_e(text: str) -> None:
    assert {key.words for key in spellings(text, "de", "text")} == {"prufung", "pruefung"}


@pytest.mark.parametrize("sign", ["試", "𠮷", "﨑", "㐂"])
def test_every_chinese_sign_may_be_a_word_by_itself(sign: str) -> None:
    assert is_han(sign)
    assert not is_han("々")


@pytest.mark.parametrize(
    ("pattern", "text", "mistakes"),
    [("trial", "trial", 0), ("trail", "trial", 1), ("tril", "trial", 1), ("cli", "clinical", 0), ("", "ab", 0),
     ("kitten", "sitting", 2), ("abc", "", 3)],
)  # fmt: skip
def test_edit_distance_to_a_beginning_counts_a_swap_once(pattern: str, text: str, mistakes: int) -> None:
    assert distance_to_start(pattern, text) == mistakes


def test_a_word_with_more_mistakes_than_allowed_is_worth_much_less() -> None:
    assert alikeness(0, 5) == 1
    assert alikeness(1, 5) == pytest.approx(1 - 1 / 6)
    assert alikeness(2, 5) == pytest.approx((1 - 2 / 6) * 0.6)


def test_a_run_of_signs_is_found_inside_a_text() -> None:
    assert inside("不符合", "这是不符合项") == 1.0
    assert inside("不符和项", "这是不符合项吗") == 0.75
    assert inside("不符合项", "不符合") == 0.75


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ja", "zh-CN", "ko", "el", "ar", "hi", "xx", ""]))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_analysis(text: str, lang: str) -> None:
    analyse(text)
    forms = (Form(lang, "text", text), Form(lang, "reading", text), Form(lang, "body", text))
    for row in rows(SearchDocument("id", "entry", "id", {lang: text}, forms)):
        assert not any(set(key) & set(" \t\n") for keys in row.keys.values() for key in keys)


@pytest.mark.parametrize("piece", ["a", "é ", "試験", "a\u0301", "ـ", "क्ष", "e-", "\u0000x", "👩‍🔬"])
def test_a_question_of_10_000_characters_is_cut_and_quick(piece: str) -> None:
    began = time.process_time()
    query = analyse(piece * 10_000)
    assert time.process_time() - began < 0.25
    assert len(query.text) <= LONGEST_QUERY
    assert sum(len(ask.routes) for ask in (*query.written, *query.spelled, *query.running, *query.loose)) < 1_500
    fold(piece * 10_000)
    assert time.process_time() - began < 1.0


def test_long_running_text_is_cut_into_passages_that_lose_nothing() -> None:
    text = "A sentence on clinical trials. " * 60 + "無限に続く文" * 200
    document = SearchDocument("id", "lesson", "id", {}, (Form("en", "body", text),))
    passages = [row for row in rows(document)]
    assert 3 < len(passages) < 20
    assert all(len(row.stored) < 2_500 * 3 for row in passages)
