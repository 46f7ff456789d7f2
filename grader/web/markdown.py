"""Prompts: Markdown to safe HTML. Formulas become marked nodes that KaTeX fills in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from grader.web.code import highlight

#: What a prompt may contain; the renderer makes nothing else, and this holds if it ever does.
TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong"),
    *("a", "img", "table", "thead", "tbody", "tr", "th", "td", "span", "s"),
}
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "span": {"class"}, "ol": {"start"}}
CLASSES = re.compile(r"math (inline|display)|hl-[ksmcn]")
_TITLE = re.compile(r"\A(\s*<h1>.*?</h1>)+", re.DOTALL)


def render(text: str, picture: Callable[[str], str] = lambda name: name) -> str:
    """The prompt without its first title, which the page shows itself.

    :param picture: gives the address of a picture that lies beside the prompt.
    """
    html = _parser().render(text, {"picture": picture})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    # A page has one title of the first level, and it is not in the prompt.
    return re.sub(r"<(/?)h1>", r"<\1h2>", _TITLE.sub("", clean))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if CLASSES.fullmatch(value) else None
    return value


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlight}).enable(
        ["table", "strikethrough"]
    )
    parser.use(dollarmath_plugin, renderer=_formula, allow_space=False, double_inline=True)
    parser.add_render_rule("math_block", _block_formula)
    parser.add_render_rule("image", _image)
    return parser


def _formula(content: str, options: dict[str, Any]) -> str:
    kind = "display" if options.get("display_mode") else "inline"
    return f'<span class="math {kind}">{escape(content.strip())}</span>'


def _block_formula(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    return f'<p><span class="math display">{escape(tokens[index].content.strip())}</span></p>\n'


def _image(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    address = env["picture"](token.attrs.get("src", ""))
    return f'<img src="{escape(address)}" alt="{escape(token.content)}">'


def _highlight(code: str, language: str, attributes: str) -> str:
    return "\n".join(highlight(code)) if language in ("python", "py") else escape(code)
