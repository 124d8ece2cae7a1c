"""Each check can fail: a planted fault in each language is found, and the right wording beside it is not."""

from __future__ import annotations

import time

import pytest

from elearn.content.language_checks import reading_problems, wording_problems

ENGLISH = "Could you please send us the quotation?"


def codes(lang: str, text: str, english: str = ENGLISH, *, is_phrase: bool = True) -> set[str]:
    found = wording_problems(lang, text, english, is_phrase=is_phrase, keeps_english=False)
    return {code for code, _ in found}


RIGHT = [
    ("fr", "Pourriez-vous nous envoyer le devis, s’il vous plaît\u202f?"),
    ("fr", "Auriez-vous le bon ton pour ce courriel\u202f?"),
    ("fr", "Donnez le ton de la réunion, s’il vous plaît."),
    ("fr", "Vous plaisantez, n’est-ce pas\u202f?!"),
    ("fr", "Le délai (?) reste à confirmer, s’il vous plaît."),
    ("el", "Θα μπορούσατε να μας στείλετε την προσφορά;"),
    ("it", "Potrebbe inviarci l’offerta, per favore?"),
    ("it", "Potrebbe chiamare il reparto TI, per favore?"),
    ("it", "È un progetto degli anni '90."),
    ("pt-BR", "O senhor poderia nos enviar a cotação?"),
    ("pt-BR", "Ele é o diretor de facto da empresa."),
    ("pt-BR", "Eu fabrico dispositivos médicos."),
    ("pt-BR", "Eu o fabrico em São Paulo."),
    ("pt-BR", "O comboio humanitário chega amanhã cedo."),
    ("pt-BR", "Nossa empresa equipa hospitais públicos."),
    ("pt-BR", "O cancro mole é tratado com antibióticos."),
    ("pt-BR", "Agradeço a Vossa Senhoria pela resposta."),
    ("pt-BR", "Eu contacto o cliente amanhã cedo."),
    ("es", "¿Podría enviarnos el presupuesto, por favor?"),
    ("es", "¿Podría llamar al departamento de TI?"),
    ("es", "Usted necesita el departamento de TI."),
    ("ar", "هل يمكنكم إرسال عرض السعر إلينا؟"),
    ("ar", "الموعد في عام 1447 هـ إن شاء الله."),
    ("ar", "نحن شركة ABC Co., Ltd. من الصين."),
    ("zh-CN", "请您把报价发给我们，好吗？"),
    ("zh-CN", "会议9:30开始，费用是1,000元。"),
    ("zh-CN", "我们是ABC Co., Ltd.的代表，很高兴认识您。"),
    ("zh-CN", "她待人柔软体贴，请您放心。"),
    ("zh-CN", "这位是朱镕基先生和陶喆先生，别啰嗦。"),
    ("zh-CN", "这位是李昇先生和王玥女士。"),
    ("zh-CN", "这是我们的迷你泵，请您看看。"),
    ("zh-CN", "请您检查联网路由器。"),
    ("zh-CN", "我们做软体机器人，请您看看。"),
    ("zh-CN", "请您看第3.2节，谢谢。"),
    ("ja", "お見積もりをお送りいただけますか。"),
    ("ja", "ABC Co., Ltd.の田中と申します。"),
    ("ja", "10,000円でお願いいたします。"),
    ("ja", "旧薬事法と薬事法規をご確認ください。"),
    ("ja", "髙島屋と𠮷野家の﨑山様です。"),
    ("ko", "견적서를 보내 주시겠습니까?"),
    ("ko", "저희 파트너는 서울에 있습니다."),
    ("ko", "서울식약청에 문의해 주십시오."),
    ("de", "Könnten Sie uns bitte das Angebot schicken?"),
    ("de", "Wir arbeiten mit Du Pont zusammen."),
    ("hi", "क्या आप हमें कोटेशन भेज सकते हैं?"),
    ("hi", "हम {company} प्रा. लि."),
    ("ca", "Ens podria enviar l’oferta, si us plau?"),
    ("ca", "Escrigui a anna@mail.lab.cat, si us plau."),
]
"""Beside each fault that is planted below, its right neighbours."""


