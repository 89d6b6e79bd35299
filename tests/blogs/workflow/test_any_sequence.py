"""Any sequence of actions by any people on several blogs agrees with a simple model."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from random import Random

import pytest
from consistency import Stored
from editorial_model import ACTIONS, SUCCESS, actions_of, due, take, without_versions
from editorial_notes import FIELDS as NOTE_FIELDS
from editorial_notes import Note, NoteStep, notes_after, take_note
from editorial_posts import Post, Step, Text, Version
from editorial_views import ADMINS, AUTHORS, READER, VIEWERS
from newsroom import Change, Newsroom

MAX_BLOGS = 4
KINDS = (*["possible"] * 8, *["any"] * 4, *["note"] * 4, "old", "save", "repeat", "time", "time")
WRITERS = (*AUTHORS, ADMINS[0])
_log = logging.getLogger(__name__)


class Walk:
    """Random actions on several blogs; `posts` is the model of each, None after its deletion."""

    def __init__(self, newsroom: Newsroom, seed: int) -> None:
        self.newsroom, self.random = newsroom, Random(seed)
        self.outcomes = Counter[tuple[str, str]]()
        self.posts: dict[str, Post | None] = {}
        self.notes = defaultdict[str, dict[str, Note]](dict)
        self.edits: dict[str, Step] = {}
        self.stored: dict[str, Stored] = {}
        self.touched, self.changed = "", False
        self.taken: list[object] = []
        self.words, self.turns, self.word = count(1), count(), "none"

    def new_word(self) -> str:
        self.word = f"w{next(self.words)}x"
        return self.word

    def existing(self) -> dict[str, Post]:
        return {key: post for key, post in self.posts.items() if post is not None}

    def one_in(self, times: int) -> bool:
        return self.random.randrange(times) == 0

    def revision_near(self, post: Post | None) -> int:
        """Choose the revision of the post, the one before it, or the one after it."""
        return (1 if post is None else post.revision) + self.random.choice([0, 0, -1, 1])

    async def start(self) -> None:
        await self.newsroom.clear()
        await self.save_blog()
        await self.agree()

    async def act(self) -> None:
        """Take an action; both worlds agree about its outcome and everything that is seen then."""
        choose = self.random.choice
        existing, kind, blog_id = self.existing(), choose(KINDS), choose([*self.posts])
        due_ids = [key for key, post in existing.items() if post.status == "SCHEDULED"]
        post = self.posts[blog_id]
        if not existing or (kind == "save" and len(existing) < MAX_BLOGS):
            await self.save_blog()
        elif kind == "time" and due_ids:
            await self.store(kind, choose(due_ids), self.newsroom.become_due, due)
        elif kind == "old" and post is not None:
            await self.store(kind, blog_id, self.newsroom.forget_versions, without_versions)
        elif kind == "repeat" and blog_id in self.edits:
            await self.take(blog_id, self.edits[blog_id])
        elif kind == "note":
            await self.take_note(blog_id, self.note_step(blog_id))
        elif kind == "any":
            revision = self.revision_near(post)
            await self.take(blog_id, self.step(choose(ACTIONS), choose(VIEWERS), revision))
        else:
            blog_id, post = choose([*existing.items()])
            action, actor = self.possible(post)
            await self.take(blog_id, self.step(action, actor, post.revision))
        # `take` verifies that other steps change nothing.
        if self.changed:
            await self.agree()

    async def save_blog(self) -> None:
        author, word = self.random.choice(WRITERS), self.new_word()
        # Blogs with the same title compete for a slug.
        title = "Same" if self.one_in(2) else f"Title {word}"
        text = Text(title, f"Text {word}.", (f"tag {word}",))
        self.taken.append(("save", author, text))
        self.touched = await self.newsroom.save(author, text)
        post = Post(author, text, versions=(Version(1, "SAVED", text),))
        self.posts[self.touched], self.changed = post, True

    async def store(
        self, kind: str, blog_id: str, change: Change, after: Callable[[Post], Post]
    ) -> None:
        """Change the stored blog in another way than by an action."""
        self.taken.append((kind, blog_id))
        await change(blog_id)
        self.posts[blog_id], self.touched = after(self.existing()[blog_id]), blog_id
        self.outcomes[kind, SUCCESS] += 1
        self.changed = True

    def possible(self, post: Post) -> tuple[str, str | None]:
        """Choose an action that the state allows, and one of those who may take it."""
        by_viewer = {viewer: actions_of(post, viewer, {*ADMINS}) for viewer in VIEWERS}
        # Sorted, because the order of sets differs from run to run.
        actions = sorted({action for found in by_viewer.values() for action in found})
        if len(self.existing()) < MAX_BLOGS and len(actions) > 1:
            actions = [action for action in actions if action != "DELETE"]
        if len(actions) > 1 and not self.one_in(4):
            # Possible in most states, and leads to no other one.
            actions = [action for action in actions if action != "UPDATE_SLUG"]
        if "REPUBLISH" in actions and self.one_in(2):
            # Possible only until the text changes.
            actions = ["REPUBLISH"]
        action = self.random.choice(actions)
        return action, self.random.choice(
            [viewer for viewer, found in by_viewer.items() if action in found]
        )

    def step(self, action: str, actor: str | None, revision: int) -> Step:
        word, fields = self.new_word(), self.random.randint(1, 7)
        if action == "UPDATE":
            values = {
                "title": f"Title {word}",
                "markdown": f"Text {word}.",
                "tags": (f"tag {word}",),
            }
            changes = {n: v for bit, (n, v) in enumerate(values.items()) if fields >> bit & 1}
            return Step(action, actor, revision, changes)
        if action == "UPDATE_SLUG":
            # A new slug, or one that a post has or had: the same post or another one.
            known = [slug for post in self.existing().values() for slug in post.slugs]
            slug = self.random.choice(known) if known and fields > 4 else f"slug-{word}"
            return Step(action, actor, revision, slug=slug)
        if action == "RESTORE_VERSION":
            # Also of a revision that does not exist.
            return Step(action, actor, revision, restored=max(1, revision + 1 - fields))
        feedback = f"Reason {word}." if action in {"REJECT", "UNPUBLISH"} else ""
        later = action == "APPROVE" and self.one_in(2)
        return Step(action, actor, revision, {}, feedback, later=later)

    async def take(self, blog_id: str, step: Step) -> None:
        """Take the action in both worlds; the outcomes agree."""
        before = self.posts[blog_id]
        step = replace(step, is_taken=step.slug in self.slugs_of_others(blog_id))
        self.taken.append((blog_id, step))
        slug = self.slug_for(blog_id)
        expected, after = take(before, step, {*ADMINS}, slug)
        outcome, blog = await self.newsroom.take(blog_id, step)
        assert outcome == expected, (step, before)
        if blog is not None and after is not None:
            assert (blog["id"], blog["status"], blog["revision"]) == (
                blog_id,
                after.status,
                after.revision,
            )
        self.outcomes[step.action, outcome] += 1
        self.posts[blog_id], self.touched = after, blog_id
        self.changed = after != before
        if not self.changed:
            assert await self.newsroom.stored(blog_id) == self.stored[blog_id], step
        if step.action == "UPDATE" and outcome == SUCCESS:
            self.edits[blog_id] = step

    def note_step(self, blog_id: str) -> NoteStep:
        """Choose an action on a note; those that add one are as frequent as all others."""
        choose, one_in = self.random.choice, self.one_in
        post, notes = self.posts[blog_id], self.notes[blog_id]
        actor = choose(VIEWERS)
        if post is not None and not one_in(7):
            actor = post.author if one_in(2) else choose(ADMINS)
        revision = self.revision_near(post)
        if one_in(2) or not notes:
            word, text = self.new_word(), "" if post is None else post.edited_text.markdown
            # The whole text, a passage of it, or another passage.
            quote = choose([None, text[:-1] or None, text[:-1] or None, f"Text {word}"])
            suggestion = f"Text {self.new_word()}" if quote is not None and one_in(2) else None
            note = Note(actor, f"Note {word}.", quote, suggestion)
            return NoteStep("ADD", actor, note, revision)
        actions = [action for action in NOTE_FIELDS if action != "ADD"] + ["APPLY"] * 3
        return NoteStep(choose(actions), actor, choose([*notes.values()]), revision)

    async def take_note(self, blog_id: str, step: NoteStep) -> None:
        """Take the action on a note in both worlds; the outcomes agree."""
        before, notes = self.posts[blog_id], self.notes[blog_id]
        self.taken.append((blog_id, step))
        expected, after = take_note(before, notes, step, {*ADMINS})
        outcome, note_id = await self.newsroom.take_note(blog_id, step)
        assert outcome == expected, (step, before)
        self.outcomes[f"{step.action}_NOTE", outcome] += 1
        self.posts[blog_id], self.touched = after, blog_id
        if outcome == SUCCESS:
            self.notes[blog_id] = notes_after(notes, step, note_id)
            self.changed = True

    def slugs_of_others(self, blog_id: str) -> set[str]:
        others = [other for key, other in self.existing().items() if key != blog_id]
        return {slug for other in others for slug in other.slugs}

    def slug_for(self, blog_id: str) -> str:
        """Return the slug of a first approval: with a part of the id if the title's is taken."""
        post = self.posts[blog_id]
        title = "" if post is None else post.text.title
        slug = title.lower().replace(" ", "-")
        taken = slug in self.slugs_of_others(blog_id)
        return f"{slug}-{self.newsroom.suffix(blog_id)}" if taken else slug

    async def agree(self) -> None:
        """Check that the blog of the last action, and all lists, agree with the model."""
        self.changed = False
        blog_id, existing, turn = self.touched, self.existing(), next(self.turns)
        post = existing.get(blog_id)
        others = [name for name in (*ADMINS, *AUTHORS) if post is None or name != post.author]
        self.stored[blog_id] = stored = await self.newsroom.stored(blog_id)
        stored.assert_agrees(post)
        await self.newsroom.assert_shown(existing, blog_id, others[turn % len(others)])
        notes = self.notes[blog_id].values()
        await self.newsroom.assert_notes(blog_id, post, notes, ADMINS[turn % 2])
        # Authors see more of their own published blogs.
        viewer = READER if turn % 2 else None
        await self.newsroom.assert_public(existing, blog_id, self.word, viewer)


