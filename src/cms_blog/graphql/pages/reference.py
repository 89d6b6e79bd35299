"""The schema reference: one self-contained HTML page with links and search."""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
    print_ast,
)
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from cms_blog.graphql.execution.response_cache import etag_matches
from cms_blog.graphql.pages.examples import example, named_type

_TEMPLATE = Path(__file__).parent / "page" / "reference.html"
_KINDS: dict[str, type[GraphQLNamedType]] = {
    "Object": GraphQLObjectType,
    "Interface": GraphQLInterfaceType,
    "Union": GraphQLUnionType,
    "Input": GraphQLInputObjectType,
    "Enum": GraphQLEnumType,
    "Scalar": GraphQLScalarType,
}
_CODE = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"\w+")


@cache
def reference(sdl: str, title: str) -> str:
    """Render the HTML page for a schema in SDL.

    Anchors are `Type` for types, `Type.name` for fields and values, `Type.field.name` for
    arguments.
    """
    chapters = list(_Reference(build_schema(sdl)).chapters())
    return Template(_TEMPLATE.read_text()).substitute(
        title=escape(title),
        index="".join(
            f"<h2>{heading}</h2><ul>{''.join(_entry(anchor) for anchor in articles)}</ul>"
            for heading, articles in chapters
        ),
        content="".join(
            f"<section><h2>{heading}</h2>{''.join(articles.values())}</section>"
            for heading, articles in chapters
        ),
    )


def route(path: str, sdl: str, title: str) -> Route:
    """Route of the page, which is rendered on the first request."""

    # Not async: Starlette runs it in a thread, because rendering would block the event loop.
    def serve(request: Request) -> Response:
        page = reference(sdl, title)
        etag = f'"{sha256(page.encode()).hexdigest()[:32]}"'
        headers = {
            "Content-Security-Policy": policy(page),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache",
            "ETag": etag,
        }
        if etag_matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        return HTMLResponse(page, headers=headers)

    return Route(path, serve)


