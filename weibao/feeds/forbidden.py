"""What no feed may ever take in, told by meaning (未成年人保护法第4条, 个人信息保护法第6条、第28条).

Ethnicity, religion, political status, biometrics, communications, location traces, on-line behaviour, and medical
detail beyond the columns of the shipped feeds.
"""

from __future__ import annotations

import re
import unicodedata

_MEANINGS = {
    "民族": r"民族|族别|族属|种族|ethnic|\brace\b|minzu",
    "宗教信仰": r"宗教|信教|信仰|教派|教徒|religio|faith",
    "政治面貌": r"政治|党派|党员|党籍|入党|团员|入团|politic|party member",
    "生物识别信息": r"指纹|掌纹|声纹|虹膜|人脸|面部|脸部|刷脸|步态|基因|dna|血型|血样|生物识别|生物特征|照片|相片|"
    r"biometric|fingerprint|\bface\b|facial|\biris\b|voiceprint|blood|photo",
    "通信内容": r"通话|通信|通讯|短信|聊天|微信|qq|邮件|好友|社交账号|"
    r"\bchat|text message|mail content|wechat|call (log|record|histor)|phone record|communication",
    "行踪轨迹": r"轨迹|行踪|定位|位置信息|实时位置|经纬度|经度|纬度|gps|基站|出行记录|住宿记录|乘车|卡口|"
    r"trajector|latitude|longitude|geolocation|location (trace|histor|track)|whereabouts",
    "上网行为": r"上网|网络行为|网上行为|浏览|搜索记录|网购|游戏记录|游戏账号|充值|ip地址|mac地址|imei|设备号|"
    r"brows|online behavio|internet (use|usage|record|histor)|search histor|gaming",
    "医疗健康细节": r"病历|病史|病情|诊断|疾病|病症|症状|用药|服药|药物|处方|住院|门诊|体检|化验|手术|"
    r"传染病|艾滋|hiv|性病|怀孕|孕期|流产|月经|精神障碍|残疾类|残疾等级|残疾证|心理测评|量表|咨询记录|"
    r"diagnos|medical|disease|illness|prescri|medication|symptom|hospitali|pregnan|disabilit|psychiatr",
}
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _MEANINGS.items()}
_SEPARATORS = re.compile(r"[\s*＊:：·()（）\[\]【】/、\-—]+")


def forbidden_kind(words: str) -> str:
    """Which kind of forbidden information the words mean (民族, 宗教信仰 …); empty where none."""
    lower = unicodedata.normalize("NFKC", words).lower()
    # Both as written, for English words, and run together, so that 民 族 is found as well.
    shapes = (lower.replace("_", " "), lower, _SEPARATORS.sub("", lower))
    for kind, pattern in _PATTERNS.items():
        if any(pattern.search(shape) for shape in shapes):
            return kind
    return ""


_VALUES = {
    "民族": re.compile(
        r"^(汉|满|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|侗|瑶|白|土家|哈萨克|傣|黎|裕固|保安|东乡|撒拉|土|羌)族$"
    ),
    "宗教信仰": re.compile(r"^(佛教|道教|伊斯兰教|基督教|天主教|无宗教信仰)徒?$"),
    "政治面貌": re.compile(r"^(中共)?(党员|预备党员|共产党员|共青团员|团员|少先队员|群众|民主党派)$"),
    "生物识别信息": re.compile(r"^(A|B|AB|O)型血?$"),
}


def forbidden_value(word: str) -> str:
    """Which kind of forbidden information a code list with this word would hold; empty where none."""
    return next((kind for kind, pattern in _VALUES.items() if pattern.match(word.strip())), "")
