"""Text files in the characters of before Unicode and of now."""

from __future__ import annotations

from unicodedata import normalize

from tests.making_files.content import HEADER, ROWS, lines, write

TCVN3 = dict(
    zip(
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĐ",
        "¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ§",
        strict=True,
    )
)
VNI_TONES = dict(zip("\u0300\u0301\u0309\u0303\u0323", "øùûõï", strict=True))
VNI_HATS = dict(zip(["", *"\u0300\u0301\u0309\u0303\u0323"], "âàáåãä", strict=True))
VNI_BREVES = dict(zip(["", *"\u0300\u0301\u0309\u0303\u0323"], "êèéúüë", strict=True))
VNI_WHOLE = {"đ": "ñ", "Đ": "Ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def tcvn3(text: str) -> str:
    """The text as a font like .VnTime needs it; capitals with marks come out as small letters."""
    return "".join(TCVN3.get(letter, TCVN3.get(letter.lower(), letter)) for letter in text)


def vni(text: str) -> str:
    """The text as a font like VNI-Times needs it."""
    return "".join(map(vni_letter, text))


def vni_letter(letter: str) -> str:
    if letter in VNI_WHOLE:
        return VNI_WHOLE[letter]
    vowel, marks = normalize("NFD", letter)[0], normalize("NFD", letter)[1:]
    tone = next((mark for mark in marks if mark in VNI_TONES), "")
    if "\u0302" in marks:
        mark = VNI_HATS[tone]
    elif "\u0306" in marks:
        mark = VNI_BREVES[tone]
    else:
        vowel = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[vowel] if "\u031b" in marks else vowel
        mark = VNI_TONES[tone] if tone else ""
    return vowel + (mark.upper() if vowel.isupper() else mark)


def cp1258(text: str) -> bytes:
    """windows-1258 has letters with hat, horn and breve, and tones as characters of their own."""
    result = b""
    for letter in text:
        try:
            result += letter.encode("cp1258")
        except UnicodeEncodeError:
            apart = normalize("NFD", letter)
            tone = next(mark for mark in apart if mark in VNI_TONES)
            base = normalize("NFC", apart.replace(tone, ""))
            result += (base + tone).encode("cp1258")
    return result


def misread(text: str) -> str:
    """What a program shows that takes UTF-8 for windows-1252."""
    return "".join(
        bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
        for byte in text.encode()
    )


def make_texts() -> None:
    table = lines([HEADER, *ROWS])
    write("utf-16-le.csv", b"\xff\xfe" + lines([HEADER, *ROWS], "\t").encode("utf-16-le"))
    write("utf-16-be.csv", b"\xfe\xff" + table.encode("utf-16-be"))
    write("utf-16-without-mark.csv", table.encode("utf-16-le"))
    write("windows-1258.csv", cp1258(table))
    write("tcvn3.csv", tcvn3(table).encode("cp1252"))
    write("vni.csv", vni(table).encode("cp1252"))
    write("tcvn3-saved-as-utf-8.csv", tcvn3(table).encode("utf-8-sig"))
    write("utf-8-misread.csv", misread(table).encode())
    write("decomposed.csv", normalize("NFD", table).encode())
    write("mac-line-ends.csv", table.replace("\r\n", "\r").encode())
    write("nul-bytes.csv", b"STT;T\0\0n\r\n1;x\r\n")
    write(
        "cut-short-in-a-letter.csv", "STT;Nước\r\n1;Lào\r\n2;Hàn Quốc\r\n".encode()[:-9] + b"\xe1"
    )
    write("blank.csv", b"\r\n ; \r\n\r\n")
    write("empty.csv", b"")
