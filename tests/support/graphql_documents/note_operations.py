"""Operations on review notes."""

from typing import Any

from api import UPDATE, Api, Person, oid_of

TEXT = "Intro.\n\n# One\n\nThe sun is good.\n\n# Two\n\nThe sun is $hot. **Bold** text."


NOTE = """
  id body quote anchor orphaned suggestion revision createdAt resolvedAt
  author { id name } resolvedBy { id }
"""


ADD = f"""
  mutation ($blogId: ID!, $input: AddNoteInput!) {{
    addNote(blogId: $blogId, input: $input) {{
      __typename
      ... on AddNoteSuccess {{ note {{ {NOTE} }} blog {{ revision updatedAt }} }}
      ... on InvalidInputError {{ fields {{ path message }} }}
    }}
  }}
"""


READ = f"""
  query ($id: ID!) {{
    blog(id: $id) {{
      notes {{ {NOTE} }}
      open: notes(resolved: false) {{ body }}
      done: notes(resolved: true) {{ body }}
      every: notes(resolved: null) {{ body }}
    }}
  }}
"""


NODE = f"query ($id: ID!) {{ node(id: $id) {{ id ... on ReviewNote {{ {NOTE} }} }} }}"


APPLY = """
  mutation ($noteId: ID!, $input: ApplySuggestionInput!) {
    applySuggestion(noteId: $noteId, input: $input) {
      __typename
      ... on ApplySuggestionSuccess {
        blog { revision content { markdown html } workingCopy { content { markdown } } }
        note { resolvedAt resolvedBy { id } orphaned }
      }
      ... on InvalidInputError { fields { path message } }
      ... on EditConflictError { blog { revision } }
    }
  }
"""


def act(field: str) -> str:
    shown = "deletedId" if field == "deleteNote" else "note { id resolvedAt resolvedBy { id } }"
    success = f"{field[0].upper()}{field[1:]}Success"
    result = f"__typename ... on {success} {{ {shown} }}"
    return f"mutation ($id: ID!) {{ {field}(id: $id) {{ {result} }} }}"


async def add(api: Api, blog_id: str, person: Person | None, **given: Any) -> dict[str, Any]:
    variables = {"blogId": blog_id, "input": {"body": "A note."} | given}
    return await api.execute(ADD, variables, as_user=person)


async def added(api: Api, blog_id: str, person: Person, **given: Any) -> dict[str, Any]:
    result = await add(api, blog_id, person, **given)
    assert result["__typename"] == "AddNoteSuccess", result
    return result["note"]


async def notes(api: Api, blog_id: str, person: Person | None) -> list[dict[str, Any]]:
    return (await api.execute(READ, {"id": blog_id}, as_user=person))["notes"]


async def apply(api: Api, note_id: str, person: Person, expected: int) -> dict[str, Any]:
    variables = {"noteId": note_id, "input": {"expectedRevision": expected}}
    return await api.execute(APPLY, variables, as_user=person)


async def stored(api: Api, blog_id: str) -> dict[str, Any]:
    raw = await api.services.database["blogs"].find_one({"_id": oid_of("Blog", blog_id)})
    assert raw is not None
    return raw


async def edit(api: Api, blog_id: str, author: Person, **changes: Any) -> None:
    given = {"expectedRevision": (await stored(api, blog_id))["revision"]} | changes
    result = await api.execute(UPDATE, {"id": blog_id, "input": given}, as_user=author)
    assert result["__typename"] == "UpdateBlogSuccess"