@pytest.mark.parametrize(("lang", "text"), RIGHT)
def test_a_right_wording_has_no_problem(lang: str, text: str) -> None:
    assert codes(lang, text) == set()


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
        ("zh-CN", "請發給我們醫療資料。", "character-of-another-country"),
        ("zh-CN", "请您看身體报告。", "character-of-another-country"),
        ("zh-CN", "这是鈦合金。", "character-of-another-country"),
        ("zh-CN", "价格是一百円。", "character-of-another-country"),
        ("ja", "我们の見積もりをお送りください。", "character-of-another-country"),
        ("fr", "Envoie-nous ton devis, s’il vous plaît.", "form-of-address"),
        ("de", "Hast Du uns das Angebot geschickt?", "form-of-address"),
        ("ko", "네가 견적서를 보내 주시겠습니까?", "form-of-address"),
        ("pt-BR", "É um facto que precisamos da cotação.", "form-of-another-country"),
        ("pt-BR", "Qual é o local de fabrico do produto?", "form-of-another-country"),
        ("pt-BR", "O fabrico começa amanhã cedo.", "form-of-another-country"),
        ("pt-BR", "Onde fica a estação de comboios?", "form-of-another-country"),
        ("pt-BR", "A nossa equipa vai nos enviar a cotação.", "form-of-another-country"),
        ("pt-BR", "O tratamento do cancro exige um laudo.", "form-of-another-country"),
        ("pt-BR", "O senhor poderia nos dar o contacto?", "form-of-another-country"),
        ("zh-CN", "我们开发软体产品。", "form-of-another-country"),
        ("zh-CN", "请您检查网路。", "form-of-another-country"),
        ("ar", "الموعد في عام ١٤٤٧ إن شاء الله.", "form-of-another-country"),
        ("fr", "Pourriez-vous nous envoyer le devis?", "punctuation-wrong"),
        ("fr", "Voici le devis: merci de le signer.", "punctuation-wrong"),
        ("it", "Potrebbe chiamare l'{company}, per favore?", "punctuation-wrong"),
        ("zh-CN", "我们是{company},请多关照。", "punctuation-wrong"),
        ("zh-CN", "我们公司叫ABC, 请多关照。", "punctuation-wrong"),
        ("zh-CN", "会议时间:9:30。", "punctuation-wrong"),
        ("zh-CN", "您需要多少mg?", "punctuation-wrong"),
        ("zh-CN", "这是我们的报价.", "punctuation-wrong"),
        ("zh-CN", "这是报价。 请您看看。", "punctuation-wrong"),
        ("ja", "田中です,よろしくお願いいたします。", "punctuation-wrong"),
        ("ca", "Gràcies per la col.laboració.", "punctuation-wrong"),
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
        ("zh-CN", "二〇二六年", "èr líng èr liù nián", ""),
        ("zh-CN", "名片", "mi\u0301ngpia\u0300n", ""),
        ("ja", "{name}様の名刺", "{name}さまのめいし", "{name}-sama no meishi"),
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
        ("ja", "名刺", "名刺", "", "reading-differs"),
        ("ja", "名刺です", "です", "desu", "reading-differs"),
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


@pytest.mark.parametrize("pair", ["漢か", "漢{name}"])
def test_a_long_reading_is_laid_under_its_text_in_no_time(pair: str) -> None:
    text, right = pair * 200, pair.replace("漢", "か") * 200
    began = time.process_time()
    assert list(reading_problems("ja", text, right, "")) == []
    wrong = list(reading_problems("ja", text, right + "ん", ""))
    assert "reading-differs" in {code for code, _ in wrong}
    assert time.process_time() - began < 2
