"""The document classes of all domains, for whatever opens the database."""

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument

DOCUMENTS = (UserDocument, BlogDocument)
