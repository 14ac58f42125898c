"""Dossiers as Word documents, from the office's template or the one that is shipped.

A template is a Word file with tags of Jinja, so an uploaded one is a program of somebody else's:
it runs in Jinja's sandbox, without functions, and sees texts only.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from foreign_affairs.dossiers.contents import Dossier
from foreign_affairs.dossiers.sample import sample_dossier

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED = Path(__file__).resolve().parent / "templates"

MAX_BYTES = 5 * 1024**2
MAX_UNPACKED = 50 * 1024**2
MAX_PARTS = 1000
NEEDED_PARTS = {"[Content_Types].xml", "word/document.xml"}


class TemplateProblem(Exception):
    """A template that cannot be used; its text is a sentence for the office."""


class Sandbox(SandboxedEnvironment):
    """Knows no functions, and multiplies nothing: a template only places and repeats."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        for name in ("center", "format", "indent"):
            del self.filters[name]

    def is_safe_callable(self, obj: Any) -> bool:
        # A method such as ljust can ask for more memory than there is.
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(operator)


def shipped_template(kind: str) -> bytes:
    """The template that comes with the register; `kind` is of `DossierTemplate.Kind`."""
    return (SHIPPED / f"{kind}.docx").read_bytes()


def render(template: bytes, dossier: Dossier) -> bytes:
    """The Word file. Raises TemplateProblem whatever is wrong with the template."""
    check_package(template)
    document = DocxTemplate(io.BytesIO(template))
    # Without escaping, what follows & or < in a name would vanish from the document.
    try:
        document.render(placeholders(dossier), Sandbox(), autoescape=True)
        properties = document.docx.core_properties
        properties.title, properties.language = dossier.name, "vi"
        written = io.BytesIO()
        document.save(written)
        Document(io.BytesIO(written.getvalue()))
    except Exception as error:
        # Whatever a stranger's file makes these packages raise.
        raise TemplateProblem(what_is_wrong(error)) from error
    return written.getvalue()


def placeholders(dossier: Dossier) -> dict[str, Any]:
    """What a template may name; docs/dossier-templates.md tells the office."""
    return {
        "kind": dossier.kind,
        "name": dossier.name,
        "subtitle": dossier.subtitle,
        "state": dossier.state,
        "owner": dossier.owner,
        "data_up_to": dossier.data_up_to,
        "printed_on": dossier.printed_on_in_words,
        "facts": dossier.facts,
        "gaps": dossier.gaps,
        "glance": dossier.glance,
        "sections": dossier.sections,
        "section": dossier.section,
    }


def check_template(data: bytes) -> None:
    """Raises TemplateProblem unless a dossier with everything in it can be made from the file."""
    render(data, sample_dossier())


def check_package(data: bytes) -> None:
    """Raises TemplateProblem for what is no Word file, or one that unpacks to too much."""
    if len(data) > MAX_BYTES:
        raise TemplateProblem(too_large())
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if not names >= NEEDED_PARTS:
                raise TemplateProblem(no_word_file())
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                raise TemplateProblem(_("The file unpacks to far more than a template needs."))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise TemplateProblem(_("The file holds macros. Save it as .docx without them."))
            if any(b"<!DOCTYPE" in package.read(name) for name in names if is_xml(name)):
                raise TemplateProblem(no_word_file())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise TemplateProblem(no_word_file()) from error


def is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def too_large() -> str:
    return _("The file is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024**2}


def no_word_file() -> str:
    return _("This is not a Word file (.docx). Open it in Word and save it as .docx.")


def what_is_wrong(error: Exception) -> str:
    """A sentence that names the tag at fault, as far as Jinja says which."""
    words = ", ".join(f"“{name}”" for name in re.findall(r"'([^']{1,60})'", str(error)))
    if isinstance(error, UndefinedError):
        sentence: str | Promise = _("The template names something a dossier does not have: %s.")
    elif isinstance(error, SecurityError):
        return _(
            "The template contains an instruction that is not allowed; "
            "tags may only insert and repeat text."
        )
    elif isinstance(error, TemplateSyntaxError):
        sentence = _("A tag of the template is not written correctly, at %s.")
        near = " ".join(" ".join(getattr(error, "docx_context", ())).split())[:160]
        words = " – ".join(filter(None, (words, f"“{near}”" if near else "")))
    else:
        return _("No Word document can be made from this template. Start from the shipped one.")
    return str(sentence) % (words or "?")
