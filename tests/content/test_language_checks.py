"""Each check can fail: a planted fault in each language is found, and the right wording beside it is not."""

from __future__ import annotations

import pytest

from elearn.content.language_checks import reading_problems, wording_problems

ENGLISH = "Could you please send us the quotation?"


def codes(lang: str, text: str, english: str = ENGLISH, *, is_phrase: bool = True) -> set[str]:
    found = wording_problems(lang, text, english, is_phrase=is_phrase, keeps_english=False)
    return {code for code, _ in found}


RIGHT = {
    "fr": "Pourriez-vous nous envoyer le devis, s’il vous plaît\u202f?",
    "el": "Θα μπορούσατε να μας στείλετε την προσφορά;",
    "it": "Potrebbe inviarci l’offerta, per favore?",
    "pt-BR": "O senhor poderia nos enviar a cotação?",
    "es": "¿Podría enviarnos el presupuesto, por favor?",
    "ar": "هل يمكنكم إرسال عرض السعر إلينا؟",
    "zh-CN": "请您把报价发给我们，好吗？",
    "ja": "お見積もりをお送りいただけますか。",
    "ko": "견적서를 보내 주시겠습니까?",
    "de": "Könnten Sie uns bitte das Angebot schicken?",
    "hi": "क्या आप हमें कोटेशन भेज सकते हैं?",
    "ca": "Ens podria enviar l’oferta, si us plau?",
}


@pytest.mark.parametrize("lang", sorted(RIGHT))
def test_a_right_wording_has_no_problem(lang: str) -> None:
    assert codes(lang, RIGHT[lang]) == set()


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("zh-CN", "請您把報價發給我們，好嗎？", "character-of-another-country"),
        ("ja", "请寄给我们这份报价，好吗。", "character-of-another-country"),
        ("ja", "quotationをお送りいただけますか。", "english-left-over"),
        ("el", "Θα μπορούσατε να μας στείλετε το quotation;", "english-left-over"),
        ("ar", "هل يمكنكم إرسال quotation إلينا؟", "english-left-over"),
        ("ko", "quotation을 보내 주시겠습니까?", "english-left-over"),
        ("hi", "क्या आप हमें quotation भेज सकते हैं?", "english-left-over"),
        ("de", ENGLISH, "english-left-over"),
        ("fr", "Peux-tu nous envoyer le devis, s’il te plaît\u202f?", "form-of-address"),
        ("de", "Kannst du uns bitte das Angebot schicken?", "form-of-address"),
        ("it", "Puoi inviarci la tua offerta, per favore?", "form-of-address"),
        ("es", "¿Nos podrías enviar tú el presupuesto?", "form-of-address"),
        ("pt-BR", "Tu poderias nos enviar a cotação?", "form-of-address"),
        ("ca", "Ens podries enviar la teva oferta, si us plau?", "form-of-address"),
        ("el", "Μπορείς εσύ να μας στείλεις την προσφορά;", "form-of-address"),
        ("hi", "क्या तुम हमें कोटेशन भेज सकते हो?", "form-of-address"),
        ("ja", "あなたのお見積もりをお送りいただけますか。", "form-of-address"),
        ("ko", "당신의 견적서를 보내 주시겠습니까?", "form-of-address"),
        ("zh-CN", "请你把报价发给我们，好吗？", "form-of-address"),
        ("pt-BR", "O senhor poderia nos enviar o registo?", "form-of-another-country"),
        ("zh-CN", "请您把资讯发给我们，好吗？", "form-of-another-country"),
        ("ja", "薬事法についてお送りいただけますか。", "form-of-another-country"),
        ("ko", "식약청 견적서를 보내 주시겠습니까?", "form-of-another-country"),
        ("ar", "هل يمكنكم إرســال عرض السعر إلينا؟", "form-of-another-country"),
        ("fr", "Pourriez-vous nous envoyer le devis, s’il vous plaît ?", "punctuation-wrong"),
        ("fr", "Pourriez-vous nous envoyer le devis, s'il vous plaît\u202f?", "punctuation-wrong"),
        ("it", "Potrebbe inviarci l'offerta, per favore?", "punctuation-wrong"),
        ("ca", "Ens podria enviar l'oferta, si us plau?", "punctuation-wrong"),
        ("es", "Podría enviarnos el presupuesto, por favor?", "punctuation-wrong"),
        ("zh-CN", "请您把报价发给我们,好吗?", "punctuation-wrong"),
        ("ja", "お見積もりをお送りいただけますか?", "punctuation-wrong"),
        ("ar", "هل يمكنكم إرسال عرض السعر إلينا?", "punctuation-wrong"),
        ("el", "Θα μπορούσατε να μας στείλετε την προσφορά?", "punctuation-wrong"),
        ("hi", "कृपया हमें कोटेशन भेजें.", "punctuation-wrong"),
        ("de", "Bitte.", "length-odd"),
        ("ja", "はい。", "length-odd"),
    ],
)
def test_a_planted_fault_is_found(lang: str, text: str, code: str) -> None:
    assert code in codes(lang, text)


@pytest.mark.parametrize(
    ("lang", "text", "reading", "romanisation"),
    [
        ("ja", "名刺をどうぞ。", "めいしをどうぞ。", "Meishi o dōzo."),
        ("ja", "CTスキャン", "シーティースキャン", "shītī sukyan"),
        ("zh-CN", "名片", "míngpiàn", ""),
        ("zh-CN", "女儿在玩儿。", "nǚ'ér zài wánr.", ""),
        ("ko", "명함을 드리겠습니다.", "", "myeonghameul deurigetseumnida."),
        ("el", "επαγγελματική κάρτα", "", "epangelmatikí kárta"),
        ("hi", "विज़िटिंग कार्ड", "", "viziṭiṅg kārḍ"),
        ("ar", "بطاقة عمل", "بِطَاقَةُ عَمَلْ", "biṭāqat ʿamal"),
    ],
)
def test_a_right_reading_has_no_problem(lang: str, text: str, reading: str, romanisation: str) -> None:
    assert list(reading_problems(lang, text, reading, romanisation)) == []


@pytest.mark.parametrize(
    ("lang", "text", "reading", "romanisation", "code"),
    [
        ("ja", "名刺をどうぞ。", "めいしをください。", "Meishi o kudasai.", "reading-differs"),
        ("ja", "名刺をどうぞ。", "めいしをどうぞ。", "Tegami o kudasai.", "romanisation-differs"),
        ("zh-CN", "名片", "míng", "", "reading-differs"),
        ("ko", "명함을 드리겠습니다.", "", "annyeonghasimnikka.", "romanisation-differs"),
        ("el", "επαγγελματική κάρτα", "", "syngnómi parakaló", "romanisation-differs"),
        ("hi", "विज़िटिंग कार्ड", "", "namastē jī", "romanisation-differs"),
        ("ar", "شكرًا على وقتكم.", "شُكْرًا عَلَى وَقْتِكُمْ.", "Marḥaban bikum jamīʿan.", "romanisation-differs"),
        ("ja", "{company}の田中です。", "たなかです。", "Tanaka desu.", "reading-placeholders"),
    ],
)
def test_a_reading_of_another_text_is_found(lang: str, text: str, reading: str, romanisation: str, code: str) -> None:
    assert code in {found for found, _ in reading_problems(lang, text, reading, romanisation)}
