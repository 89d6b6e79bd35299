"""Document classes of all domains, for opening the database."""

from cms_blog.accounts.admins.documents import AdminsDocument
from cms_blog.accounts.documents import UserDocument
from cms_blog.blogs.documents import BlogDocument
from cms_blog.blogs.versions.documents import BlogVersionDocument
from cms_blog.media.unused import UnusedImageDocument
from cms_blog.outbox.parked import ParkedEntryDocument

DOCUMENTS = (
    UserDocument,
    BlogDocument,
    BlogVersionDocument,
    UnusedImageDocument,
    AdminsDocument,
    ParkedEntryDocument,
)
