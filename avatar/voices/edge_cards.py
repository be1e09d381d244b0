"""Voices of Microsoft Edge that sound well, by language; the first of a language is its default.

The service has some 400 of them. A list that ships needs no network, and nobody wants to read all of it.
"""

from avatar.voices.voice import Gender, VoiceCard

ENGINE = "edge"

# Language: its name, women, men.
_VOICES = {
    "en-US": ("English (America)", "Aria Jenny", "Guy Christopher"),
    "en-GB": ("English (Great Britain)", "Sonia Libby", "Ryan"),
    "zh-CN": ("Chinese (Mandarin)", "Xiaoxiao Xiaoyi", "Yunxi Yunyang"),
    "zh-TW": ("Chinese (Taiwan)", "HsiaoChen", "YunJhe"),
    "zh-HK": ("Chinese (Cantonese)", "HiuMaan", "WanLung"),
    "ja-JP": ("Japanese", "Nanami", "Keita"),
    "ko-KR": ("Korean", "SunHi", "InJoon"),
    "de-DE": ("German", "Katja Amala", "Conrad Killian"),
    "fr-FR": ("French (France)", "Denise Eloise", "Henri"),
    "es-ES": ("Spanish (Spain)", "Elvira", "Alvaro"),
    "es-MX": ("Spanish (Mexico)", "Dalia", "Jorge"),
    "it-IT": ("Italian", "Elsa Isabella", "Diego"),
    "pt-BR": ("Portuguese (Brazil)", "Francisca", "Antonio"),
    "pt-PT": ("Portuguese (Portugal)", "Raquel", "Duarte"),
    "ru-RU": ("Russian", "Svetlana", "Dmitry"),
    "uk-UA": ("Ukrainian", "Polina", "Ostap"),
    "pl-PL": ("Polish", "Zofia", "Marek"),
    "nl-NL": ("Dutch", "Colette Fenna", "Maarten"),
    "tr-TR": ("Turkish", "Emel", "Ahmet"),
    "el-GR": ("Greek", "Athina", "Nestoras"),
    "ar-EG": ("Arabic (Egypt)", "Salma", "Shakir"),
    "ar-SA": ("Arabic (Saudi Arabia)", "Zariyah", "Hamed"),
    "fa-IR": ("Persian", "Dilara", "Farid"),
    "he-IL": ("Hebrew", "Hila", "Avri"),
    "hi-IN": ("Hindi", "Swara", "Madhur"),
    "th-TH": ("Thai", "Premwadee", "Niwat"),
    "vi-VN": ("Vietnamese", "HoaiMy", "NamMinh"),
    "id-ID": ("Indonesian", "Gadis", "Ardi"),
}


def edge_cards() -> tuple[VoiceCard, ...]:
    """List the voices."""
    return tuple(
        VoiceCard(f"{ENGINE}/{language}-{name}Neural", language, f"{name}, {title}", ENGINE, False, gender)
        for language, (title, women, men) in _VOICES.items()
        for gender, names in ((Gender.FEMALE, women), (Gender.MALE, men))
        for name in names.split()
    )
