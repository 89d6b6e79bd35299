"""Search for the account with an address."""

from beanie.operators import In

from cms_blog.accounts.documents import UserDocument
from cms_blog.validation.email_address import MAX_EMAIL, cases, email_key, spellings


async def by_email(email: str) -> UserDocument | None:
    """Return the account with this address."""
    if len(email) > MAX_EMAIL:
        return None
    key = email_key(email)
    found = await _by_current_email(key, email)
    return found if found is not None else await _by_old_email(key)


async def by_email_in_equal_time(email: str) -> UserDocument | None:
    """Return the account with this normalised address.

    The commands are the same whether or not an account exists, so that their time does not tell.
    """
    found, old = await _by_current_email(email, email), await _by_old_email(email)
    return found if found is not None else old


async def _by_current_email(*addresses: str) -> UserDocument | None:
    return await UserDocument.find_one(In(UserDocument.email, [*addresses]))


async def _by_old_email(key: str) -> UserDocument | None:
    """Find an account whose address an early release stored as typed; a migration normalises it."""
    for start in cases(key[:1]):
        # The range lets the index bound the search to addresses with this first character.
        within = {"$gte": start, "$lte": f"{start}\U0010ffff", "$regex": spellings(key)}
        old = {"email": within, "schema_version": {"$in": [None, 1]}}
        async for raw in UserDocument.collection().find(old):
            if email_key(raw["email"]) == key:
                return UserDocument.read(raw)
    return None
