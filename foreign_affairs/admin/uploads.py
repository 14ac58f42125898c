"""Scans and other papers: what is taken, and how a form asks for them."""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foreign_affairs.admin.columns import file_url

MAX_BYTES = 25 * 1024**2

_ZIPPED = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"

BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG",),
    ".tif": (b"II*\0", b"MM\0*"),
    ".tiff": (b"II*\0", b"MM\0*"),
    ".docx": (_ZIPPED,),
    ".xlsx": (_ZIPPED,),
    ".odt": (_ZIPPED,),
    ".doc": (_OLD_OFFICE,),
    ".xls": (_OLD_OFFICE,),
}
"""The endings that are taken, and how a file of that kind begins."""

PARTS = {
    ".docx": ("[Content_Types].xml", "word/"),
    ".xlsx": ("[Content_Types].xml", "xl/"),
    ".odt": ("mimetype", "content.xml"),
}
"""A part that zipped files of the kind have, and how the name of another begins."""

PROGRAM = "vbaproject.bin"
"""The part with macros, which belongs into files of other endings (.docm, .xlsm)."""


def check_upload(file: UploadedFile) -> None:
    """Raises ValidationError for a file that is too large or is no paper."""
    if file.size is not None and file.size > MAX_BYTES:
        params: dict[str, Any] = {
            "name": file.name,
            "size": -(-file.size // 1024**2),
            "most": MAX_BYTES // 1024**2,
        }
        message = _(
            "“%(name)s” is %(size)d MB; at most %(most)d MB is allowed. "
            "Scan it at a lower resolution."
        )
        raise ValidationError(message, params=params)
    ending = Path(file.name or "").suffix.lower()
    if ending not in BEGINNINGS:
        message = _("“%(name)s” cannot be kept here. Choose a file that ends in %(endings)s.")
        raise ValidationError(message, params={"name": file.name, "endings": ", ".join(BEGINNINGS)})
    if not is_what_it_says(file, ending):
        message = _("“%(name)s” does not match its file ending. Save or scan it again.")
        raise ValidationError(message, params={"name": file.name})


def is_what_it_says(file: UploadedFile, ending: str) -> bool:
    """Whether the content is of the kind that the ending names."""
    start = file.read(8)
    file.seek(0)
    return start.startswith(BEGINNINGS[ending]) and has_its_parts(file, ending)


def has_its_parts(file: UploadedFile, ending: str) -> bool:
    """Whether a zipped file is of its kind, by the list of its parts alone; others always are."""
    if ending not in PARTS:
        return True
    try:
        with ZipFile(file) as archive:
            names = [name.replace("\\", "/") for name in archive.namelist()]
    except (BadZipFile, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    has_program = any(name.lower().endswith(PROGRAM) for name in names)
    part, beginning = PARTS[ending]
    has_content = any(name.startswith(beginning) for name in names)
    return part in names and has_content and not has_program


class PaperField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file. Raises ValidationError for what is no paper, or too large."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            check_upload(file)
        return file


class StoredFile:
    """What Django's file widget shows of a file that has no web address."""

    def __init__(self, file: FieldFile) -> None:
        self.url = file_url(file)
        self.name = file.name

    def __str__(self) -> str:
        return str(self.name)


class PrivateFileWidget(AdminFileWidget):
    """Says of a file that came with a form which was not saved that it must be chosen again."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, has_zone: bool = False) -> None:
        super().__init__({"accept": ",".join(BEGINNINGS), **(attrs or {})})
        self.has_zone = has_zone
        self.chosen = ""

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value.name)

    def format_value(self, value: Any) -> Any:
        return StoredFile(value) if self.is_initial(value) else None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        upload = super().value_from_datadict(data, files, name)
        self.chosen = str(upload) if isinstance(upload, UploadedFile) else ""
        return upload

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        # Apart from Django's own template: its renderer knows the templates of apps only.
        beside = {
            "chosen": self.chosen,
            "for_input": (attrs or {}).get("id") if self.has_zone else "",
            "most_megabytes": MAX_BYTES // 1024**2,
        }
        plain = super().render(name, value, attrs, renderer)
        return format_html("{}{}", plain, render_to_string("admin/beside_file.html", beside))
