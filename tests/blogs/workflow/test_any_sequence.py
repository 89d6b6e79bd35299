"""Any sequence of actions by any people on several blogs agrees with a simple model."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from consistency import Stored
from editorial_model import ACTIONS, SUCCESS, actions_of, due, take, without_versions
from editorial_notes import FIELDS as NOTE_FIELDS
from editorial_notes import Note, NoteStep, notes_after, take_note
from editorial_posts import Post, Step, Text, Version
from editorial_views import ADMINS, AUTHORS, READER, VIEWERS
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from newsroom import Change, Newsroom

MAX_BLOGS = 4
KINDS = (*["possible"] * 8, *["any"] * 4, *["note"] * 4, "old", "save", "repeat", "time", "time")
WRITERS = (*AUTHORS, ADMINS[0])
_log = logging.getLogger(__name__)

# An index into a list whose length is known only when the rule runs: modulo the length.
ANY = st.integers(0, 2**16)


class Session:
    """The event loop of the application and the counts of all examples of a run."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.outcomes = Counter[tuple[str, str]]()
        self._loop = asyncio.get_running_loop()

    def run[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Run the coroutine on the loop of the application, from Hypothesis's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)


class Editorial(RuleBasedStateMachine):
    """Actions on several blogs; `posts` is the model of each, None after its deletion."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.newsroom = session, session.newsroom
        self.posts: dict[str, Post | None] = {}
        self.notes = defaultdict[str, dict[str, Note]](dict)
        self.edits: dict[str, Step] = {}
        self.stored: dict[str, Stored] = {}
        self.touched, self.changed = "", False
        # From 1 in each example, so that a repeated example is the same.
        self.words, self.turns, self.word = count(1), count(), "none"

    def new_word(self) -> str:
        self.word = f"w{next(self.words)}x"
        return self.word

    def existing(self) -> dict[str, Post]:
        return {key: post for key, post in self.posts.items() if post is not None}

    @initialize()
    def start_empty(self) -> None:
        self.session.run(self.newsroom.clear())
        self.save_blog(0, shared=False)

    # One rule with weights: Hypothesis would disable some of several rules in each example.
    @rule(
        kind=st.sampled_from(KINDS),
        which=ANY,
        choice=ANY,
        action=st.sampled_from(ACTIONS),
        actor=st.sampled_from(VIEWERS),
        fields=st.integers(1, 7),
        stale=st.sampled_from([0, 0, -1, 1]),
        flag=st.booleans(),
    )
    def act(
        self,
        kind: str,
        which: int,
        choice: int,
        action: str,
        actor: str | None,
        fields: int,
        stale: int,
        *,
        flag: bool,
    ) -> None:
        existing, ids = self.existing(), [*self.posts]
        due_ids = [key for key, post in existing.items() if post.status == "SCHEDULED"]
        blog_id, post = ids[which % len(ids)], self.posts[ids[which % len(ids)]]
        if not existing or (kind == "save" and len(existing) < MAX_BLOGS):
            self.save_blog(which, shared=flag)
        elif kind == "time" and due_ids:
            self.store(kind, due_ids[which % len(due_ids)], self.newsroom.become_due, due)
        elif kind == "old" and post is not None:
            self.store(kind, blog_id, self.newsroom.forget_versions, without_versions)
        elif kind == "repeat" and blog_id in self.edits:
            self.take(blog_id, self.edits[blog_id])
        elif kind == "note":
            self.take_note(blog_id, self.note_step(blog_id, choice, actor, fields, stale))
        elif kind == "any":
            revision = (1 if post is None else post.revision) + stale
            self.take(blog_id, self.step(action, actor, revision, fields, later=flag))
        else:
            blog_id, post = [*existing.items()][which % len(existing)]
            action, actor = self.possible(post, choice)
            self.take(blog_id, self.step(action, actor, post.revision, fields, later=flag))

    def save_blog(self, writer: int, *, shared: bool) -> None:
        author, word = WRITERS[writer % len(WRITERS)], self.new_word()
        # Blogs with the same title compete for a slug.
        text = Text("Same" if shared else f"Title {word}", f"Text {word}.", (f"tag {word}",))
        self.touched = self.session.run(self.newsroom.save(author, text))
        post = Post(author, text, versions=(Version(1, "SAVED", text),))
        self.posts[self.touched], self.changed = post, True

    def store(self, kind: str, blog_id: str, change: Change, after: Callable[[Post], Post]) -> None:
        """Change the stored blog in another way than by an action."""
        self.session.run(change(blog_id))
        self.posts[blog_id], self.touched = after(self.existing()[blog_id]), blog_id
        self.session.outcomes[kind, SUCCESS] += 1
        self.changed = True

    def possible(self, post: Post, choice: int) -> tuple[str, str | None]:
        """Choose an action that the state allows, and one of those who may take it."""
        by_viewer = {viewer: actions_of(post, viewer, {*ADMINS}) for viewer in VIEWERS}
        # Sorted, because the order of sets differs from run to run.
        actions = sorted({action for found in by_viewer.values() for action in found})
        if len(self.existing()) < MAX_BLOGS and len(actions) > 1:
            actions = [action for action in actions if action != "DELETE"]
        if choice % 4 and len(actions) > 1:
            # Possible in most states, and leads to no other one.
            actions = [action for action in actions if action != "UPDATE_SLUG"]
        if "REPUBLISH" in actions and choice % 2:
            # Possible only until the text changes.
            actions = ["REPUBLISH"]
        action = actions[choice % len(actions)]
        actors = [viewer for viewer, found in by_viewer.items() if action in found]
        return action, actors[choice // len(actions) % len(actors)]

    def step(
        self, action: str, actor: str | None, revision: int, fields: int, *, later: bool
    ) -> Step:
        word = self.new_word()
        if action == "UPDATE":
            values = {
                "title": f"Title {word}",
                "markdown": f"Text {word}.",
                "tags": (f"tag {word}",),
            }
            changes = {n: v for bit, (n, v) in enumerate(values.items()) if fields >> bit & 1}
            return Step(action, actor, revision, changes)
        if action == "UPDATE_SLUG":
            return self.slug_step(actor, revision, fields, f"slug-{word}")
        if action == "RESTORE_VERSION":
            # Also of a revision that does not exist.
            return Step(action, actor, revision, restored=max(1, revision + 1 - fields))
        feedback = f"Reason {word}." if action in {"REJECT", "UNPUBLISH"} else ""
        return Step(action, actor, revision, {}, feedback, later=action == "APPROVE" and later)

    def slug_step(self, actor: str | None, revision: int, fields: int, new: str) -> Step:
        """Choose a new slug, or one that a post has or had: the same post or another one."""
        known = sorted({slug for post in self.existing().values() for slug in post.slugs})
        slug = known[fields % len(known)] if known and fields > 4 else new
        return Step("UPDATE_SLUG", actor, revision, slug=slug)

    def take(self, blog_id: str, step: Step) -> None:
        """Take the action in both worlds; the outcomes agree."""
        before = self.posts[blog_id]
        step = replace(step, is_taken=step.slug in self.slugs_of_others(blog_id))
        slug = self.slug_for(blog_id)
        expected, after = take(before, step, {*ADMINS}, slug)
        outcome, blog = self.session.run(self.newsroom.take(blog_id, step))
        assert outcome == expected, (step, before)
        if blog is not None and after is not None:
            assert (blog["id"], blog["status"], blog["revision"]) == (
                blog_id,
                after.status,
                after.revision,
            )
        self.session.outcomes[step.action, outcome] += 1
        self.posts[blog_id], self.touched = after, blog_id
        self.changed = after != before
        if not self.changed:
            stored = self.session.run(self.newsroom.stored(blog_id))
            assert stored == self.stored[blog_id], step
        if step.action == "UPDATE" and outcome == SUCCESS:
            self.edits[blog_id] = step

    def note_step(
        self, blog_id: str, choice: int, actor: str | None, fields: int, stale: int
    ) -> NoteStep:
        """Choose an action on a note; those that add one are as frequent as all others."""
        post, notes = self.posts[blog_id], self.notes[blog_id]
        if post is not None and fields > 1:
            actor = post.author if fields % 2 else ADMINS[choice % 2]
        revision = (1 if post is None else post.revision) + stale
        if choice % 2 or not notes:
            word, text = self.new_word(), "" if post is None else post.edited_text.markdown
            # The whole text, a passage of it with or without a suggestion, or another passage.
            quote = [None, text[:-1] or None, text[:-1] or None, f"Text {word}"][fields % 4]
            suggestion = f"Text {self.new_word()}" if quote is not None and fields % 4 > 1 else None
            note = Note(actor, f"Note {word}.", quote, suggestion)
            return NoteStep("ADD", actor, note, revision)
        actions = [action for action in NOTE_FIELDS if action != "ADD"] + ["APPLY"] * 3
        action = actions[choice // 2 % len(actions)]
        note = [*notes.values()][choice // 16 % len(notes)]
        return NoteStep(action, actor, note, revision)

    def take_note(self, blog_id: str, step: NoteStep) -> None:
        """Take the action on a note in both worlds; the outcomes agree."""
        before, notes = self.posts[blog_id], self.notes[blog_id]
        expected, after = take_note(before, notes, step, {*ADMINS})
        outcome, note_id = self.session.run(self.newsroom.take_note(blog_id, step))
        assert outcome == expected, (step, before)
        self.session.outcomes[f"{step.action}_NOTE", outcome] += 1
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

    @invariant()
    def everything_agrees(self) -> None:
        """Checked after a change: `take` verifies that other steps change nothing."""
        if self.changed:
            self.changed = False
            self.session.run(self.agrees())

    async def agrees(self) -> None:
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


async def explore(newsroom: Newsroom, examples: int, steps: int) -> set[str]:
    """Run the machine; return the actions that succeeded."""
    session = Session(newsroom)
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        # Shrinking a failure would take minutes. The steps are printed as they were.
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )

    class Connected(Editorial):
        def __init__(self) -> None:
            super().__init__(session)

    await asyncio.to_thread(run_state_machine_as_test, Connected, settings=profile)
    taken = session.outcomes
    _log.info("%d steps: %s", taken.total(), dict(sorted(taken.items())))
    return {action for action, outcome in taken if outcome == SUCCESS}


async def test_any_sequence_of_actions_agrees_with_the_model(newsroom: Newsroom):
    taken = await explore(newsroom, examples=4, steps=20)
    # Otherwise the machine did not get far.
    assert taken >= {"UPDATE", "REQUEST_PUBLISH", "APPROVE", "REJECT", "UNPUBLISH"}


@pytest.mark.slow
async def test_many_long_sequences_of_actions_agree_with_the_model(newsroom: Newsroom):
    notes = {f"{action}_NOTE" for action in NOTE_FIELDS}
    assert await explore(newsroom, examples=12, steps=50) == {*ACTIONS, *notes, "time", "old"}
