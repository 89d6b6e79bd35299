"""Model of the review notes of a blog, and their mutations."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from editorial_model import SUCCESS, after_edit, possible_actions
from editorial_posts import Post, replaced_text

FIELDS = {
    "ADD": "addNote",
    "RESOLVE": "resolveNote",
    "REOPEN": "reopenNote",
    "DELETE": "deleteNote",
    "APPLY": "applySuggestion",
}
_NOTE = "id body quote suggestion orphaned resolvedAt"
NOTES = f"query ($id: ID!) {{ blog(id: $id) {{ notes {{ {_NOTE} }} }} }}"


class Note(NamedTuple):
    """A note, about a passage or, without a quote, about the whole text."""

    writer: str | None
    body: str
    quote: str | None = None
    suggestion: str | None = None
    id: str = ""
    is_resolved: bool = False

    def shown(self, post: Post) -> dict[str, Any]:
        """Return the note as the API shows it; `resolvedAt` is whether it is resolved."""
        orphaned = self.quote is not None and self.quote not in post.edited_text.markdown
        return {
            "id": self.id,
            "body": self.body,
            "quote": self.quote,
            "suggestion": self.suggestion,
            "orphaned": orphaned,
            "resolvedAt": self.is_resolved,
        }


class NoteStep(NamedTuple):
    """An action on a note, or the addition of one; `revision` is the expected one."""

    action: str
    actor: str | None
    note: Note
    revision: int = 0


def document_of(action: str) -> str:
    """Return the mutation of the action, with `$id`, and `$input` if it has one."""
    name = FIELDS[action]
    type_ = f"{name[0].upper()}{name[1:]}"
    has_input = action in {"ADD", "APPLY"}
    variable = f", $input: {type_}Input!" if has_input else ""
    argument = {"ADD": "blogId", "APPLY": "noteId"}.get(action, "id")
    success = "deletedId" if action == "DELETE" else f"note {{ {_NOTE} }}"
    given = ", input: $input" if has_input else ""
    return f"""
      mutation ($id: ID!{variable}) {{
        {name}({argument}: $id{given}) {{ __typename ... on {type_}Success {{ {success} }} }}
      }}
    """


DOCUMENTS = {action: document_of(action) for action in FIELDS}


def variables_of(blog_id: str, step: NoteStep) -> dict[str, Any]:
    """Return the variables of the mutation."""
    note = step.note
    if step.action == "ADD":
        given = {"body": note.body, "quote": note.quote, "suggestion": note.suggestion}
        return {"id": blog_id, "input": given}
    given = {"input": {"expectedRevision": step.revision}} if step.action == "APPLY" else {}
    return {"id": note.id, **given}


def take_note(
    post: Post | None, notes: Mapping[str, Note], step: NoteStep, admins: AbstractSet[str]
) -> tuple[str, Post | None]:
    """Return the outcome, and the post after the action. The notes change if it succeeds."""
    if step.actor is None:
        return "UNAUTHENTICATED", post
    if post is None or step.actor not in {*admins, post.author}:
        return "NotFoundError", post
    note = notes.get(step.note.id)
    if step.action == "ADD":
        text, quote = post.edited_text.markdown, step.note.quote
        return ("InvalidInputError" if quote and quote not in text else SUCCESS), post
    if step.action == "APPLY":
        refusal = _refusal_to_apply(post, note, step)
        return (SUCCESS, _applied(post, note)) if refusal is None else (refusal, post)
    deletable = note is not None and (step.actor in admins or note.writer == step.actor)
    found = deletable if step.action == "DELETE" else note is not None
    return (SUCCESS if found else "NotFoundError"), post


def _refusal_to_apply(post: Post, note: Note | None, step: NoteStep) -> str | None:
    if step.actor != post.author:
        return "NotFoundError"
    if "UPDATE" not in possible_actions(post):
        return "BlogStatusError"
    if note is None:
        return "NotFoundError"
    if step.revision != post.revision:
        return "EditConflictError"
    has_passage = note.quote is not None and note.quote in post.edited_text.markdown
    usable = has_passage and note.suggestion is not None and not note.is_resolved
    return None if usable else "InvalidInputError"


def _applied(post: Post, note: Note | None) -> Post:
    assert note is not None
    assert note.quote is not None
    assert note.suggestion is not None
    text = replaced_text(post.edited_text, note.quote, note.suggestion)
    return after_edit(post, text, "SUGGESTION_APPLIED")


def notes_after(notes: Mapping[str, Note], step: NoteStep, note_id: str) -> dict[str, Note]:
    """Return the notes after an action that succeeded; `note_id` is that of an added one."""
    after = dict(notes)
    match step.action:
        case "ADD":
            after[note_id] = step.note._replace(id=note_id)
        case "DELETE":
            del after[step.note.id]
        case action:
            note = after[step.note.id]
            after[step.note.id] = note._replace(is_resolved=action != "REOPEN")
    return after