def policy(page: str) -> str:
    """The Content-Security-Policy that allows only the page's own style and script.

    Inline code is allowed by its hash (CSP level 3, section 6.7.3.3).
    """
    style, script = (_hash_of(page, tag) for tag in ("style", "script"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash_of(page: str, tag: str) -> str:
    code = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
    return f"sha256-{b64encode(sha256(code.encode()).digest()).decode()}"


def _entry(anchor: str) -> str:
    return f"<li>{_link(anchor)}</li>"


def _link(anchor: str, text: str = "") -> str:
    return f'<a href="#{anchor}">{text or anchor.rpartition(".")[2]}</a>'


type _Slot = GraphQLField | GraphQLInputField | GraphQLArgument
type _Described = _Slot | GraphQLEnumValue | GraphQLNamedType


class _Reference:
    """Renders the parts of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._roots = [
            (heading, kind, root)
            for heading, kind, root in (
                ("Queries", "query", schema.query_type),
                ("Mutations", "mutation", schema.mutation_type),
                ("Subscriptions", "subscription", schema.subscription_type),
            )
            if root is not None
        ]
        roots = [root for _, _, root in self._roots]
        self._types = [
            type_
            for _, type_ in sorted(schema.type_map.items())
            if type_ not in roots and not is_introspection_type(type_)
        ]
        self._users = _users_by_type([*roots, *self._types])
        # Link targets of names in descriptions: types and root fields.
        self._anchors = {type_.name: type_.name for type_ in self._types} | {
            name: f"{root.name}.{name}" for _, _, root in self._roots for name in root.fields
        }

    def chapters(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield each heading with its articles by anchor."""
        for heading, kind, root in self._roots:
            yield (
                heading,
                {
                    f"{root.name}.{name}": self._operation(kind, f"{root.name}.{name}", field)
                    for name, field in root.fields.items()
                },
            )
        for kind, class_ in _KINDS.items():
            types = [type_ for type_ in self._types if isinstance(type_, class_)]
            if types:
                yield f"{kind}s", {type_.name: self._type(kind, type_) for type_ in types}

    def _operation(self, kind: str, anchor: str, field: GraphQLField) -> str:
        name = anchor.rpartition(".")[2]
        parts = [self._members("Arguments", anchor, field.args)]
        parts.append(f"<h4>Result</h4><p><code>{_linked_type(field)}</code></p>")
        result = named_type(field)
        if isinstance(result, GraphQLUnionType):
            parts.append(self._union(result))
        parts.append(
            "<details><summary>Example</summary>"
            f'<pre tabindex="0"><code>{escape(example(kind, name, field))}</code></pre></details>'
        )
        return self._article(anchor, kind, field, "".join(parts))

    def _type(self, kind: str, type_: GraphQLNamedType) -> str:
        parts: list[str] = []
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                if type_.interfaces:
                    names = ", ".join(_link(interface.name) for interface in type_.interfaces)
                    parts.append(f"<p>Implements {names}.</p>")
                parts.append(self._members("Fields", type_.name, type_.fields))
            case GraphQLUnionType():
                parts.append(self._union(type_))
            case GraphQLInputObjectType():
                parts.append(self._members("Fields", type_.name, type_.fields))
            case GraphQLEnumType():
                rows = "".join(
                    self._member(f"{type_.name}.{name}", _link(f"{type_.name}.{name}"), value)
                    for name, value in type_.values.items()
                )
                parts.append(f"<h4>Values</h4><dl>{rows}</dl>")
            case GraphQLScalarType() if type_.specified_by_url:
                url = escape(type_.specified_by_url)
                parts.append(f'<p>Specified at <a href="{url}" rel="noreferrer">{url}</a>.</p>')
            case _:
                pass
        if users := self._users.get(type_.name):
            links = ", ".join(f"<code>{_link(user, user)}</code>" for user in users)
            parts.append(f'<h4>Used by</h4><p class="users">{links}</p>')
        return self._article(type_.name, kind.lower(), type_, "".join(parts))

    def _article(
        self, anchor: str, kind: str, described: GraphQLField | GraphQLNamedType, body: str
    ) -> str:
        return (
            f'<article id="{anchor}"><h3>{_link(anchor)} <small>{kind}</small></h3>'
            f"{self._prose(described)}{body}</article>"
        )

    def _union(self, union: GraphQLUnionType) -> str:
        rows = "".join(
            f"<dt><code>{_link(member.name)}</code></dt><dd>{self._prose(member)}</dd>"
            for member in union.types
        )
        return f"<h4>One of</h4><dl>{rows}</dl>"

    def _members(self, heading: str, parent: str, slots: Mapping[str, _Slot]) -> str:
        rows = "".join(
            self._member(f"{parent}.{name}", self._declared(parent, name, slot), slot)
            for name, slot in slots.items()
        )
        return f"<h4>{heading}</h4><dl>{rows}</dl>" if rows else ""

    def _declared(self, parent: str, name: str, slot: _Slot) -> str:
        """Signature in SDL: name, arguments, type and default."""
        declared = _link(f"{parent}.{name}", name)
        if isinstance(slot, GraphQLField) and slot.args:
            inner = ", ".join(f"{arg}: {_linked_type(at)}" for arg, at in slot.args.items())
            declared += f"({inner})"
        declared += f": {_linked_type(slot)}"
        return declared + _default_of(slot)

    def _member(self, anchor: str, declared: str, described: _Described) -> str:
        return (
            f'<div id="{anchor}"><dt><code>{declared}</code></dt>'
            f"<dd>{self._prose(described)}</dd></div>"
        )

    def _prose(self, described: _Described) -> str:
        """The paragraphs of a description, with links for names in backticks."""
        text = escape(described.description or "", quote=False)
        if reason := getattr(described, "deprecation_reason", None):
            text += f"\n\n<strong>Deprecated.</strong> {escape(reason, quote=False)}"
        linked = _CODE.sub(self._named, text)
        return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", linked) if part)

    def _named(self, match: re.Match[str]) -> str:
        name = match[1]
        anchor = self._anchors.get(name)
        return f"<code>{_link(anchor, name) if anchor else name}</code>"


# Pyright knows the types in graphql-core's classes only in part.
def _linked_type(slot: Any) -> str:
    """A type in SDL syntax, with a link to its named type."""
    return _NAME.sub(lambda name: _link(name[0]), str(slot.type))


def _default_of(slot: Any) -> str:
    value = getattr(slot.ast_node, "default_value", None)
    return f" = {escape(print_ast(value))}" if value is not None else ""


def _users_by_type(types: list[GraphQLNamedType]) -> dict[str, list[str]]:
    """For each type, the anchors of the fields, arguments and unions that use it."""
    users: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for type_ in types:
        for anchor, used in _uses(type_):
            users[used.name][anchor] = None
    return {name: list(anchors) for name, anchors in users.items()}


def _uses(type_: GraphQLNamedType) -> Iterator[tuple[str, GraphQLNamedType]]:
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            yield from ((type_.name, interface) for interface in type_.interfaces)
            for name, field in type_.fields.items():
                for slot in (field, *field.args.values()):
                    yield f"{type_.name}.{name}", named_type(slot)
        case GraphQLUnionType():
            yield from ((type_.name, member) for member in type_.types)
        case GraphQLInputObjectType():
            for name, slot in type_.fields.items():
                yield f"{type_.name}.{name}", named_type(slot)
        case _:
            pass
