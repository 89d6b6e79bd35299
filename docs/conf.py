"""Sphinx's configuration of the documentation. `make docs` builds it into `docs/_build`."""

import os
import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
# GitHub Actions set both variables.
REPOSITORY = "/".join(
    (
        os.environ.get("GITHUB_SERVER_URL", "https://github.com"),
        os.environ.get("GITHUB_REPOSITORY", "OWNER/cms-blog"),
    )
)

project = "AI Blog CMS"
author = "The contributors of AI Blog CMS"
project_copyright = author
html_title = project
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "top_of_page_buttons": [],
    "footer_icons": [],
}

# `tools.reference` writes the generated pages of the reference.
sys.path.insert(0, str(DOCS.parent))
extensions = ["myst_parser", "sphinx_copybutton", "tools.reference.extension"]
myst_enable_extensions = ["attrs_inline", "deflist"]
exclude_patterns = ["_build"]
# Anchors as GitHub has them, so that links work there as well.
myst_heading_anchors = 4
myst_links_external_new_tab = False
# The output of a command is not copied.
copybutton_exclude = ".linenos, .gp, .go"


def link_to_repository(_: Sphinx, page: str, content: list[str]) -> None:
    """Link to files outside of this folder on GitHub: the site has no copy of them."""
    folder = (DOCS / page).parent

    def on_github(link: re.Match[str]) -> str:
        target = (folder / link[1]).resolve()
        if target.is_relative_to(DOCS):
            return link[0]
        kind = "tree" if target.is_dir() else "blob"
        return f"]({REPOSITORY}/{kind}/main/{target.relative_to(DOCS.parent)}"

    content[0] = re.sub(r"\]\((\.\./[^)#\s]*)", on_github, content[0])


def setup(app: Sphinx) -> None:
    """Register the extension of this project."""
    app.connect("source-read", link_to_repository)
