"""Expressions of MongoDB's aggregation language, for updates that depend on stored values."""

from cms_blog.database.document import Raw

# Value that removes a field in `$set`.
REMOVE = "$$REMOVE"


def or_(expression: object, otherwise: object) -> Raw:
    """Return an expression for the value of `expression`, or `otherwise` if null or missing."""
    return {"$ifNull": [expression, otherwise]}


def literal(value: object) -> object:
    """Return an expression for the value itself; `REMOVE` stays an instruction."""
    return value if value == REMOVE else {"$literal": value}


def present(expression: object) -> Raw:
    """Return an expression that leaves the field absent, rather than null, without a value."""
    return {"$cond": [is_absent(expression), REMOVE, expression]}


def is_absent(expression: object) -> Raw:
    """Return an expression for whether the value is null or missing."""
    return {"$eq": [or_(expression, None), None]}
