"""`python -m cms_blog` is `cms-blog`."""

from cms_blog.cli.main import main

main()
