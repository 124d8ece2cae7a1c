"""Tells whether a Chinese sign is one of another country, by the character sets that each country made.

GB 2312 alone is too small for the mainland: it lacks names such as 喆 and 镕; GBK has all signs of Unicode 1.1. So a
sign is called another country's only if GB 2312 lacks it and it is common in Taiwan (Big5, level 1), or common in Japan
alone (JIS X 0208, level 1), or in Big5 and under a radical that the mainland has simplified. Signs of these without
another form in the mainland are listed by hand. Rare traditional signs under other radicals are let pass.
"""

from __future__ import annotations

from functools import cache

_BIG5_LEVEL_2 = b"\xc9\x40"
_JIS_LEVEL_2 = b"\x98\x9f"
_KEPT = frozenset(
    "伋伕佺倣偭偯偺傚僇僎僩儅儳剋劻勗勦啗啣嗧嘐堉塭塽墦奭姅嬝屘屝崁巉帟彊徬惇愒慇抆搆搾撚撢擭敔昇昤晅晞暍暸杗枓栘梂梡"
    "梱棻楛榣槃橾櫂櫺歜毚毬氾汍沍沘沬泜洸浥浬涊湣湩湲潟潠澴濩炤焜煆煖燐燸玆玥玨珪珮琍琯璘璟瓖瓩甦甽疢痳瘉睪瞇瞋瞭砠硿"
    "祇祐祕穋箄箠篛簷籣籥糢縿繙耑脤脰芣蒐蔆衹裯褕褽覜觼詨詻誧谿豭賸跦跼踡迆迺遝郃鄗鄘釆釐釭鉼鑤阬陞雊霤韹餽鯈鶸鼇"
    "訄絜縢繄鋆龘"
)
"""Signs without another form in the mainland, most of them of names."""
_SIMPLIFIED_RADICALS = "糸纞見觀言讟貝贜車轥金钄門闧韋韥頁顴風飍飛飛食饢馬驫魚鱻鳥鸞鹵鹽麥麶黽黿齊齏齒齾龍龜"
"""First and last sign of each traditional radical: Unicode sorts by radical, and the simplified forms come behind."""
_BLOCKS = tuple(zip(_SIMPLIFIED_RADICALS[::2], _SIMPLIFIED_RADICALS[1::2], strict=True))


@cache
def is_foreign_to_the_mainland(sign: str) -> bool:
    """Return whether a sign is a traditional form or a Japanese one; one that nobody uses is not."""
    if sign in _KEPT or _encoded(sign, "gb2312"):
        return False
    if big5 := _encoded(sign, "big5"):
        return big5 < _BIG5_LEVEL_2 or any(first <= sign <= last for first, last in _BLOCKS)
    jis = _encoded(sign, "shift_jis")
    return bool(jis) and jis < _JIS_LEVEL_2


def is_foreign_to_japan(sign: str) -> bool:
    """Return whether only China has a sign: it is in GB 2312 or Big5 and not in JIS X 0213:2004."""
    return not _encoded(sign, "shift_jis_2004") and bool(_encoded(sign, "gb2312") or _encoded(sign, "big5"))


def _encoded(sign: str, charset: str) -> bytes:
    try:
        return sign.encode(charset)
    except UnicodeEncodeError:
        return b""