async def explore(newsroom: Newsroom, walks: int, steps: int) -> set[str]:
    """Take random walks, the same ones in each run; return the actions that succeeded."""
    outcomes = Counter[tuple[str, str]]()
    for seed in range(walks):
        walk = Walk(newsroom, seed)
        try:
            await walk.start()
            for _ in range(steps):
                await walk.act()
        except Exception as error:
            error.add_note("\n".join([f"The walk with seed {seed}:", *map(str, walk.taken)]))
            raise
        outcomes += walk.outcomes
    _log.info("%d steps: %s", outcomes.total(), dict(sorted(outcomes.items())))
    return {action for action, outcome in outcomes if outcome == SUCCESS}


async def test_any_sequence_of_actions_agrees_with_the_model(newsroom: Newsroom):
    taken = await explore(newsroom, walks=4, steps=20)
    missing = {"UPDATE", "REQUEST_PUBLISH", "APPROVE", "REJECT", "UNPUBLISH"} - taken
    assert missing == set(), "the walks are too short"


@pytest.mark.slow
async def test_many_long_sequences_of_actions_agree_with_the_model(newsroom: Newsroom):
    notes = {f"{action}_NOTE" for action in NOTE_FIELDS}
    missing = {*ACTIONS, *notes, "time", "old"} - await explore(newsroom, walks=12, steps=50)
    assert missing == set(), "the walks are too short"
