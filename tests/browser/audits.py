"""What a browser says against a page: axe-core's rules, English left over, too little room."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.db import models
from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

ENGLISH = re.compile(
    r"\b(?:about|action|actions|add|added|after|all|and|another|any|apply|are|available|back|"
    r"before|browse|by|cancel|change|changed|changes|choose|chosen|clear|close|code|comment|"
    r"confirm|continue|create|current|currently|date|delete|deleted|description|done|download|"
    r"edit|email|empty|enter|entries|entry|error|errors|export|false|field|fields|file|filter|"
    r"first|for|format|from|go|group|groups|has|have|help|hide|history|home|import|information|"
    r"invalid|is|item|items|last|link|list|loading|login|logout|message|model|name|new|next|none|"
    r"not|now|object|objects|of|or|original|other|page|password|permission|permissions|please|"
    r"previous|reason|remove|required|reset|result|results|row|rows|save|search|select|selected|"
    r"send|show|sort|staff|start|status|submit|successfully|superuser|text|that|the|theme|this|"
    r"time|title|today|toggle|total|true|type|unknown|update|upload|user|username|value|version|"
    r"view|was|were|when|which|who|with|yes|you|your)\b",
    re.IGNORECASE,
)
"""English words that no Vietnamese sentence has, as whole words."""

NO_ENGLISH = re.compile(r"(?:https?://|www\.)\S+|CC BY")
"""What is the same in every language: addresses, the name of the licence."""

VISIBLE_TEXTS = """() => {
  const texts = [document.title];
  const own = (node) =>
    node.closest("[lang]").lang.startsWith("vi") && !node.closest("code, script, style, textarea");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (own(node)) {
      texts.push(walk.currentNode.data.trim());
    }
  }
  for (const node of document.body.querySelectorAll("*")) {
    if (own(node)) {
      for (const name of ["alt", "title", "placeholder", "aria-label", "data-label", "label"]) {
        texts.push(node.getAttribute(name) || "");
      }
      if (node.matches("input[type=submit], input[type=button], input[type=reset]")) {
        texts.push(node.value);
      }
    }
  }
  return texts.filter(Boolean);
}"""

BESIDE_THE_PAGE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) {
    return [];
  }
  const scrolls = (node) => getComputedStyle(node).overflowX !== "visible";
  const isInside = (node) => {
    let around = node.parentElement;
    while (around !== document.body && !scrolls(around)) {
      around = around.parentElement;
    }
    return around !== document.body;
  };
  return [...document.body.querySelectorAll("*")]
    .filter((node) => node.getBoundingClientRect().right > width + 1 && !isInside(node))
    .map((node) => `${node.tagName.toLowerCase()}#${node.id}.${node.className}`)
    .slice(0, 5);
}"""


def axe_violations(page: Page) -> list[str]:
    """Each violation of WCAG 2.2 A and AA as "rule: place".

    The rules are evaluated from outside, so that the page's policy does not stop them.
    """
    page.wait_for_load_state()  # A click returns when its answer begins: nothing may be there yet.
    page.evaluate(AXE)
    found = page.evaluate(
        "options => axe.run(document, options)",
        {
            "runOnly": {"type": "tag", "values": RULES},
            "resultTypes": ["violations"],
            "preload": False,
        },
    )
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def english_in(page: Page, names: Callable[[], Iterable[str]]) -> list[str]:
    """The texts of a Vietnamese page that have English words outside the names of its records."""
    page.wait_for_load_state()
    texts = [NO_ENGLISH.sub("", text) for text in page.evaluate(VISIBLE_TEXTS)]
    texts = [text for text in texts if ENGLISH.search(text)]
    if not texts:
        return []
    name = re.compile("|".join(map(re.escape, names())) or "(?!)")
    found = [" ".join(text.split()) for text in texts if ENGLISH.search(name.sub("", text))]
    return list(dict.fromkeys(found))


def names_of_records() -> list[str]:
    """What the register says in English, the longest first."""
    found = set()
    for model in apps.get_models():
        texts = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
        ]
        for values in model._default_manager.values_list(*texts):
            found |= {str(value) for value in values if value and ENGLISH.search(str(value))}
    return sorted(found, key=len, reverse=True)


def beside_the_page(page: Page) -> list[str]:
    """What makes the whole page scroll sideways, outside areas that scroll by themselves."""
    page.wait_for_load_state()
    found: list[str] = page.evaluate(BESIDE_THE_PAGE)
    return found
