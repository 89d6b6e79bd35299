"""Document classes of all domains, for opening the database."""

from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument

DOCUMENTS = (UserDocument, BlogDocument)
